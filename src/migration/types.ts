/** Milliseconds since the epoch, by the Redis clock. */
export type Millis = number;

export type Engine = 'InMageRcm' | 'InMageAzureV2';

/** Where the machine is. The account and region come from ferry.yml, never from Slack. */
export interface SourceRef {
  readonly alias: string;
  readonly account: string;
  readonly region: string;
  readonly instanceId: string;
}

export type Verdict = 'pass' | 'warn' | 'block' | 'unknown';

/** What one eligibility check found, with what it is based on. */
export interface CheckFinding {
  readonly id: string;
  readonly title: string;
  readonly verdict: Verdict;
  /** The field and its value, as half a sentence. */
  readonly evidence: string;
  readonly remedy?: string;
  /** Where it was read, and when; absent in records of older builds. */
  readonly read?: { readonly api: string; readonly at: Millis };
  /** A named person may answer it: nothing else proves it, or somebody has answered it already. */
  readonly attest?: AttestOffer;
}

/** What a check lets a person vouch for. */
export interface AttestOffer {
  readonly question: string;
  readonly choices: readonly { readonly value: string; readonly label: string }[];
  /** It is asked together with the authorisation of the failover, and at no other time. */
  readonly atApproval?: true;
}

/** What a named person vouches for where nothing that can be read proves it. */
export interface Attestation {
  /** The check that it answers. */
  readonly check: string;
  /** One of the values that the check offers. */
  readonly value: string;
  readonly by: string;
  readonly at: Millis;
  /** How they know, in their own words; untrusted text. */
  readonly reason?: string;
}

/** What people need to recognise the machine; its full facts are read afresh whenever they matter. */
export interface MachineSummary {
  readonly name: string;
  readonly instanceType: string;
  readonly privateIp?: string;
  readonly os: string;
  readonly osFamily: 'windows' | 'linux' | 'unknown';
  readonly launchedAt: Millis;
  readonly disks: readonly { readonly volumeId: string; readonly gib: number; readonly root: boolean }[];
}

export type DiskType = 'Standard_LRS' | 'StandardSSD_LRS' | 'Premium_LRS';

/** What a requester asks for where Ferry or ferry.yml would choose otherwise; names of sizes and zones, never ids or ranges. */
export interface PlacementWish {
  readonly size?: string;
  readonly diskType?: DiskType;
  readonly vmName?: string;
  readonly zone?: string;
  /** Devices of the data disks that stay in EC2: all of them, whatever ferry.yml says. */
  readonly leave?: readonly string[];
}

/** What becomes of a volume. */
export interface LandingDisk {
  readonly volumeId: string;
  readonly device: string;
  readonly gib: number;
  readonly root: boolean;
  /** Absent: it is left behind. */
  readonly type?: DiskType;
}

/** How the machine will land, with why, and what else a requester may ask for. */
export interface Landing {
  readonly vmName: string;
  /** Absent where Site Recovery picks it. */
  readonly size?: string;
  /** As half a sentence: what it is, and why it is that one. */
  readonly sizeWhy: string;
  readonly diskType: DiskType;
  /** Only where they are not all treated alike. */
  readonly disks?: readonly LandingDisk[];
  readonly zone?: string;
  /** ARM id. */
  readonly availabilitySet?: string;
  readonly network: string;
  readonly choices: LandingChoices;
}

export interface LandingChoices {
  /** Sizes that hold the machine and can be had, the fittest first. */
  readonly sizes: readonly {
    readonly name: string;
    readonly vcpus: number;
    readonly memoryGib: number;
    readonly zones: readonly string[];
  }[];
  /** Empty where ferry.yml puts machines into an availability set, or the region has none. */
  readonly zones: readonly string[];
  readonly longestName: number;
  readonly takenNames: readonly string[];
  /** Data disks that may be left behind; absent in records from before there was a choice. */
  readonly dataDisks?: readonly Pick<LandingDisk, 'device' | 'gib'>[];
}

export type Course = 'forward' | 'undo' | 'rollback';

export type GateName = 'confirm-plan' | 'authorise-failover' | 'accept-target';

export interface StepHeader {
  readonly id: string;
  readonly title: string;
  readonly gate?: GateName;
}

