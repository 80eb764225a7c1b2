import { defineProject } from 'vitest/config';

export default defineProject({ test: { name: 'sync-daemon', include: ['test/**/*.test.ts'] } });
