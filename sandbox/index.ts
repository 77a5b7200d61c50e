import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AwsSandbox, startAws } from './aws/index.ts';
import { type AzureSandbox, startAzure } from './azure/index.ts';
import type { EngineName } from './azure/world.ts';
import { ferryEnvironment, ferryFile } from './config.ts';
import { startControl } from './control.ts';
import { type HookSandbox, startHook } from './hook/index.ts';
import { Effects } from './kit/effects.ts';
import { Faults } from './kit/faults.ts';
import type { Kit } from './kit/service.ts';
import { Trace } from './kit/trace.ts';
import { startRedis } from './redis.ts';
import { type SlackSandbox, startSlack } from './slack/index.ts';

export interface SandboxOptions {
  /** Divides the durations of the clouds' own work; 1 is real time. */
  readonly speed?: number;
  /** A file that gets every exchange as one JSON line. */
  readonly trace?: string;
  /** Whether the sandbox brings a Redis: the one REDIS_URL names, else its own. */
  readonly redis?: boolean;
  /** The engines that the ferry.yml has a target for: `azure` by the appliance, `classic` by the configuration server. */
  readonly engines?: readonly EngineName[];
  /** Port of the control API. */
  readonly port?: number;
}

/** What somebody needs who wants to use the sandbox from another process. */
export interface SandboxDetails {
  readonly slack: SlackSandbox['details'];
  readonly aws: AwsSandbox['details'];
  readonly azure: AzureSandbox['details'];
  /** A webhook that quiesces machines, for a ferry.yml that names one. */
  readonly hook: HookSandbox['details'];
  readonly redis: string | undefined;
  readonly control: string;
  /** Every variable that Ferry needs. */
  readonly env: Record<string, string>;
  /** The text of the ferry.yml that FERRY_CONFIG names. */
  readonly config: string;
}

export interface Sandbox {
  readonly details: SandboxDetails;
  readonly slack: SlackSandbox;
  readonly aws: AwsSandbox;
  readonly azure: AzureSandbox;
  readonly hook: HookSandbox;
  readonly kit: Kit;
  readonly control: string;
  close(): Promise<void>;
}

/** Starts a local Slack, EC2, Site Recovery and quiesce hook that know of each other, with a control API and a ready ferry.yml. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { speed = 60, trace: file, redis: wanted = true, engines = ['InMageRcm'], port = 0 } = options;
  const opened: (() => void | Promise<void>)[] = [];
  const close = async () => {
    for (const undo of opened.splice(0).reverse()) await undo();
  };
  try {
    const trace = new Trace(file);
    opened.push(() => trace.close());
    let guests: Kit['guest'] = () => undefined;
    let appliance: Kit['registered'];
    const kit: Kit = {
      faults: new Faults(),
      effects: new Effects(),
      trace,
      speed,
      guest: (privateIp) => guests(privateIp),
      registered: (privateIp) => appliance?.(privateIp),
    };
    opened.push(() => kit.faults.reset());

    const aws = await startAws(kit);
    guests = (privateIp) => aws.guest(privateIp);
    opened.push(() => aws.close());
    const azure = await startAzure(kit);
    appliance = (ip) => azure.world({ site: { machines: [{ ip, agent: 'installed' }] } });
    opened.push(() => azure.close());
    const slack = await startSlack(kit);
    opened.push(() => slack.close());
    const hook = await startHook(kit);
    opened.push(() => hook.close());
    const control = await startControl({ kit, slack, aws, azure, hook }, port);
    opened.push(() => control.close());

    const redis = wanted ? (process.env['REDIS_URL'] ?? (await ownRedis(opened))) : undefined;
    const folder = mkdtempSync(join(tmpdir(), 'ferry-sandbox-'));
    opened.push(() => rmSync(folder, { recursive: true, force: true }));
    const config = ferryFile({ slack, aws, azure }, speed, engines);
    const configFile = join(folder, 'ferry.yml');
    writeFileSync(configFile, config);

    const env = ferryEnvironment({ slack, aws, azure, hook }, configFile, redis);
    const details = {
      slack: slack.details,
      aws: aws.details,
      azure: azure.details,
      hook: hook.details,
      redis,
      control: control.url,
      env,
      config,
    };
    return { details, slack, aws, azure, hook, kit, control: control.url, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function ownRedis(opened: (() => void | Promise<void>)[]): Promise<string> {
  const redis = await startRedis();
  opened.push(() => redis.close());
  return redis.url;
}
