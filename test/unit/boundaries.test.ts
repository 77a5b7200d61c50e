import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';

const root = join(import.meta.dirname, '../..');

/** Who imports what, and a part of the sentence that tells where the code belongs. */
const barred: [from: string, what: string, sentence: string][] = [
  ['src/errors.ts', './config.ts', 'it imports nothing'],
  ['src/errors.ts', 'zod', 'it imports nothing'],
  ['src/queue.ts', './store/index.ts', 'wire layers together'],
  ['src/queue.ts', '../jobs/advance.ts', 'Imports go from jobs to src'],
  ['src/log.ts', './slack/thread.ts', 'wire layers together'],
  ['src/log.ts', './cloud/aws/source.ts', 'wire layers together'],
  ['src/log.ts', '@slack/web-api', 'Slack is spoken in src/slack/'],
  ['src/bot.ts', '../jobs/worker.ts', 'Imports go from jobs to src'],
  ['src/bot.ts', '../sandbox/index.ts', 'knows the sandbox'],
  ['src/run-bot.ts', '../jobs/steps/index.ts', 'Of jobs the bot knows jobs/preview/ only'],
  ['src/cli/doctor.ts', '../../sandbox/index.ts', 'knows the sandbox'],
  ['src/cli/doctor.ts', '../../jobs/steps/index.ts', 'Of jobs the terminal knows jobs/checks/ and jobs/preview/ only'],
  ['src/cli/doctor.ts', '../../jobs/mutate.ts', 'Of jobs the terminal knows jobs/checks/ and jobs/preview/ only'],
  ['src/migration/next.ts', '../slack/card.ts', 'migration/ is pure'],
  ['src/migration/next.ts', '../store/index.ts', 'migration/ is pure'],
  ['src/migration/next.ts', '../cloud/sending.ts', 'migration/ is pure'],
  ['src/migration/next.ts', '../config.ts', 'migration/ is pure'],
  ['src/migration/next.ts', '../../jobs/step.ts', 'migration/ is pure'],
  ['src/migration/next.ts', 'zod', 'migration/ is pure'],
  ['src/migration/next.ts', 'node:fs', 'migration/ is pure'],
  ['src/cloud/sending.ts', '../slack/escape.ts', 'A cloud adapter knows migration'],
  ['src/cloud/sending.ts', '../store/index.ts', 'A cloud adapter knows migration'],
  ['src/cloud/aws/source.ts', '../../slack/escape.ts', 'A cloud adapter knows migration'],
  ['src/cloud/aws/source.ts', '../../store/index.ts', 'A cloud adapter knows migration'],
  ['src/cloud/aws/source.ts', '../../queue.ts', 'A cloud adapter knows migration'],
  ['src/cloud/aws/source.ts', '../azure/errors.ts', 'A cloud adapter knows migration'],
  ['src/cloud/aws/source.ts', '@azure/identity', 'Azure is spoken in src/cloud/azure/'],
  ['src/cloud/aws/source.ts', 'ioredis', 'Redis is spoken in src/store/'],
  ['src/cloud/aws/source.ts', '../../../jobs/mutate.ts', 'Imports go from jobs to src'],
  ['src/cloud/aws/source.ts', '../../../sandbox/kit/http.ts', 'knows the sandbox'],
  ['src/cloud/azure/engines/in-mage-rcm.ts', '../../aws/source.ts', 'A cloud adapter knows migration'],
  ['src/cloud/azure/engines/in-mage-rcm.ts', '@aws-sdk/client-ec2', 'AWS is spoken in src/cloud/aws/'],
  ['src/cloud/azure/engines/in-mage-rcm.ts', '../../../slack/card.ts', 'A cloud adapter knows migration'],
  ['src/slack/card.ts', '../cloud/azure/errors.ts', 'slack/ knows migration'],
  ['src/slack/card.ts', '../store/index.ts', 'slack/ knows migration'],
  ['src/slack/card.ts', '../queue.ts', 'slack/ knows migration'],
  ['src/slack/actions/authorise.ts', '../../store/index.ts', 'slack/ knows migration'],
  ['src/slack/actions/authorise.ts', '../../../jobs/announce.ts', 'Imports go from jobs to src'],
  ['src/slack/actions/authorise.ts', 'bullmq', 'Queues are filled by src/queue.ts'],
  ['src/slack/actions/authorise.ts', '@azure/arm-compute', 'Azure is spoken in src/cloud/azure/'],
  ['src/store/index.ts', '../slack/card.ts', 'store/ knows migration'],
  ['src/store/index.ts', '../cloud/sending.ts', 'store/ knows migration'],
  ['src/store/index.ts', '@slack/bolt', 'Slack is spoken in src/slack/'],
  ['src/store/index.ts', 'bullmq', 'Queues are filled by src/queue.ts'],
  ['jobs/advance.ts', '../sandbox/redis.ts', 'knows the sandbox'],
  ['jobs/advance.ts', '../test/support/redis.ts', 'knows the sandbox'],
  ['jobs/announce.ts', '@slack/web-api', 'Slack is spoken in src/slack/'],
  ['jobs/mutate.ts', '@azure/arm-recoveryservices-siterecovery', 'Azure is spoken in src/cloud/azure/'],
  ['jobs/mutate.ts', 'ioredis', 'Redis is spoken in src/store/'],
  ['src/run-bot.ts', '../jobs/run-worker.ts', 'Imports go from jobs to src'],
  ['src/wire.ts', '../sandbox/redis.ts', 'knows the sandbox'],
  ['jobs/run-worker.ts', '../sandbox/index.ts', 'knows the sandbox'],
  ['jobs/worker.ts', '../sandbox/index.ts', 'knows the sandbox'],
  ['jobs/start.ts', '../sandbox/redis.ts', 'knows the sandbox'],
  ['jobs/steps/fail-over.ts', '../../src/cloud/azure/replicator.ts', 'see ports only'],
  ['jobs/steps/fail-over.ts', '../../src/slack/card.ts', 'see ports only'],
  ['jobs/steps/fail-over.ts', '../../src/store/index.ts', 'see ports only'],
  ['jobs/steps/fail-over.ts', '../../src/queue.ts', 'see ports only'],
  ['jobs/steps/fail-over.ts', '@azure/arm-recoveryservices-siterecovery', 'never see an SDK'],
  ['jobs/steps/fail-over.ts', '../../sandbox/index.ts', 'knows the sandbox'],
  ['jobs/checks/os-supported.ts', '@aws-sdk/client-ec2', 'never see an SDK'],
  ['jobs/checks/os-supported.ts', 'bullmq', 'never see an SDK'],
  ['jobs/checks/os-supported.ts', 'node:fs', 'no I/O of their own'],
  ['jobs/operations/stop-instance.ts', '@aws-sdk/client-ec2', 'never see an SDK'],
  ['jobs/operations/stop-instance.ts', '../../src/cloud/aws/source.ts', 'see ports only'],
  ['sandbox/azure/index.ts', '../../src/cloud/azure/errors.ts', 'shares no code with what it stands against'],
  ['sandbox/index.ts', '../jobs/start.ts', 'shares no code with what it stands against'],
];

