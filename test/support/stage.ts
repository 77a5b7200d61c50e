import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { startSandbox } from '../../sandbox/index.ts';
import type { QuiesceConfig } from '../../src/config-quiesce.ts';
import type { TargetConfig, Timing } from '../../src/config-schema.ts';
import { connectRedis } from '../../src/store/redis.ts';
import { eventually } from './eventually.ts';
import { type FerryProcess, startFerry } from './ferry-process.ts';
import { createPlay } from './play.ts';
import { privateRedis } from './redis.ts';
import type { Play, Stage } from './scene.ts';
import { requestUrl, type Transport, transport as usual } from './transport.ts';
import { createWireCheck } from './wire.ts';

export interface StageOptions {
  readonly speed?: number;
  readonly timing?: Partial<Timing>;
  readonly approvalsNeeded?: number;
  readonly mobilityService?: TargetConfig['mobilityService'];
  /** Keys of the usual target's placement beside the usual ones; other targets have them, too. */
  readonly placement?: Partial<TargetConfig['placement']>;
  /** What ferry.yml says of tests; left out, it waives them, because most tests are about something else. `null` says nothing. */
  readonly testFailover?: TargetConfig['testFailover'] | 'real' | null;
  readonly bots?: number;
  readonly workers?: number;
  readonly transport?: Transport;
  /** What ferry.yml says of the sandbox's quiesce hook; left out, it names none. */
  readonly quiesce?: Partial<Omit<QuiesceConfig, 'webhook'>>;
  /** Whole sections of ferry.yml in the place of the sandbox's own. */
  readonly sections?: Readonly<Record<string, unknown>>;
  /** More sources, each like the usual one but for what is named. */
  readonly sources?: Readonly<Record<string, object>>;
  /** More targets, each like the usual one but for what is named. */
  readonly targets?: Readonly<Record<string, object>>;
  /** What Ferry's processes find in their environment instead of the usual. */
  readonly env?: (given: Readonly<Record<string, string>>) => Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>;
}

/** Short enough for tests, long enough for a slow machine. Minutes of the clouds become fractions of a second. */
const quick: Partial<Timing> = {
  lease: 2,
  lock: 3,
  stalled: 1,
  sweep: 0.1,
  poll: 0.2,
  lookEvery: 0.3,
  lookHorizon: 2,
  quarantine: 1,
  settle: 20,
  drainBudget: 20,
  hold: 0.2,
  watchEvery: 0.5,
  sourceWatch: 0.5,
  cardEvery: 0.3,
  threadLease: 2,
  redrawAfter: 1,
  backoffMax: 1,
  clickLate: 10,
  channelRetry: 1,
};

/** The plan says it, and so does every question for authority. */
const standingWaiver = { waivedBy: 'the test stage', reason: 'these machines are made up' };

const rhel8 = { platformName: 'Red Hat Enterprise Linux', platformVersion: '8.8' };

/** A host that pushes has to reach the machines. */
const letIn = { groupId: 'sg-0f00d000000000001', ingress: [{ protocol: '-1', cidrs: ['10.0.0.0/16'] }] };

let machines = 0;

function pushes({ mobilityService, targets = {} }: StageOptions): boolean {
  return (
    mobilityService === 'push' || Object.values(targets).some((target) => 'mobilityService' in target && target.mobilityService === 'push')
  );
}

