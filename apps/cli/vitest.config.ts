import { defineProject } from 'vitest/config';

// Each test is several runs of the real command against real processes: a second or two each on a busy machine.
export default defineProject({
  test: { name: 'cli', include: ['test/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 60_000 },
});
