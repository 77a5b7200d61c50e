import type { HostFacts, HostFinding } from './host-facts.ts';
import { reasons, type Trouble } from './host-reasons.ts';
import type { Millis } from './types.ts';

interface Found extends Trouble {
  readonly reason: string;
  readonly kind: string;
}

/** Why a replication host cannot be used now, and what will soon stand in its way; empty when all is well. */
export function judgeHost(facts: HostFacts, now: Millis): readonly HostFinding[] {
  const { title, name, components, missing, accountsForPush } = facts;
  const host = `The ${title} ${name}`;
  const found = components.flatMap((part): Found[] =>
    reasons.flatMap(({ id, judge }) => {
      const trouble = judge(part, now, short(title));
      return trouble ? [{ ...trouble, reason: id, kind: part.kind }] : [];
    }),
  );
  return [
    ...missing.map(
      (kind): HostFinding => ({
        key: `missing ${kind}`,
        verdict: 'block',
        text: `${host} has no ${lacking(title, kind)}`,
      }),
    ),
    ...together(found, facts),
    ...(accountsForPush === 0
      ? [
          {
            key: 'accounts',
            verdict: 'block',
            text: `${host} knows no account to push the Mobility service with: add one in the ${configurator(title)}, or let owners install the service (mobilityService: preinstalled in ferry.yml).`,
          } as const,
        ]
      : []),
  ];
}

/** One sentence for all parts that have the same trouble; where all have it, it is the host's. */
function together(found: readonly Found[], { title, name, components }: HostFacts): HostFinding[] {
  const groups = Map.groupBy(found, ({ reason, verdict, alike, what }) => JSON.stringify([reason, verdict, alike ?? what]));
  return [...groups.values()].flatMap((alike): HostFinding[] => {
    const [first] = alike;
    if (!first) return [];
    const kinds = alike.map(({ kind }) => kind);
    const all = (kinds.length === components.length && kinds.length > 1) || (kinds.length === 1 && kinds[0] === title);
    const verb = first.verb[all || kinds.length === 1 ? 0 : 1];
    const whose = all ? `The ${title} ${name}` : `The ${list.format(kinds)} of the ${title} ${name}`;
    return [
      {
        key: `${first.reason} ${all && kinds.length > 1 ? 'all' : kinds.join('+')}`,
        verdict: first.verdict,
        text: `${whose} ${verb} ${first.what}`,
      },
    ];
  });
}

/** What runs the parts, in a word. */
function short(title: string): string {
  return title.replace('replication ', '');
}

function lacking(title: string, kind: string): string {
  return title === 'replication appliance'
    ? `${kind} registered: finish its set-up in the appliance's configuration manager, then wait a few minutes.`
    : `${kind}: repair its installation with Unified Setup.`;
}

const list = new Intl.ListFormat('en-GB');

function configurator(title: string): string {
  return title === 'replication appliance' ? "appliance's configuration manager" : "server's configuration tool (Cspsconfigtool)";
}