const allowed: [from: string, what: string][] = [
  ['src/bot.ts', './slack/app.ts'],
  ['src/bot.ts', './store/index.ts'],
  ['src/bot.ts', './cloud/aws/source.ts'],
  ['src/cli/doctor.ts', '../store/index.ts'],
  ['src/run-bot.ts', '../jobs/preview/index.ts'],
  ['src/cli/doctor.ts', '../../jobs/checks/examine.ts'],
  ['src/cli/doctor.ts', '../../jobs/preview/offline.ts'],
  ['src/queue.ts', 'bullmq'],
  ['src/queue.ts', './migration/types.ts'],
  ['src/migration/next.ts', './types.ts'],
  ['src/migration/next.ts', '../errors.ts'],
  ['src/cloud/aws/source.ts', '@aws-sdk/client-ec2'],
  ['src/cloud/aws/source.ts', '../../migration/source-port.ts'],
  ['src/cloud/aws/source.ts', '../sending.ts'],
  ['src/cloud/azure/engines/in-mage-rcm.ts', '@azure/arm-recoveryservices-siterecovery'],
  ['src/slack/card.ts', '@slack/types'],
  ['src/slack/card.ts', '../migration/types.ts'],
  ['src/store/index.ts', 'ioredis'],
  ['jobs/announce.ts', '../src/slack/card.ts'],
  ['jobs/mutate.ts', '../src/cloud/sending.ts'],
  ['src/run-bot.ts', './slack/app.ts'],
  ['src/wire.ts', './store/index.ts'],
  ['jobs/run-worker.ts', 'bullmq'],
  ['jobs/run-worker.ts', '../src/store/index.ts'],
  ['jobs/start.ts', '../src/bot.ts'],
  ['jobs/steps/fail-over.ts', '../step.ts'],
  ['jobs/steps/fail-over.ts', '../../src/migration/source-port.ts'],
  ['jobs/steps/fail-over.ts', 'zod'],
  ['sandbox/index.ts', './slack/index.ts'],
  ['sandbox/index.ts', '@slack/types'],
  ['sandbox/demo/index.ts', '../../src/bot.ts'],
];

const rows = [...barred, ...allowed].map(([from, what]) => ({ from, what }));
let folder: string;
let said: Map<string, string[]>;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ferry-boundaries-'));
  for (const file of ['biome.json', '.gitignore']) cpSync(join(root, file), join(folder, file));
  for (const file of new Set(rows.map((row) => row.from))) {
    mkdirSync(join(folder, dirname(file)), { recursive: true });
    writeFileSync(
      join(folder, file),
      imports(file)
        .map((what, index) => `export * as n${index} from '${what}';\n`)
        .join(''),
    );
  }
  said = lint();
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each(barred)('%s may not import %s, and is told: … %s …', (from, what, sentence) => {
  expect(said.get(`${from} ${what}`)?.join(' ') ?? '(nothing)').toContain(sentence);
});

test.each(allowed)('%s may import %s', (from, what) => {
  expect(said.get(`${from} ${what}`)).toBeUndefined();
});

function imports(file: string): string[] {
  return rows.filter((row) => row.from === file).map((row) => row.what);
}

/** Biome's sentences by "file import". */
function lint(): Map<string, string[]> {
  const biome = join(root, 'node_modules/@biomejs/biome/bin/biome');
  const args = ['lint', '--only=style/noRestrictedImports', '--max-diagnostics=none', '--reporter=json', '.'];
  const { stdout, stderr } = spawnSync(process.execPath, [biome, ...args], { cwd: folder, encoding: 'utf8' });
  if (!stdout.startsWith('{')) throw new Error(`linting ${folder}: ${stderr}`);
  const { diagnostics } = report.parse(JSON.parse(stdout));
  const found = new Map<string, string[]>();
  for (const { message, location } of diagnostics) {
    const key = `${location.path} ${imports(location.path)[location.start.line - 1]}`;
    found.set(key, [...(found.get(key) ?? []), message]);
  }
  return found;
}

const report = z.object({
  diagnostics: z.array(z.object({ message: z.string(), location: z.object({ path: z.string(), start: z.object({ line: z.int() }) }) })),
});
