import { defineProject } from 'vitest/config';

export default defineProject({ test: { name: 'mailbux', include: ['test/**/*.test.ts'] } });
