import { defineProject } from 'vitest/config';

// Each test waits for PostgreSQL, and most for sandboxes: seconds, where other tests share the processor.
export default defineProject({
  test: { name: 'db', include: ['test/**/*.test.ts'], testTimeout: 30_000, hookTimeout: 30_000 },
});
