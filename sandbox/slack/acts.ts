import { z } from 'zod';
import type { Delivered, Delivery } from './delivery.ts';
import { confirmOf, fill, missing, pick, pressed } from './fields.ts';
import { type Json, objects, string } from './json.ts';
import { closing, commandPayload, ephemeralClick, messageClick, shape, submission, suggestion, viewClick } from './payloads.ts';
import { react } from './reaction.ts';
import { show } from './respond.ts';
import { readSuggestions, type Suggested, shortestQuery } from './suggestions.ts';
import { triggerLife } from './triggers.ts';
import { fillable, type OpenView } from './views.ts';
import type { Workspace } from './workspace.ts';
import type { SlackChannel, SlackUser } from './world.ts';

/** How long to wait for a modal, in milliseconds; three seconds, the life of a trigger, unless said otherwise. */
const waitForView = z.number().min(0).max(triggerLife).optional();

export const commandRequest = z.strictObject({ user: z.string(), channel: z.string(), text: z.string().default(''), waitForView });

/** Names the message by `channel` and `ts`, or the modal or App Home by `viewId`. `value` forges a button or picks an option. */
export const clickRequest = z.strictObject({
  user: z.string(),
  channel: z.string().optional(),
  ts: z.string().optional(),
  viewId: z.string().optional(),
  actionId: z.string(),
  value: z.string().optional(),
  waitForView,
});

export const submitRequest = z.strictObject({ user: z.string(), viewId: z.string(), values: z.record(z.string(), z.string()).default({}) });
/** Types `value` into a select whose options come from the app, named by its action id. */
export const suggestRequest = z.strictObject({ user: z.string(), viewId: z.string(), actionId: z.string(), value: z.string().default('') });
export const closeRequest = z.strictObject({ user: z.string(), viewId: z.string() });

export interface Outcome extends Delivered {
  /** The view that this act opened or changed, as the person sees it. */
  readonly view?: Json;
  /** What the person reads under the fields of the modal, by block id. */
  readonly viewErrors?: Readonly<Record<string, string>>;
  /** The confirm dialog that stood before the button; the person said yes. */
  readonly confirm?: Json;
  /** What Slack could not show of the acknowledgement, in Slack's word. */
  readonly problem?: string;
}

/** What people do in Slack. Each act resolves when the app has answered, or when Slack has given up on it. */
export interface Acts {
  command(request: z.input<typeof commandRequest>): Promise<Outcome>;
  click(request: z.input<typeof clickRequest>): Promise<Outcome>;
  submit(request: z.input<typeof submitRequest>): Promise<Outcome>;
  suggest(request: z.input<typeof suggestRequest>): Promise<Delivered & Suggested>;
  closeView(request: z.input<typeof closeRequest>): Promise<Outcome>;
}