export interface StepRecord extends StepHeader {
  readonly course: Course;
  readonly state: 'todo' | 'running' | 'done' | 'failed' | 'skipped';
  readonly startedAt?: Millis;
  readonly endedAt?: Millis;
  /** Small working state of a step that runs many times. */
  readonly memo?: unknown;
  readonly result?: unknown;
  readonly summary?: string;
  /** The last thing that was said to people about it, or what that was about, so that it is said once. */
  readonly said?: string;
}

/** The steps of each course, as they were when the migration was planned. */
export interface Plan {
  readonly definition: number;
  readonly forward: readonly StepHeader[];
  readonly undo: readonly StepHeader[];
  readonly rollback: readonly StepHeader[];
  /** What runs before acceptance is asked anew, when another recovery point is wished for; absent in plans of older builds. */
  readonly otherPoint?: readonly StepHeader[];
}

/** A line that a person reads before answering; untrusted text stays raw here and is escaped by the view. */
export interface Fact {
  readonly label: string;
  readonly text: string;
  /** Worth a place in the thread too; the card shows every fact. */
  readonly inThread?: true;
  /** A person's own words: shown in quotes, and never as mark-up. */
  readonly quoted?: true;
  /** Whose words they are. */
  readonly by?: string;
}

/** A trouble outside Ferry that people are told of once, and once more when it has passed. Its text stays raw here. */
export interface Alert {
  /** The same trouble has the same key at every look. */
  readonly key: string;
  readonly severity: 'critical' | 'warning';
  /** A few words, for the card and for "Resolved". */
  readonly title: string;
  /** What is wrong, and what to do. */
  readonly text: string;
}

export interface RecoveryPoint {
  readonly id: string;
  readonly name: string;
  readonly at: Millis;
  readonly type: string;
}

/** A recovery point as people choose it; its id is read afresh when it is used. */
export type ListedPoint = Omit<RecoveryPoint, 'id'>;

/** Which recovery point a failover may use. */
export type PointRule =
  /** The newest one that covers what was written until the authorisation. */
  | { readonly is: 'covering' }
  /** The newest application-consistent one that covers it; with `atLeast`, the newest there is, and none older than that. */
  | { readonly is: 'app-consistent'; readonly atLeast?: Millis }
  | { readonly is: 'named'; readonly point: ListedPoint };

/** The recovery points among which people may choose while a question is open. */
export interface PointOffer {
  /** The rule that the question is about; absent once a failover has used a point. */
  readonly rule?: PointRule;
  /** Newest first, as Azure listed them at that moment. */
  readonly listed: readonly ListedPoint[];
  readonly listedAt: Millis;
  /** When EC2 was stopped: what was written between a point and then is not in it. */
  readonly stoppedAt?: Millis;
  /** The name of the point from which the Azure machine runs. */
  readonly inUse?: string;
}

/** What a gate shows; the digest binds an answer to exactly this. */
export interface Question {
  readonly digest: string;
  readonly facts: readonly Fact[];
  readonly warnings: readonly string[];
  readonly expiresAt?: Millis;
  readonly remindAt?: Millis;
  /** When Ferry first looks at what is asked about, while people decide. */
  readonly watchAt?: Millis;
  /** Answering yes is refused for this reason. */
  readonly barred?: string;
  readonly points?: PointOffer;
}

export interface Vote {
  readonly by: string;
  readonly yes: boolean;
  readonly at: Millis;
  readonly reason?: string;
}

/** Votes that opened a gate, kept for the audit and rechecked before each irreversible call. */
export interface Authority {
  readonly gate: GateName;
  readonly digest: string;
  readonly votes: readonly Vote[];
  readonly grantedAt: Millis;
  readonly validUntil: Millis;
  /** The recovery points that were agreed to; absent: covering, as older builds asked for. */
  readonly rule?: PointRule;
}

export type Ending = 'completed' | 'rejected' | 'cancelled' | 'rolled-back' | 'expired' | 'ineligible';

