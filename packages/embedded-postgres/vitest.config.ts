import { defineProject } from 'vitest/config';

export default defineProject({
  test: {
    name: 'embedded-postgres',
    include: ['test/**/*.test.ts'],
    // Each test makes a server of its own, some of them twice.
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
