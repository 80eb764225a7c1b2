import { defineProject } from 'vitest/config';

export default defineProject({ test: { name: 'newcomer', include: ['test/**/*.test.ts'] } });