/** `ask` counts every question put to people, so that a button of an older one is recognised. */
export type Status =
  | { readonly is: 'planning' }
  | { readonly is: 'running' }
  | {
      readonly is: 'asking';
      readonly ask: number;
      readonly gate: GateName;
      readonly question: Question;
      readonly votes: readonly Vote[];
      readonly openedAt: Millis;
    }
  | {
      readonly is: 'stuck';
      readonly ask: number;
      readonly step: string;
      readonly problem: string;
      readonly remedy: string;
      readonly reference?: string;
      readonly unread?: true;
    }
  | { readonly is: 'unknown'; readonly ask: number; readonly step: string; readonly operation: string }
  | { readonly is: 'ended'; readonly how: Ending; readonly by?: string; readonly reason?: string; readonly at: Millis };

/** What the cloud gave to find an accepted operation again. */
export interface Handle {
  /** Site Recovery: last segment of Azure-AsyncOperation, which is the replication job's name. */
  readonly job?: string;
  readonly status: number;
}

export interface OperationError {
  readonly code: string;
  readonly message: string;
  readonly remedy?: string;
  readonly retryAt?: Millis;
}

/** What left for a cloud, without its body: the digest of that is in the intent. */
export interface SentRequest {
  readonly method: string;
  /** Without credentials, and of its query only the version of the API. */
  readonly url: string;
  /** The action of an API whose address does not tell it, as EC2's. */
  readonly action?: string;
}

/** What came back, as far as the audit needs it. */
export interface ReceivedAnswer {
  readonly at: Millis;
  readonly status: number;
  /** The cloud's own name for the exchange, which its support asks for. */
  readonly requestId?: string;
  /** What an answer said that proves neither an effect nor its absence. */
  readonly said?: string;
}

/** One call that changes a cloud, from the moment before the socket to its end. */
export interface Operation {
  /** UUID; sent as x-ms-client-request-id to Azure and as the tag ferry:operation to AWS. */
  readonly id: string;
  readonly kind: string;
  readonly step: string;
  /** The resource it changes. */
  readonly subject: string;
  readonly sentAt: Millis;
  /** What was seen just before, for telling our effect from somebody else's. */
  readonly before: unknown;
  readonly request?: SentRequest;
  /** Absent while nothing has come back, and in records of older builds. */
  readonly answer?: ReceivedAnswer;
  readonly state: 'open' | 'accepted' | 'refused' | 'failed' | 'not-sent' | 'not-seen' | 'unknown' | 'foreign';
  /** A person retried the step: this operation no longer answers for it. */
  readonly superseded?: boolean;
  readonly handle?: Handle;
  readonly error?: OperationError;
  readonly looks: readonly { readonly at: Millis; readonly seen: string }[];
}

export interface Progress {
  readonly step: string;
  readonly note: string;
  readonly percent?: number;
  /** Seconds left, as a band. */
  readonly eta?: readonly [number, number];
  readonly cause?: string;
  /** What only whoever asks for it wants to know, such as each disk. */
  readonly details?: readonly string[];
  /** How many looks in a row did not find an alert that people know of, by its key. */
  readonly missed?: Readonly<Record<string, number>>;
  /** When Ferry looks again, while people decide. */
  readonly watchAt?: Millis;
  readonly at: Millis;
}

export type ReplicationWish = 'keep' | 'remove';

