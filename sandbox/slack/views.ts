import { randomUUID } from 'node:crypto';
import { elements, stateValues, withIds } from './blocks.ts';
import { type Json, objects, string } from './json.ts';

export interface OpenView {
  readonly id: string;
  readonly user: string;
  readonly rootId: string;
  readonly previousId: string | undefined;
  content: Json;
  hash: string;
  /** What the person has filled in so far, and what the app has suggested, by block and action id. */
  readonly held: Map<string, Json>;
  readonly suggested: Map<string, Json[]>;
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
  const empty = () => ({ held: new Map<string, Json>(), suggested: new Map<string, Json[]>() });
  const prepared = (content: Json): Json => ({ ...structuredClone(content), blocks: withIds(objects(content['blocks'])) });
  return {
    open(user, content, previous) {
      const own = id();
      const rootId = previous?.rootId ?? own;
      const view = { id: own, user, rootId, previousId: previous?.id, content: prepared(content), hash: hash(), ...empty() };
      modals.set(own, view);
      return view;
    },
    replace(view, content) {
      view.content = prepared(content);
      view.hash = hash();
      // Slack keeps what was filled in where block and action id are still the same, and nothing else.
      const places = new Set(fillable(view).map(({ place }) => place));
      for (const kept of [view.held, view.suggested]) for (const place of kept.keys()) if (!places.has(place)) kept.delete(place);
    },
    publish(user, content) {
      const own = homes.get(user)?.id ?? id();
      const view = { id: own, user, rootId: own, previousId: undefined, content: prepared(content), hash: hash(), ...empty() };
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

/** The elements of a view by the place that Slack knows them by; a select of suggestions with what was suggested to it. */
export function fillable(view: OpenView): { readonly place: string; readonly block: Json; readonly element: Json }[] {
  return elements(objects(view.content['blocks'])).map(({ block, element }) => {
    const place = `${string(block['block_id'])} ${string(element['action_id'])}`;
    const options = view.suggested.get(place);
    return { place, block, element: options ? { ...element, options } : element };
  });
}

/** What the view holds now, as Slack sends it with a click or a submission. */
export function viewState(view: OpenView): ReturnType<typeof stateValues> {
  const given = elements(objects(view.content['blocks'])).flatMap(({ block, element }) => {
    const held = view.held.get(`${string(block['block_id'])} ${string(element['action_id'])}`);
    return held ? [[element, held] as const] : [];
  });
  return stateValues(objects(view.content['blocks']), new Map(given));
}

/** A view as Slack returns it from `views.open` and sends it with a submission. */
export function viewOutput(view: OpenView, ids: { team: string; app: string; bot: string }): Json {
  const { content } = view;
  return {
    id: view.id,
    team_id: ids.team,
    type: content['type'],
    blocks: content['blocks'],
    private_metadata: string(content['private_metadata']),
    callback_id: string(content['callback_id']),
    state: { values: viewState(view) },
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
