import { defineProject } from 'vitest/config';

export default defineProject({ test: { name: 'elastic-email', include: ['test/**/*.test.ts'] } });