export async function setTheStage(options: StageOptions = {}): Promise<Stage> {
  const transport = options.transport ?? usual;
  const redis = await privateRedis();
  const folder = mkdtempSync(join(tmpdir(), 'ferry-stage-'));
  const trace = join(folder, 'trace.jsonl');
  const wire = createWireCheck(trace);
  const sandbox = await startSandbox({ speed: options.speed ?? 2000, redis: false, trace });
  if (pushes(options)) sandbox.aws.world({ securityGroups: [letIn] });
  const config = join(folder, 'ferry.yml');
  writeFileSync(config, withOptions(sandbox.details.config, sandbox.details.hook.webhook, { ...options, transport }));
  const given = { ...sandbox.details.env, REDIS_URL: redis.url, FERRY_CONFIG: config };
  const env = (await options.env?.(given)) ?? given;
  const bots: FerryProcess[] = [];
  const workers: FerryProcess[] = [];
  const plays: Play[] = [];

  const client = connectRedis(redis.url);
  client.redis.on('error', () => undefined);

  const stage: Stage = {
    sandbox,
    redis,
    client,
    violations: wire.violations,
    trace,
    env,
    bots,
    workers,
    machine(attributes = {}, azure = 'ready') {
      machines += 1;
      const digits = `${process.pid}${machines}`.slice(-8).padStart(8, '0');
      const machine = {
        instanceId: `i-${digits.padStart(17, 'f')}`,
        ip: `10.0.${100 + Math.floor(machines / 200)}.${1 + (machines % 200)}`,
        name: `app-${machines}`,
      };
      sandbox.aws.world({
        instances: [
          {
            ...machine,
            privateIp: machine.ip,
            ip: undefined,
            imageName: 'RHEL-8.8.0_HVM-20230623-x86_64-3-Hourly2-GP2',
            // Of another image it would be another system.
            ssm: 'imageName' in attributes || 'imageId' in attributes ? null : rhel8,
            volumes: [{ gib: 10 }, { gib: 5 }],
            ...attributes,
          },
        ].map(({ ip: _, ...one }) => one),
      });
      if (azure !== 'unknown')
        sandbox.azure.world({
          site: { machines: [{ ip: machine.ip, name: machine.name, agent: azure === 'ready' ? 'installed' : 'absent' }] },
          // On a configuration server's list it is not: there Ferry puts it.
          configurationServer: { machines: [{ ip: machine.ip, agent: azure === 'ready' ? 'installed' : 'absent' }] },
        });
      return machine;
    },
    async migrate(machine, words) {
      const play = await createPlay(stage, machine, words);
      plays.push(play);
      return play;
    },
    fault: (service, match, kind, extra = {}) => sandbox.kit.faults.arm({ service, match, kind, times: 1, ...extra }),
    held: (match) =>
      eventually(`${match} to be held`, () => sandbox.kit.faults.held().find((call) => new RegExp(match).test(call.operation))),
    release: () => void sandbox.kit.faults.release(),
    effects: () => sandbox.kit.effects.all(),
    async startWorker() {
      const worker = await startFerry('worker', env);
      workers.push(worker);
      return worker;
    },
    async startBot() {
      const bot = await startFerry('bot', env);
      bots.push(bot);
      if (transport === 'http') sandbox.slack.world({ requestUrl: requestUrl([bot.output()]) });
      return bot;
    },
    async killWorkers(signal = 'SIGKILL') {
      await Promise.all(workers.splice(0).map((worker) => worker.kill(signal)));
    },
    async close() {
      sandbox.kit.faults.reset();
      await Promise.all([...bots, ...workers].map((one) => one.kill('SIGKILL')));
      client.redis.disconnect();
      await sandbox.close();
      wire.close();
      await redis.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  const started = await Promise.allSettled([
    ...Array.from({ length: options.workers ?? 1 }, () => stage.startWorker()),
    ...Array.from({ length: options.bots ?? 1 }, () => stage.startBot()),
  ]);
  const failed = started.find((one) => one.status === 'rejected');
  if (failed) {
    await stage.close();
    throw failed.reason;
  }
  return stage;
}

function withOptions(
  text: string,
  webhook: string,
  {
    timing,
    approvalsNeeded,
    mobilityService,
    placement,
    testFailover = standingWaiver,
    transport,
    quiesce,
    sections,
    sources,
    targets,
  }: StageOptions,
): string {
  const file = parse(text) as {
    timing: object;
    approvers: object;
    sources: { prod: object };
    targets: { azure: { testFailover: object; placement: object } };
  };
  const prod = { ...file.sources.prod, ...(quiesce && { quiesce: { ...quiesce, webhook } }) };
  const { testFailover: real, ...bare } = file.targets.azure;
  const test = testFailover === 'real' ? real : testFailover;
  const azure = {
    ...bare,
    placement: { ...bare.placement, ...placement },
    ...(mobilityService && { mobilityService }),
    ...(test && { testFailover: test }),
  };
  const like = (one: object, more: Readonly<Record<string, object>> = {}) =>
    Object.fromEntries(Object.entries(more).map(([alias, other]) => [alias, { ...one, ...other }]));
  return stringify({
    ...file,
    slack: { transport, ...(transport === 'http' && { port: 0 }) },
    sources: { prod, ...like(prod, sources) },
    targets: { azure, ...like(azure, targets) },
    timing: { ...file.timing, ...quick, ...timing },
    approvers: { ...file.approvers, ...(approvalsNeeded && { needed: approvalsNeeded }) },
    ...sections,
  });
}
