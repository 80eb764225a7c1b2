import { defineProject } from 'vitest/config';

export default defineProject({ test: { name: 'process-lock', include: ['test/**/*.test.ts'] } });
