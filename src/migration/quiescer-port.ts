/** What a hook is asked to do with the applications of a machine. */
export interface QuiesceRequest {
  readonly wanted: 'quiesce' | 'resume';
  readonly migration: string;
  readonly instanceId: string;
  readonly account: string;
  readonly region: string;
}

/** Whoever makes the applications of a source's machines still before a stop. Changes something: runs only under `mutate`. */
export interface Quiescer {
  /** As people know it; untrusted text is not in it. */
  readonly name: string;
  /** One request, no retry; over when the hook has answered or its time is up. */
  ask(request: QuiesceRequest): Promise<void>;
}
