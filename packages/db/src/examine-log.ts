import { type Check, RollcallError } from '@rollcall/schema';
import { sql } from 'kysely';
import { ago } from './clock.ts';
import type { Tx } from './database.ts';
import { noneOf } from './examine/check.ts';
import { faultOfLog } from './log/checkpoints.ts';
import { openNewestKey } from './log/keys.ts';
import type { KeyRing } from './seal.ts';

/** Whether the log holds what is sealed and nothing else, extends what was signed of it, and can be signed. */
export async function examineLog(tx: Tx, ring: KeyRing): Promise<readonly Check[]> {
  return [
    await holdsTheOrder(tx),
    await extendsWhatWasSigned(tx),
    await isSigned(tx),
    await isVerified(tx),
    await keyOpens(tx, ring),
    await isPinned(tx),
  ];
}

function holdsTheOrder(tx: Tx): Promise<Check> {
  const own = tx.workspaceId;
  return noneOf(tx, {
    name: 'the log holds the sealed events, and ends where its tree says',
    // The newest alone, as with the order: "rollcall verify" looks at all of them.
    query: sql`
      with tail as (select coalesce((select l.size from rollcall.audit_tail l where l.workspace_id = ${own}), 0) as size),
      tree as (select coalesce((select t.size from rollcall.audit_tree t where t.workspace_id = ${own}), 0) as size),
      leaves as (select coalesce((select max(l.seq) from rollcall.audit_leaf l where l.workspace_id = ${own}), 0) as size)
      select 'the log holds ' || tree.size || ' events, and their order ends at ' || tail.size as found
      from tree, tail where tree.size > tail.size
      union all
      select 'the tree says ' || tree.size || ', and the last leaf is number ' || leaves.size
      from tree, leaves where tree.size <> leaves.size
      union all
      select tail.size - tree.size || ' sealed events are not in it, the first since ' || rollcall.instant(s.sealed_at)
      from tree, tail, rollcall.sealed_event s
      where s.workspace_id = ${own} and s.seq = tree.size + 1 and s.sealed_at < ${ago(waitedMsMax)}
      union all
      select 'the event ' || l.seq || ' is not the one that its leaf was made of'
      from (select l.seq, l.leaf from rollcall.audit_leaf l where l.workspace_id = ${own} order by l.seq desc limit ${looked}) l
      where not exists (select from rollcall.sealed_event s
          join rollcall.audit_event e on e.workspace_id = s.workspace_id and e.event_id = s.event_id
        where s.workspace_id = ${own} and s.seq = l.seq
          and rollcall.leaf_hash(rollcall.leaf_text(e, s.seq, s.sealed_at)) = l.leaf)
      limit 10`,
    remedy:
      'start a sync daemon where events wait; anything else was altered, or put back from a copy: see docs/AUDIT_LOG.md',
  });
}

async function extendsWhatWasSigned(tx: Tx): Promise<Check> {
  const fault = await faultOfLog(tx);
  return {
    name: 'the log extends what was signed of it',
    ok: fault === undefined,
    detail: fault === undefined ? 'none found' : `${fault} — it is not signed any more: see docs/AUDIT_LOG.md`,
  };
}

function isSigned(tx: Tx): Promise<Check> {
  return noneOf(tx, {
    name: 'the log has a checkpoint that is new enough',
    query: sql`
      select case when n.number is null then 'there is none, and the first event is from ' || rollcall.instant(s.sealed_at)
        when s.seq is null then 'the newest is from ' || rollcall.instant(n.at)
        else 'the newest is from ' || rollcall.instant(n.at) || ', and lacks events since ' || rollcall.instant(s.sealed_at) end as found
      from (select) one
        left join lateral (select c.number, c.size, c.at from rollcall.audit_checkpoint c
          where c.workspace_id = ${tx.workspaceId} order by c.number desc limit 1) n on true
        left join rollcall.sealed_event s on s.workspace_id = ${tx.workspaceId} and s.seq = coalesce(n.size, 0) + 1
      where s.sealed_at < ${ago(unsignedMsMax)} or n.at < ${ago(silentMsMax)}`,
    remedy: 'start a sync daemon; where one runs, its log says why it does not sign',
  });
}

function isVerified(tx: Tx): Promise<Check> {
  return noneOf(tx, {
    name: 'the log was verified, and nothing was found',
    query: sql`
      select 'it was never verified, and is signed since ' || rollcall.instant(c.at) as found
      from rollcall.audit_checkpoint c left join rollcall.log_verification v on v.workspace_id = c.workspace_id
      where c.workspace_id = ${tx.workspaceId} and c.number = 1 and v.verified_at is null and c.at < ${ago(unverifiedMsMax)}
      union all
      select 'it was verified at ' || rollcall.instant(v.verified_at) || ', and not since'
      from rollcall.log_verification v where v.workspace_id = ${tx.workspaceId} and v.verified_at < ${ago(unverifiedMsMax)}
      union all
      select f.sentence from rollcall.log_verification v cross join jsonb_array_elements_text(v.found) f(sentence)
      where v.workspace_id = ${tx.workspaceId} limit 10`,
    remedy:
      'start a sync daemon where it was not verified; of what was found, "verify" says all: see docs/VERIFYING.md',
  });
}

async function keyOpens(tx: Tx, ring: KeyRing): Promise<Check> {
  const name = 'the key that signs the log can be opened';
  try {
    await openNewestKey(tx, ring);
    return { name, ok: true, detail: 'none found' };
  } catch (error) {
    if (!(error instanceof RollcallError) || error.code !== 'secret_unreadable') throw error;
    const detail = `${error.message} Where it is lost: "audit rotate-key --lost"`;
    return { name, ok: false, detail };
  }
}

function isPinned(tx: Tx): Promise<Check> {
  return noneOf(tx, {
    name: 'checkpoints are kept outside of the database',
    // The first that is not: the newest is always new where much happens.
    query: sql`
      select 'since ' || rollcall.instant(c.at) || ' they are in no file' || coalesce(': ' || p.fault, '') as found
      from (select) one
        left join rollcall.checkpoint_pin p on p.workspace_id = ${tx.workspaceId}
        join rollcall.audit_checkpoint c on c.workspace_id = ${tx.workspaceId} and c.number = coalesce(p.number, 0) + 1
      where c.at < ${ago(unpinnedMsMax)}`,
    remedy: 'start a sync daemon that can write to its folder: see docs/AUDIT_LOG.md, "Kept elsewhere"',
  });
}

/** How many of the newest leaves are made again: some 20 ms. */
const looked = 1_000;
/** A daemon takes events in after a fifth of a second. */
const waitedMsMax = 60_000;
/** A log that changes is signed each minute, and one that does not each day. */
const unsignedMsMax = 5 * 60_000;
/** A daemon writes each to its file within a second or two. */
const unpinnedMsMax = 5 * 60_000;
const silentMsMax = 25 * 3_600_000;
/** A daemon verifies each log once a day. */
const unverifiedMsMax = 36 * 3_600_000;
