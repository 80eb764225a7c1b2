import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Two at least, on two processors as well: a test waits for servers, processes and rates half of the time.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    globalSetup: ['./packages/db/src/testing/global-setup.ts'],
    projects: [
      'packages/*/vitest.config.ts',
      'packages/providers/*/vitest.config.ts',
      'apps/*/vitest.config.ts',
      'scripts/vitest.config.ts',
    ],
    // The report is what .ci/run counts.
    reporters: ['default', ['json', { outputFile: 'node_modules/.cache/vitest/report.json' }]],
  },
});