/** The whole truth about one migration; `evolve` is its only author. */
export interface Migration {
  /** The oldest reader that understands this record. */
  readonly reader: number;
  readonly id: string;
  readonly source: SourceRef;
  readonly target: string;
  readonly engine?: Engine;
  readonly requestedBy: string;
  readonly channel: string;
  readonly requestedAt: Millis;
  /** What the requester wants everyone to read, for example a change number; untrusted text. */
  readonly note?: string;
  /** The message that several migrations stand under, when they were asked for together. */
  readonly group?: string;
  readonly machine?: MachineSummary;
  readonly checks: readonly CheckFinding[];
  /** What people have vouched for, the newest last; absent in records of older builds. */
  readonly attestations?: readonly Attestation[];
  readonly placement?: PlacementWish;
  readonly landing?: Landing;
  readonly course: Course;
  readonly plan?: Plan;
  readonly steps: readonly StepRecord[];
  readonly status: Status;
  readonly asks: number;
  readonly authorities: readonly Authority[];
  /** The rule a person chose instead of the target's own. */
  readonly rule?: PointRule;
  /** The points that were wished for after the failover, the newest wish last. */
  readonly wishes?: readonly ListedPoint[];
  readonly operations: readonly Operation[];
  readonly sees: Sees;
  /** A cancel that came while a call was in flight; honoured before any new one. */
  readonly stopWish?: { readonly by: string; readonly at: Millis; readonly replication: ReplicationWish; readonly reason?: string };
  /** An approver has said that a stop which hangs may be forced. */
  readonly forcedStop?: { readonly by: string; readonly at: Millis; readonly reason: string };
  /** An approver has said that no test failover is needed. */
  readonly testWaiver?: { readonly by: string; readonly at: Millis; readonly reason: string };
  /** A test failover that Ferry did not make is pending on the item. */
  readonly foreignTest?: boolean;
  /** An approver lets Ferry clean up such a test. */
  readonly testCleanUp?: { readonly by: string; readonly at: Millis };
  /** What was seen of EC2 after the failover though it must not run, and who decided what; of the newest start only. */
  readonly awake?: Awake;
  /** Looks at EC2 in a row that failed; no event, like progress. */
  readonly unseen?: number;
  /** How the migration ends when the steps of its course are done. */
  readonly ending: Ending;
  readonly progress?: Progress;
  /** What people were told of and what has not passed; absent in records of older builds. */
  readonly alerts?: readonly Alert[];
  /** Failures in a row of the current step, for backing off. */
  readonly tries: number;
}

/** EC2 after the failover: it runs, it ran for a while, or nobody can say. */
export interface Awake {
  readonly at: Millis;
  readonly seen: 'runs' | 'ran' | 'unread';
  /** By which start, so that the next one is told as well. */
  readonly launchedAt?: Millis;
  /** Why it cannot be read. */
  readonly because?: string;
  readonly settled?: {
    /** It was stopped by hand; Ferry stops it; the migration goes on all the same. */
    readonly how: 'stopped' | 'stop' | 'left';
    readonly by: string;
    readonly at: Millis;
    readonly reason?: string;
  };
}

/** The one line every card shows. */
export interface Sees {
  readonly source: 'up' | 'stopping' | 'down' | 'starting' | 'unknown';
  readonly target: 'none' | 'test' | 'starting' | 'live' | 'fenced' | 'unknown';
}

interface Occurrence {
  readonly at: Millis;
}

