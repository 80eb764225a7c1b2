import { setTimeout as sleep } from 'node:timers/promises';
import { identifyProcess, isSameProcessAlive } from '@rollcall/process-lock';

/** How long a fast shutdown may take before the server is told to drop everything; it then recovers at its next start. */
export const fastShutdownMsMax = 5_000;
const pollMs = 20;

/** Ends a server: open transactions are rolled back, then it writes a checkpoint. Settles when its postmaster is gone. */
export async function stopServer(pid: number): Promise<void> {
  const postmaster = identifyProcess(pid);
  if (postmaster === undefined) return;
  const isAlive = () => isSameProcessAlive(postmaster);
  signal(pid, 'SIGINT');
  const patience = performance.now() + fastShutdownMsMax;
  while (isAlive() && performance.now() < patience) await sleep(pollMs);
  if (!isAlive()) return;
  signal(pid, 'SIGQUIT');
  while (isAlive()) await sleep(pollMs);
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
