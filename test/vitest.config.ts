import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** Slow machines are normal: a limit here only ends what hangs. */
const minute = 60_000;

interface Project {
  readonly name: string;
  readonly timeout: number;
  readonly group: number;
  readonly files?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

const projects: readonly Project[] = [
  { name: 'unit', timeout: minute, group: 0 },
  { name: 'conformance', timeout: 2 * minute, group: 0 },
  { name: 'integration', timeout: 2 * minute, group: 1 },
  { name: 'e2e', timeout: 3 * minute, group: 1 },
  {
    // What people do in Slack, once more where Slack sends signed requests.
    name: 'over-http',
    timeout: 3 * minute,
    group: 1,
    files: ['test/integration/slack-{commands,clicks,decisions,start-dialog}.test.ts', 'test/e2e/{happy-path,approvals}.test.ts'],
    env: { FERRY_TEST_TRANSPORT: 'http' },
  },
  { name: 'wrong-input', timeout: 3 * minute, group: 1 },
  { name: 'chaos', timeout: 3 * minute, group: 1 },
];

export default defineConfig({
  test: {
    reporters: ['default', './test/support/reporter.ts'],
    // A file of the later group runs a bot, a worker, a sandbox and a Redis of its own.
    maxWorkers: Math.max(2, Math.floor(availableParallelism() / 2)),
    projects: projects.map(({ name, timeout, group, files = [`test/${name}/**/*.test.ts`], env = {} }) => ({
      test: {
        name,
        include: [...files],
        env: { ...env },
        testTimeout: timeout,
        hookTimeout: timeout,
        teardownTimeout: minute,
        restoreMocks: true,
        unstubEnvs: true,
        sequence: { groupOrder: group },
      },
    })),
  },
});