/** The spine: rules produce these, `evolve` applies them, Redis keeps them, the thread is drawn from them. */
export type MigrationEvent = Occurrence &
  (
    | {
        readonly type: 'requested';
        readonly id: string;
        readonly source: SourceRef;
        readonly target: string;
        readonly by: string;
        readonly channel: string;
        readonly note?: string;
        readonly group?: string;
      }
    | { readonly type: 'planned'; readonly plan: Plan }
    | { readonly type: 'step.started'; readonly step: string }
    | {
        readonly type: 'step.finished';
        readonly step: string;
        readonly summary: string;
        readonly result?: unknown;
        readonly learned?: Learned;
      }
    | {
        readonly type: 'step.blocked';
        readonly step: string;
        readonly problem: string;
        readonly remedy: string;
        readonly reference?: string;
        /** A cloud would not be read: what was called before still stands, and Retry goes on following it. */
        readonly unread?: true;
      }
    | { readonly type: 'retried'; readonly step: string; readonly by: string }
    /** What was noted before no longer holds: the step's own words, or one alert. */
    | { readonly type: 'note.settled'; readonly step: string; readonly alert?: Alert }
    /** With an alert the text is empty; `about` stands for a text in which something counts. */
    | {
        readonly type: 'noted';
        readonly step: string;
        readonly text: string;
        readonly about?: string;
        readonly learned?: Learned;
        readonly alert?: Alert;
      }
    | { readonly type: 'gate.opened'; readonly gate: GateName; readonly question: Question }
    | {
        readonly type: 'gate.voted';
        readonly gate: GateName;
        readonly by: string;
        readonly yes: boolean;
        readonly reason?: string;
      }
    | { readonly type: 'gate.passed'; readonly gate: GateName; readonly authority: Authority }
    /** The requester wants the machine to land otherwise: it is checked again, and the plan is asked anew. */
    | { readonly type: 'placement.changed'; readonly by: string; readonly wish: PlacementWish }
    /** Somebody vouches for what a check cannot see: the machine is checked again. The newest answer to a check counts. */
    | {
        readonly type: 'vouched';
        readonly check: string;
        readonly title: string;
        readonly value: string;
        readonly label: string;
        readonly by: string;
        readonly reason?: string;
      }
    | { readonly type: 'vouching.withdrawn'; readonly check: string; readonly title: string; readonly by: string; readonly reason?: string }
    | { readonly type: 'gate.expired'; readonly gate: GateName }
    | { readonly type: 'gate.reminded'; readonly gate: GateName; readonly nextAt: Millis; readonly standing?: string }
    /** Another rule for the recovery point: the question is asked anew, and answers to the old one no longer count. */
    | { readonly type: 'rule.chosen'; readonly by: string; readonly rule: PointRule }
    /** The failed-over machine is to run from another point; `add` runs before acceptance is asked anew. */
    | { readonly type: 'point.wished'; readonly by: string; readonly point: ListedPoint; readonly add: readonly StepHeader[] }
    | { readonly type: 'authority.voided'; readonly gate: GateName; readonly because: string }
    | { readonly type: 'test.waived'; readonly by: string; readonly reason: string }
    | { readonly type: 'test.clean-up-allowed'; readonly by: string }
    | { readonly type: 'operation.intended'; readonly operation: Operation }
    | {
        readonly type: 'operation.accepted';
        readonly operation: string;
        readonly handle: Handle;
        readonly adopted: boolean;
        readonly answer?: ReceivedAnswer;
        /** Who says so, where nothing that Ferry can read does. */
        readonly by?: string;
      }
    | { readonly type: 'operation.refused'; readonly operation: string; readonly error: OperationError; readonly answer?: ReceivedAnswer }
    /** Something came back that leaves open what became of the call. */
    | { readonly type: 'operation.answered'; readonly operation: string; readonly answer: ReceivedAnswer }
    | { readonly type: 'operation.failed'; readonly operation: string; readonly error: OperationError }
    | { readonly type: 'operation.not-sent'; readonly operation: string; readonly because: string }
    | { readonly type: 'operation.looked'; readonly operation: string; readonly seen: string }
    | { readonly type: 'operation.not-seen'; readonly operation: string; readonly by?: string }
    | { readonly type: 'operation.foreign'; readonly operation: string; readonly seen: string }
    | { readonly type: 'operation.unknown'; readonly operation: string }
    | { readonly type: 'look.asked'; readonly operation: string; readonly by: string }
    | { readonly type: 'stop.wished'; readonly by: string; readonly replication: ReplicationWish; readonly reason?: string }
    | { readonly type: 'stop.forced'; readonly by: string; readonly reason: string }
    | { readonly type: 'stop.declined'; readonly because: string }
    | {
        readonly type: 'course.changed';
        readonly course: 'undo' | 'rollback';
        readonly add: readonly StepHeader[];
        readonly ending: Ending;
        readonly by: string;
        readonly because: string;
      }
    /** After the failover EC2 was seen in a state that it must not be in. */
    | {
        readonly type: 'source.awake';
        readonly seen: Awake['seen'];
        readonly launchedAt?: Millis;
        readonly because?: string;
      }
    /** It was seen stopped again. */
    | { readonly type: 'source.asleep' }
    | {
        readonly type: 'source.settled';
        readonly by: string;
        readonly how: NonNullable<Awake['settled']>['how'];
        readonly reason?: string;
      }
    | { readonly type: 'ended'; readonly how: Ending; readonly by?: string; readonly reason?: string }
  );

/** What a step found out about the machine on its way. */
export interface Learned {
  readonly machine?: MachineSummary;
  readonly checks?: readonly CheckFinding[];
  readonly landing?: Landing;
  readonly engine?: Engine;
  readonly foreignTest?: boolean;
  readonly sees?: Partial<Sees>;
}
