import { type Machine, people } from '../support/scene.ts';

interface Shown {
  readonly blocks: readonly unknown[];
}

/** What a message shows, section by section, as a person reads it: no mark-up of Slack's but bold and emoji. */
export function sectionsOf({ blocks }: Shown): string[] {
  return blocks.flatMap(textsOf).map(readable);
}

/** Slack's mark-up as a person sees it. */
export function readable(text: string): string {
  return text
    .replaceAll(/<!date\^[^>]*>/g, '‹moment›')
    .replaceAll(/<!subteam\^[^>]*>/g, '@‹approvers›')
    .replaceAll(`<@${people.requester}>`, '@‹requester›')
    .replaceAll(/<https?:[^|>]*\|([^>]*)>/g, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

function textsOf(block: unknown): string[] {
  const { type, text } = block as { readonly type?: string; readonly text?: { readonly text?: string } };
  return (type === 'section' || type === 'header') && text?.text !== undefined ? [text.text] : [];
}

/** Replaces what differs from run to run by its name. */
export function bare(text: string, { instanceId, name, ip }: Machine, migration = ''): string {
  const known: readonly (readonly [string, string])[] = [
    [`ferry-${instanceId}-${migration.replace('m-', '')}`, '‹item›'],
    [instanceId, '‹instance›'],
    [ip, '‹address›'],
    [name, '‹machine›'],
    [migration, '‹migration›'],
  ];
  return known
    .reduce((said, [what, placeholder]) => (what === '' ? said : said.replaceAll(what, placeholder)), text)
    .replaceAll(/\b\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC\b/g, '‹moment›')
    .replaceAll(/subscriptions\/[0-9a-f-]{36}/g, 'subscriptions/‹subscription›')
    .replaceAll(/\bsubscription [0-9a-f-]{36}\b/g, 'subscription ‹subscription›')
    .replaceAll(/\bidentity [0-9a-f-]{36}\b/g, 'identity ‹client›')
    .replaceAll(/\bapp '[0-9a-f-]{36}'/g, "app '‹client›'")
    .replaceAll(/\bsilent for \d+ min\b/g, 'silent for ‹minutes› min')
    .replaceAll(/ferry-‹instance›-[a-z0-9]+/g, '‹item›')
    .replaceAll(/\bjob [0-9a-f-]{36}\b/g, 'job ‹job›')
    .replaceAll(/‹machine›-[0-9a-f]{4}\b/g, '‹vm›')
    .replaceAll(/\b[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\b/g, '‹id›')
    .replaceAll(/\bami-[0-9a-f]{17}\b/g, '‹image›')
    .replaceAll(/\b\d\d:\d\d:\d\d UTC\b/g, '‹time›');
}
