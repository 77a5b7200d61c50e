/** One hash tag for everything, so that a Redis Cluster keeps it on one shard and scripts stay atomic. */
export const TAG = '{ferry}';

export const keys = {
  record: (id: string) => `${TAG}:migration:${id}`,
  inbox: (id: string) => `${TAG}:inbox:${id}`,
  log: (id: string) => `${TAG}:log:${id}`,
  /** Several migrations that were asked for together. */
  group: (id: string) => `${TAG}:group:${id}`,
  thread: (id: string) => `${TAG}:thread:${id}`,
  lock: (account: string, region: string, instanceId: string) => `${TAG}:lock:${account}:${region}:${instanceId}`,
  seen: (key: string) => `${TAG}:seen:${key}`,
  /** A signed request of Slack that came. */
  request: (signature: string) => `${TAG}:request:${signature}`,
  due: `${TAG}:due`,
  out: `${TAG}:out`,
  open: `${TAG}:open`,
  /** Every migration there ever was, by the time it was asked for. */
  all: `${TAG}:all`,
  /** Ids of processes by when they were last heard; what they said of themselves; when a kind was last heard. */
  present: `${TAG}:present`,
  about: `${TAG}:about`,
  heard: `${TAG}:heard`,
  /** Written and gone again when a process starts. */
  probe: (type: string) => `${TAG}:probe:${type}`,
  /** What was sent to prepare a target of ferry.yml, and what was said of it. */
  target: (alias: string) => `${TAG}:target:${alias}`,
  freeze: `${TAG}:freeze`,
  quarantine: `${TAG}:quarantine`,
  identity: `${TAG}:identity`,
} as const;
