import { setImmediate as turn } from 'node:timers/promises';

/** Items that are worked on without letting anybody else have a turn: some 10 ms of work. */
const batch = 100;

/** Lets others have a turn after every so many items: a plan has thousands, and the gateway goes on answering. */
export async function betweenBatches(index: number): Promise<void> {
  if (index % batch === 0) await turn();
}
