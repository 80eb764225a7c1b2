import { recordShapes } from '@rollcall/db';
import { createShapeMemory, type ShapeObserver } from '@rollcall/provider-kit';
import { asHolder } from './as-holder.ts';
import type { RunContext } from './context.ts';
import { RunInterrupted } from './heartbeat.ts';

/** What this process has told of whose answers. */
const memory = createShapeMemory();

/** Keeps what the provider's answers in this run looked like, as far as that is news. How the run ended is not lost to it. */
export async function keepShapes(run: RunContext, shapes: ShapeObserver): Promise<void> {
  const { connection, provider } = run;
  const worth = memory.worthTelling(connection.id, shapes.take(), performance.now());
  if (worth.length === 0) return;
  const documentVersion = provider.document.info.version;
  try {
    await asHolder(run, (tx) => recordShapes(tx, { connectionId: connection.id, documentVersion }, worth));
  } catch (error) {
    if (error instanceof RunInterrupted) return;
    run.log.error({ err: error }, 'could not keep what the answers looked like');
  }
}
