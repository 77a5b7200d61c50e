import { writeFileSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';

/** What scripts/test.ts prints at the very end. */
export interface TestSummary {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: readonly string[];
}

/** Leaves the counts in the file that FERRY_TEST_SUMMARY names; without it, it does nothing. */
function createSummaryReporter(): Reporter {
  return {
    onTestRunEnd(modules, unhandledErrors) {
      const file = process.env['FERRY_TEST_SUMMARY'];
      if (file) writeFileSync(file, JSON.stringify(summarise(modules, unhandledErrors.length)));
    },
  };
}

function summarise(modules: readonly TestModule[], unhandledErrors: number): TestSummary {
  const tests = modules.flatMap((module) => [...module.children.allTests()]);
  const state = (wanted: string) => tests.filter((test) => test.result().state === wanted);
  // A file that does not load, or a hook that throws, fails no test: its tests are missing or skipped.
  const broken = modules.flatMap((module) => [module, ...module.children.allSuites()]).filter((suite) => suite.errors().length > 0);
  const skipped = [...state('skipped'), ...state('pending')];
  return {
    passed: state('passed').length,
    failed: state('failed').length + broken.length + unhandledErrors,
    skipped: skipped.map((test) => `${test.module.relativeModuleId}: ${test.fullName}`),
  };
}

// Vitest loads a reporter by its default export.
export default createSummaryReporter;
