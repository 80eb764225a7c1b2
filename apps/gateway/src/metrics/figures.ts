import { setTimeout as sleep } from 'node:timers/promises';
import { type Db, databaseError, forWatching, inWorkspace } from '@rollcall/db';
import { RollcallError, type WorkspaceId } from '@rollcall/schema';
import { Gauge, Registry } from 'prom-client';
import type { FigureSet } from './figure-set.ts';
import { createFigureSets } from './figure-sets.ts';

/** However many ask: the database is asked for its figures at most this often. */
const askedEveryMs = 5_000;
/** Whoever asks is answered after this time, with figures or without: Prometheus waits 10 s unless told otherwise. */
const answerMsMax = 5_000;

/** The figures of the whole installation, which the database has. */
export interface Figures {
  /** As text. Asked by a key of the first workspace: in its name, though what is counted is everybody's. Never rejects. */
  text(workspaceId: WorkspaceId): Promise<string>;
  /** What is left to say where the database cannot even be asked who is asking. */
  readonly whenDown: string;
}

/** All who ask within a few seconds share one answer, and one question. */
export function createFigures(db: Db): Figures {
  const ask = createAsking(forWatching(db));
  let asking: Promise<string> | undefined;
  let known: { readonly text: string; readonly until: number } | undefined;
  const askOnce = (workspaceId: WorkspaceId): Promise<string> => {
    const until = performance.now() + askedEveryMs;
    asking ??= ask(workspaceId)
      .then((text) => {
        known = { text, until };
        return text;
      })
      .finally(() => {
        asking = undefined;
      });
    return asking;
  };
  return {
    whenDown,
    async text(workspaceId) {
      if (known !== undefined && known.until > performance.now()) return known.text;
      const late = new AbortController();
      const tooLate = sleep(answerMsMax, whenDown, { signal: late.signal, ref: false }).catch(() => whenDown);
      try {
        return await Promise.race([askOnce(workspaceId).catch(() => whenDown), tooLate]);
      } finally {
        late.abort();
      }
    },
  };
}

/**
 * Figures that took long are asked for less often: none of them takes more than this share of a connection's time, however large
 * an installation becomes.
 */
const shareMax = 1 / 50;

const upName = 'rollcall_database_up';
const upHelp =
  'Whether PostgreSQL answered this gateway when it was asked last: 1, or 0, and then no figure of it is here.';
const whenDown = `# HELP ${upName} ${upHelp}\n# TYPE ${upName} gauge\n${upName} 0\n`;

/** Asks for every set of figures, one after the other on one connection. What one of them meets keeps the others from nothing. */
function createAsking(db: Db): (workspaceId: WorkspaceId) => Promise<string> {
  const register = new Registry();
  const registers = [register];
  const up = new Gauge({ name: upName, help: upHelp, registers });
  const success = new Gauge({
    name: 'rollcall_figures_success',
    help: 'Whether these figures could be had when they were asked for last: 1, or 0, and then they are missing here.',
    labelNames: ['figures'],
    registers,
  });
  const durations = new Gauge({
    name: 'rollcall_figures_duration_seconds',
    help: 'How long the database took over these figures when they were asked for last.',
    labelNames: ['figures'],
    registers,
  });
  const ages = new Gauge({
    name: 'rollcall_figures_age_seconds',
    help: 'How old these figures are: those that take long are asked for less often.',
    labelNames: ['figures'],
    registers,
  });
  const asked = new Map<FigureSet, { readonly at: number; readonly again: number }>();
  const sets = createFigureSets(register);
  const ask = async (set: FigureSet, workspaceId: WorkspaceId): Promise<boolean> => {
    set.clear();
    const at = performance.now();
    const had = await inWorkspace(db, workspaceId, set.collect).then(() => true, isThereAtLeast);
    const ms = performance.now() - at;
    asked.set(set, { at, again: had === undefined ? at : at + ms / shareMax });
    success.set({ figures: set.name }, had === true ? 1 : 0);
    durations.set({ figures: set.name }, ms / 1_000);
    return had !== undefined;
  };
  return async (workspaceId) => {
    up.set(1);
    for (const set of sets) {
      const isDue = (asked.get(set)?.again ?? 0) <= performance.now();
      if (isDue && !(await ask(set, workspaceId))) return whenDown;
      ages.set({ figures: set.name }, (performance.now() - (asked.get(set)?.at ?? 0)) / 1_000);
    }
    return register.metrics();
  };
}

/** Of figures that could not be had: false where the database answered something, undefined where it did not. */
function isThereAtLeast(error: unknown): false | undefined {
  const known = databaseError(error);
  return known instanceof RollcallError && known.code === 'database_unavailable' ? undefined : false;
}
