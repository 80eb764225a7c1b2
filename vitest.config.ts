import { defineConfig } from 'vitest/config';
import { workersMax } from './vitest.project.ts';

export default defineConfig({
  test: {
    maxWorkers: workersMax,
    globalSetup: ['./packages/db/src/testing/global-setup.ts', './vitest.programs.ts'],
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
