import { defineProject } from 'vitest/config';

export default defineProject({ test: { name: 'inframail', include: ['test/**/*.test.ts'] } });
