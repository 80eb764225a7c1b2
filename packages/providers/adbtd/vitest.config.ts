import { defineProject } from 'vitest/config';

export default defineProject({ test: { name: 'adbtd', include: ['test/**/*.test.ts'] } });
