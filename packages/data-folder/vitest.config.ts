import { defineProject } from 'vitest/config';

export default defineProject({ test: { name: 'data-folder', include: ['test/**/*.test.ts'] } });
