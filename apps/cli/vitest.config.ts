import { project } from '../../vitest.project.ts';

// Each test is several runs of the real command against real processes: a second or two each on a busy machine.
export default project('cli', { timeoutMs: 60_000 });
