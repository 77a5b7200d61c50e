import { describe, expect, test } from 'vitest';
import type { Step, StepContext } from '../../../jobs/step.ts';
import { checkTarget } from '../../../jobs/steps/check-target.ts';
import { confirmPlan } from '../../../jobs/steps/confirm-plan.ts';
import { findReplicationHost } from '../../../jobs/steps/find-replication-host.ts';
import { planHost } from '../../../jobs/steps/plan-host.ts';
import { parseFerryFile } from '../../../src/config.ts';
import type { TargetConfig } from '../../../src/config-schema.ts';
import { CloudError } from '../../../src/errors.ts';
import type { HostFinding } from '../../../src/migration/host-facts.ts';
import type { ReplicationHost } from '../../../src/migration/replicator-port.ts';
import { ferryFile } from '../../support/ferry-file.ts';
import { migration } from '../../support/situations.ts';

const host: ReplicationHost = {
  engine: 'InMageRcm',
  fabric: 'f',
  container: 'c',
  name: 'asr-1',
  processServer: 'p',
  masterTarget: '',
  site: '',
  runAsAccounts: [],
  components: [],
  problems: [],
};

const found = (key: string, verdict: HostFinding['verdict'], text: string): HostFinding => ({ key, verdict, text });

function context(answer: ReplicationHost | CloudError | undefined, more: Partial<TargetConfig> = {}) {
  const config = parseFerryFile(ferryFile());
  const west = config.targets['west'];
  if (!west) throw new Error('the file has no target west');
  return {
    migration: { ...migration(), target: 'west', checks: [], steps: [] },
    target: { ...west, ...more },
    timing: config.timing,
    now: 0,
    resultOf: () => ({ gib: 10, privateIp: '10.0.1.11', name: 'web-07' }),
    replicator: {
      host: async () => {
        if (answer instanceof CloudError) throw answer;
        return answer;
      },
      rights: async () => ({ problems: [], warnings: [] }),
      vault: async () => undefined,
    },
  } as unknown as StepContext;
}

const run = (step: Step, from: StepContext) => step.run(from);

describe('the plan', () => {
  test('names the host that the vault has, and the engine that it brings', async () => {
    expect(await planHost(context(host))).toEqual({
      fact: { label: 'Through', text: 'the replication appliance asr-1, engine InMageRcm' },
      warnings: [],
    });
    const { fact } = await planHost(context({ ...host, engine: 'InMageAzureV2', name: 'cs-1' }));
    expect(fact.text).toMatch(/^the configuration server cs-1, engine InMageAzureV2\. Microsoft has retired configuration servers/);
  });

  test('warns of what is wrong with the host now, and tells what Ferry would wait for', async () => {
    const findings = [found('version', 'warn', 'It has an old version.'), found('silent', 'block', 'It has been silent for 20 min.')];
    const asked = await run(confirmPlan, context({ ...host, problems: ['It has been silent for 20 min.'], findings }));
    expect(asked).toMatchObject({
      question: {
        warnings: ['It has an old version.', 'It has been silent for 20 min. Until then Ferry waits after the plan.'],
        facts: expect.arrayContaining([{ label: 'Through', text: 'the replication appliance asr-1, engine InMageRcm' }]),
      },
    });
  });

  test('goes through no host that ferry.yml does not name', async () => {
    const findings = [found('stranger', 'block', 'No replication appliance has an address that ferry.yml names.')];
    expect((await planHost(context({ ...host, problems: ['…'], findings }))).fact.text).toBe('none that ferry.yml names');
  });

  test.each([
    ['auto', 'no host has registered'],
    ['InMageRcm', 'no replication appliance has registered'],
    ['InMageAzureV2', 'no configuration server has registered'],
  ] as const)('says when there is none yet, and what tells how: engine %s', async (engine, words) => {
    expect((await planHost(context(undefined, { engine }))).fact.text).toBe(
      `${words} with the vault yet: Ferry waits for one after the plan, and npx ferry target prepare west tells how`,
    );
  });

  test('is asked all the same where Ferry may not look; a cloud that does not answer is asked again', async () => {
    const denied = new CloudError('reading the replication hosts: not allowed', { code: 'azure-denied', status: 403, retryable: false });
    expect((await planHost(context(denied))).fact.text).toBe('not known yet: reading the replication hosts: not allowed');
    const silent = new CloudError('reading the replication hosts: silence', { code: 'azure-unavailable', retryable: true });
    await expect(planHost(context(silent))).rejects.toBe(silent);
  });
});

test('a host that is missing, and a vault that is, have one command that tells what to do', async () => {
  expect(await run(findReplicationHost, context(undefined))).toMatchObject({
    say: expect.stringContaining('npx ferry target prepare west tells how, step by step.'),
  });
  expect(await run(checkTarget, context(undefined))).toMatchObject({
    is: 'blocked',
    remedy: expect.stringMatching(/^An Azure administrator types npx ferry target prepare west, which makes the vault/),
  });
});