export function createActs(workspace: Workspace, delivery: () => Delivery): Acts {
  const { world, messages, views, triggers, responses, timestamp } = workspace;

  const person = (id: string, doing: string): SlackUser => {
    const user = world.users.find((one) => one.id === id);
    if (!user) throw new Error(`${doing}: nobody here has the id ${id}; there are ${world.users.map((one) => one.id).join(', ')}`);
    if (user.deleted) throw new Error(`${doing}: ${id} is deactivated and cannot act`);
    return user;
  };
  const place = (id: string, user: SlackUser, doing: string): SlackChannel => {
    const channel = world.channels.find((one) => one.id === id);
    if (!channel) throw new Error(`${doing}: there is no channel ${id}; there are ${world.channels.map((one) => one.id).join(', ')}`);
    if (channel.kind !== 'public' && !channel.members.includes(user.id)) throw new Error(`${doing}: ${user.id} does not see ${id}`);
    return channel;
  };
  const modal = (id: string, user: SlackUser, doing: string): OpenView => {
    const view = views.find(id);
    if (view?.user === user.id) return view;
    const open = views.of(user.id).map((one) => one.id);
    throw new Error(`${doing}: ${user.id} has no view ${id} open; open are ${open.join(', ') || 'none'}`);
  };
  const opened = async (delivered: Delivered, trigger: string, since: number, wait = triggerLife): Promise<{ view?: Json }> => {
    const view = await triggers.opened(trigger, delivered.acknowledged ? since + wait : 0);
    return view ? { view: shape(workspace, view) } : {};
  };

  return {
    async command(request) {
      const { user: userId, channel: channelId, text, waitForView: wait } = commandRequest.parse(request);
      const doing = `typing /migrate ${text}`.trim();
      const user = person(userId, doing);
      const channel = place(channelId, user, doing);
      const trigger = triggers.issue(user.id);
      const origin = { channel: channel.id, user: user.id };
      const since = Date.now();
      const payload = commandPayload(workspace, { user, trigger }, channel, text, responses.issue(origin));
      const delivered = await delivery().send('slash_commands', payload);
      const problem = delivered.response && show(workspace, origin, delivered.response);
      return { ...delivered, ...(problem && { problem }), ...(await opened(delivered, trigger, since, wait)) };
    },

    async click(request) {
      const { user: userId, channel: channelId, ts, viewId, actionId, value, waitForView: wait } = clickRequest.parse(request);
      const doing = `clicking ${actionId}`;
      const user = person(userId, doing);
      const since = Date.now();
      if (viewId !== undefined) {
        const view = modal(viewId, user, doing);
        const found = pick(objects(view.content['blocks']), actionId, value, doing);
        if (found.element['type'] !== 'button' && value !== undefined) {
          fill(view, { [actionId]: value }, doing);
          // Slack's own client keeps to itself what is chosen in an input, unless the app wants to hear of it.
          if (found.block['type'] === 'input' && found.block['dispatch_action'] !== true) return { acknowledged: false, milliseconds: 0 };
        }
        const trigger = triggers.issue(user.id, view);
        const payload = viewClick(workspace, { user, trigger }, view, pressed(found, value, timestamp(), doing));
        const delivered = await delivery().send('block_actions', payload);
        return { ...delivered, ...confirmOf(found), ...(await opened(delivered, trigger, since, wait)) };
      }
      const channel = place(channelId ?? '', user, doing);
      const ephemeral = messages.findEphemeral(channel.id, ts ?? '', user.id);
      const message = messages.find(channel.id, ts ?? '');
      const target = ephemeral ?? message;
      if (!target || (target.deleted && value === undefined))
        throw new Error(`${doing}: there is no message ${ts} in ${channel.id} for ${user.id}`);
      const found = pick(target.blocks, actionId, value, doing);
      const trigger = triggers.issue(user.id);
      const action = pressed(found, value, timestamp(), doing);
      const url = responses.issue({ channel: channel.id, user: user.id, ts: target.ts, threadTs: target.threadTs });
      const act = { user, trigger };
      const payload = ephemeral
        ? ephemeralClick(workspace, act, channel, ephemeral, action, url)
        : message
          ? messageClick(workspace, act, channel, message, action, url)
          : {};
      const delivered = await delivery().send('block_actions', payload);
      return { ...delivered, ...confirmOf(found), ...(await opened(delivered, trigger, since, wait)) };
    },

    async submit(request) {
      const { user: userId, viewId, values } = submitRequest.parse(request);
      const doing = `submitting ${viewId}`;
      const user = person(userId, doing);
      const view = modal(viewId, user, doing);
      fill(view, values, doing);
      const unfilled = missing(view);
      // Slack's own client stops here: the app hears nothing.
      if (Object.keys(unfilled).length > 0) return { acknowledged: false, milliseconds: 0, viewErrors: unfilled };
      const trigger = triggers.issue(user.id, view);
      const delivered = await delivery().send('view_submission', submission(workspace, { user, trigger }, view));
      if (!delivered.acknowledged) return delivered;
      return { ...delivered, ...react(workspace, view, delivered.response ?? {}) };
    },

    async suggest(request) {
      const { user: userId, viewId, actionId, value } = suggestRequest.parse(request);
      const doing = `typing "${value}" into ${actionId}`;
      const user = person(userId, doing);
      const view = modal(viewId, user, doing);
      const field = fillable(view).find(({ element }) => element['action_id'] === actionId);
      if (!field || !/^(multi_)?external_select$/.test(string(field.element['type'])))
        throw new Error(`${doing}: there is no such select of suggestions`);
      const least = shortestQuery(field.element);
      if (value.length < least) throw new Error(`${doing}: Slack asks the app only from ${least} characters on`);
      const delivered = await delivery().send('block_suggestion', suggestion(workspace, user, view, { ...field, value }));
      const suggested = delivered.acknowledged ? readSuggestions(delivered.response) : { options: [], problem: 'no answer' };
      // What was chosen before stays chosen, so its options stay known.
      const known = [...(view.suggested.get(field.place) ?? []), ...suggested.options];
      view.suggested.set(field.place, [...new Map(known.map((option) => [option['value'], option])).values()]);
      return { ...delivered, ...suggested };
    },

    async closeView(request) {
      const { user: userId, viewId } = closeRequest.parse(request);
      const doing = `closing ${viewId}`;
      const user = person(userId, doing);
      const view = modal(viewId, user, doing);
      const whole = view.content['clear_on_close'] === true;
      views.close(view, whole);
      if (view.content['notify_on_close'] !== true) return { acknowledged: true, milliseconds: 0 };
      return delivery().send('view_closed', closing(workspace, { user, trigger: '' }, view, whole));
    },
  };
}
