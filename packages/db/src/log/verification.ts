import { type LogBrokenFacts, rootOf } from '@rollcall/ledger';
import { type Actor, WorkspaceId } from '@rollcall/schema';
import { sql } from 'kysely';
import { now } from '../clock.ts';
import { type Db, databaseError, type Tx } from '../database.ts';
import { appendEvent } from '../events.ts';
import { instant } from '../json.ts';
import { verifyNext } from './verify-next.ts';
import { readState, stateText } from './verify-state.ts';

/** The workspaces whose log is to be verified, those that are under way among them. For the daemon's login alone. */
export async function dueVerifications(db: Db, everyMs: number): Promise<readonly WorkspaceId[]> {
  try {
    const { rows } = await sql<{ workspace_id: string }>`
      select d.workspace_id from rollcall.due_verifications(${everyMs}) d`.execute(db);
    return rows.map((row) => WorkspaceId.parse(row.workspace_id));
  } catch (error) {
    throw databaseError(error);
  }
}

interface VerifyingStep {
  readonly everyMs: number;
  /** How many events are looked at. */
  readonly most: number;
  readonly actor: Actor;
}

/** `wait`: another process is at it, or it was just finished. */
export type VerificationStep =
  | { readonly did: 'wait' }
  | { readonly did: 'part' }
  | { readonly did: 'finish'; readonly size: number; readonly problems: number };

/**
 * Verifies the next part of the workspace's log, or of what the ledger and its events must agree on, and keeps how far it is; the
 * last part appends `log.verified`. Of two processes, one does a part.
 */
export async function verifyStep(tx: Tx, { everyMs, most, actor }: VerifyingStep): Promise<VerificationStep> {
  const row = await takePart(tx, everyMs);
  if (row === undefined) return { did: 'wait' };
  const from = readState(row.state ?? undefined);
  const { next, problems, counted } = await verifyNext(tx, from, { most });
  const named = [...row.problems, ...problems.map(({ sentence }) => sentence)].slice(0, namedMax);
  const count = Number(row.problem_count) + counted;
  if (next !== undefined) {
    await put(tx, { state: stateText(next), problems: JSON.stringify(named), problem_count: `${count}` });
    return { did: 'part' };
  }
  const { size, leaves } = from.log;
  const root = leaves === null ? null : Buffer.from(rootOf(leaves));
  await put(tx, {
    ...{ state: null, problems: '[]', problem_count: '0', verified_at: now },
    ...{ size: `${size}`, root, found: JSON.stringify(named), found_count: `${count}` },
  });
  await appendEvent(tx, {
    ...{ type: 'log.verified', severity: count > 0 ? 'alarm' : 'normal', actor },
    subject: { kind: 'workspace', externalId: tx.workspaceId, name: 'audit log' },
    after: { size, root: root?.toString('base64') ?? null, problems: count },
  });
  return { did: 'finish', size, problems: count };
}

/** So many sentences are kept. */
const namedMax = 20;

interface PartRow {
  readonly state: string | null;
  readonly problems: readonly string[];
  readonly problem_count: string;
}

/** The row of a verification that is due, locked until the transaction ends; undefined where another process has it. */
async function takePart(tx: Tx, everyMs: number): Promise<PartRow | undefined> {
  // Looked for first: an insert would wait for who is at it.
  await sql`insert into rollcall.log_verification (workspace_id) select ${tx.workspaceId}
    where not exists (select from rollcall.log_verification v where v.workspace_id = ${tx.workspaceId})
    on conflict do nothing`.execute(tx);
  const { rows } = await sql<PartRow>`
    select v.state, v.problems, v.problem_count from rollcall.log_verification v
    where v.workspace_id = ${tx.workspaceId} and (v.state is not null or v.verified_at is null
      or v.verified_at not between ${now} - ${everyMs} * interval '1 ms' and ${now})
    for update skip locked`.execute(tx);
  return rows[0];
}

async function put(tx: Tx, columns: Readonly<Record<string, string | Buffer | null | typeof now>>): Promise<void> {
  await tx.updateTable('log_verification').set(columns).where('workspace_id', '=', tx.workspaceId).execute();
}

/** What the verification that was finished last found, where it found anything. Rides the primary key. */
export async function* logBrokenFacts(tx: Tx): AsyncGenerator<readonly LogBrokenFacts[], void> {
  const row = await tx
    .selectFrom('log_verification')
    .select(['verified_at', 'found', 'found_count'])
    .where('workspace_id', '=', tx.workspaceId)
    .executeTakeFirst();
  if (row === undefined || row.verified_at === null || Number(row.found_count) === 0) return;
  yield [
    {
      workspaceId: tx.workspaceId,
      at: instant(row.verified_at),
      problems: row.found,
      counted: Number(row.found_count),
    },
  ];
}
