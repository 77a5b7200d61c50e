import { appConsistent, awaitsPoint, listed, newestFirst, newestFor } from '../../src/migration/points.ts';
import type { Fact, Millis, PointOffer, PointRule, RecoveryPoint } from '../../src/migration/types.ts';
import { clock, moment, span } from '../times.ts';

/** What the question about the recovery point rests on. */
interface About {
  /** The rule of the target, or the one that a person chose. */
  readonly wanted: PointRule;
  /** As Azure lists them now. */
  readonly points: readonly RecoveryPoint[];
  /** How often the policy makes application-consistent points; 0 or unknown: it makes none. */
  readonly appMinutes?: number | undefined;
  /** How long Ferry waits for a point, in seconds. */
  readonly drainBudget: number;
  readonly now: Millis;
  /** A hook makes the applications still before the stop. */
  readonly quiesced?: boolean;
  /** Once Ferry has stopped EC2: the moment that a covering point has to cover, and the point chosen then. */
  readonly down?: { readonly quiescedAt: Millis; readonly stoppedAt: Millis; readonly point: RecoveryPoint } | undefined;
}

interface Asked {
  /** The rule that is put to approvers, with the oldest point it may come to. */
  readonly rule: PointRule;
  readonly facts: readonly Fact[];
  /** No point can ever keep to the rule. */
  readonly barred?: string;
  readonly offer: PointOffer;
}

/** What approvers read about the recovery point: the rule, how old its newest point is, and what it costs. */
export function pointQuestion(about: About): Asked {
  const rule = keepable(about);
  const barred = bar(rule, about);
  const facts: Fact[] = [
    { inThread: true, label: 'Recovery point', text: said(rule, about) },
    ...(barred === undefined ? [{ inThread: true as const, label: 'Not carried over', text: lost(rule, about) }] : []),
    ...(awaitsPoint(rule) && !about.down
      ? [{ label: 'Ferry aborts', text: `by itself, with nothing stopped, when no such point comes within ${span(about.drainBudget)}` }]
      : []),
  ];
  const { points, now, down } = about;
  const offer = { rule, listed: listed(points), listedAt: now, ...(down && { stoppedAt: down.stoppedAt }) };
  return { rule, facts, offer, ...(barred !== undefined && { barred }) };
}

/** Where no application-consistent point can be expected in time, the newest older one is asked about instead. */
function keepable(about: About): PointRule {
  const { wanted, points, down } = about;
  if (wanted.is !== 'app-consistent') return wanted;
  const [newest] = newestFirst(points.filter(appConsistent));
  const inTime = down ? newest !== undefined && newest.at >= down.quiescedAt : madeInTime(about);
  return inTime || !newest ? { is: 'app-consistent' } : { is: 'app-consistent', atLeast: newest.at };
}

/** Whether an application-consistent point can be expected while Ferry waits. */
function madeInTime({ appMinutes = 0, drainBudget }: About): boolean {
  return appMinutes > 0 && appMinutes * 60 <= drainBudget;
}

/** Why no point can keep to the rule, whatever is waited for. */
function bar(rule: PointRule, about: About): string | undefined {
  const { appMinutes = 0, down } = about;
  const comes = !down && awaitsPoint(rule) && (rule.is === 'covering' || madeInTime(about));
  if (comes || best(rule, about)) return undefined;
  if (rule.is === 'named') return `Azure no longer lists the recovery point of ${moment(rule.point.at)}.`;
  if (down) return 'No recovery point that keeps to this rule is listed, and a machine that is down makes no more.';
  return appMinutes === 0
    ? 'There is no application-consistent recovery point, and the policy makes none.'
    : `There is no application-consistent recovery point yet, and the policy makes one only every ${appMinutes} min, which is more than Ferry waits.`;
}

/** The point that would be used if nothing newer came. */
function best(rule: PointRule, { points, now, down }: About): RecoveryPoint | undefined {
  return newestFor(rule, down ? [...points, down.point] : points, down?.quiescedAt ?? now);
}

function said(rule: PointRule, about: About): string {
  const { points, appMinutes, now, down } = about;
  const age = (at: Millis) => `${span(Math.max((now - at) / 1000, 0))} old`;
  const newest = newestFor(rule, points, 0);
  const last = newest
    ? `when this was asked the newest was of ${clock(newest.at)}, ${age(newest.at)}`
    : 'when this was asked there was none';
  if (rule.is === 'named')
    return `the one of ${moment(rule.point.at)} (${rule.point.type}) and no other; when this was asked it was ${age(rule.point.at)}`;
  const what = rule.is === 'covering' ? 'the newest one' : 'the newest application-consistent one';
  const by = `by the rule ${rule.is}, ${what}`;
  const used = down && best(rule, about);
  if (used) return `${by} from before Ferry stopped EC2: ${moment(used.at)}`;
  if (!awaitsPoint(rule)) return `${by} there is; ${last}. Another one is not expected while Ferry waits`;
  return `${by} taken after the authorisation, then the stop; ${last}${rule.is === 'covering' ? '' : `. The policy makes one every ${appMinutes ?? 0} min`}`;
}

/** The price, in writes. */
function lost(rule: PointRule, about: About): string {
  const { now, down, quiesced } = about;
  const used = best(rule, about);
  if (!used || (!down && awaitsPoint(rule)))
    return quiesced
      ? 'what is written after the quiesce: nothing, as far as the hook keeps its word'
      : 'what is written between the point and the stop: quiet the applications first';
  const writes = `${span(Math.max(((down?.stoppedAt ?? now) - used.at) / 1000, 0))} of writes`;
  return `everything written after ${moment(used.at)}: ${writes}${down ? ' until the stop' : ' when this was asked, and more until the stop'}. It stays on the stopped EC2 instance and in its snapshots`;
}
