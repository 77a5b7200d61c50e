import { randomUUID } from 'node:crypto';
import { stateValues, withIds } from './blocks.ts';
import { type Json, objects, string } from './json.ts';

export interface OpenView {
  readonly id: string;
  readonly user: string;
  readonly rootId: string;
  readonly previousId: string | undefined;
  content: Json;
  hash: string;
}

export interface Views {
  open(user: string, content: Json, previous?: OpenView): OpenView;
  replace(view: OpenView, content: Json): void;
  publish(user: string, content: Json): OpenView;
  find(id: string): OpenView | undefined;
  findExternal(externalId: string): OpenView | undefined;
  /** Modals that this person has open, the topmost last. */
  of(user: string): OpenView[];
  home(user: string): OpenView | undefined;
  /** Closes one view, or with `whole` every view of its stack. */
  close(view: OpenView, whole: boolean): void;
  reset(): void;
}

/** Modals that are open and App Homes that were published. */
export function createViews(timestamp: () => string): Views {
  const modals = new Map<string, OpenView>();
  const homes = new Map<string, OpenView>();
  const id = () => `V0${randomUUID().replaceAll('-', '').slice(0, 9).toUpperCase()}`;
  const hash = () => `${timestamp().split('.')[0]}.${randomUUID().slice(0, 8)}`;
  const prepared = (content: Json): Json => ({ ...structuredClone(content), blocks: withIds(objects(content['blocks'])) });
  return {
    open(user, content, previous) {
      const own = id();
      const view = { id: own, user, rootId: previous?.rootId ?? own, previousId: previous?.id, content: prepared(content), hash: hash() };
      modals.set(own, view);
      return view;
    },
    replace(view, content) {
      view.content = prepared(content);
      view.hash = hash();
    },
    publish(user, content) {
      const own = homes.get(user)?.id ?? id();
      const view = { id: own, user, rootId: own, previousId: undefined, content: prepared(content), hash: hash() };
      homes.set(user, view);
      return view;
    },
    find: (wanted) => modals.get(wanted) ?? [...homes.values()].find((home) => home.id === wanted),
    findExternal: (externalId) => [...modals.values(), ...homes.values()].find((view) => view.content['external_id'] === externalId),
    of: (user) => [...modals.values()].filter((view) => view.user === user),
    home: (user) => homes.get(user),
    close(view, whole) {
      for (const one of modals.values()) if (one.id === view.id || (whole && one.rootId === view.rootId)) modals.delete(one.id);
    },
    reset() {
      modals.clear();
      homes.clear();
    },
  };
}

/** A view as Slack returns it from `views.open` and sends it with a submission. */
export function viewOutput(
  view: OpenView,
  ids: { team: string; app: string; bot: string },
  values = stateValues(objects(view.content['blocks'])),
): Json {
  const { content } = view;
  return {
    id: view.id,
    team_id: ids.team,
    type: content['type'],
    blocks: content['blocks'],
    private_metadata: string(content['private_metadata']),
    callback_id: string(content['callback_id']),
    state: { values },
    hash: view.hash,
    ...(content['type'] === 'modal' && { title: content['title'], close: content['close'] ?? null, submit: content['submit'] ?? null }),
    clear_on_close: content['clear_on_close'] === true,
    notify_on_close: content['notify_on_close'] === true,
    root_view_id: view.rootId,
    previous_view_id: view.previousId ?? null,
    app_id: ids.app,
    external_id: string(content['external_id']),
    app_installed_team_id: ids.team,
    bot_id: ids.bot,
  };
}
