import { defineProject } from 'vitest/config';

export default defineProject({ test: { name: 'simple-inboxes', include: ['test/**/*.test.ts'] } });
