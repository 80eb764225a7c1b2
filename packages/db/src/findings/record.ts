import { hash } from 'node:crypto';
import { type Judgement, RuleFailure, type Verdict } from '@rollcall/ledger';
import { type Actor, type ConnectionId, FindingRule, type RunId } from '@rollcall/schema';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../database.ts';
import { alarmWeight } from './list.ts';
import { awaitTurnToJudge } from './turn.ts';

/** Who judged what. */
export interface Judging {
  /** The rules that were asked: what none of these says any more is resolved. */
  readonly rules: readonly FindingRule[];
  /** Of this connection alone; of the whole workspace where it is left out. */
  readonly connectionId?: ConnectionId | undefined;
  readonly actor: Actor;
  /** The run whose listings led to it; none where a deadline or the clock did. */
  readonly runId?: RunId | undefined;
}

/** How many verdicts go to the database at a time. */
const chunkMax = 2_000;

/**
 * Brings findings to what these rules say: opens, updates, resolves, and opens again what was resolved. Each of these but an
 * update is an event of the same transaction; what is judged as before writes nothing, and of what could not be judged nothing
 * changes. A finding that becomes an alarm is open again, whatever was said of it while it was a notice.
 *
 * `pages` may be as many as there are: of each verdict nothing is kept but its fingerprint. What they are made of is to be read in
 * this transaction, once it has its turn (`awaitTurnToJudge`). Throws `RuleFailure` where a rule says the same of the same thing
 * twice; whatever `pages` throw undoes it all.
 */
export async function recordFindings(
  tx: Tx,
  judging: Judging,
  pages: Iterable<readonly Judgement[]> | AsyncIterable<readonly Judgement[]>,
): Promise<void> {
  await awaitTurnToJudge(tx, judging.connectionId);
  const known = await standingFindings(tx, judging);
  const seen = new Set<string>();
  let waiting: Said[] = [];
  for await (const page of pages) {
    for (const judgement of page) {
      if (seen.has(judgement.fingerprint)) throw twice(judgement);
      seen.add(judgement.fingerprint);
      if (!('rule' in judgement)) continue;
      const said = saidOf(judgement);
      if (known.get(judgement.fingerprint) !== said.said) waiting.push(said);
    }
    while (waiting.length >= chunkMax) {
      await say(tx, judging, waiting.slice(0, chunkMax));
      waiting = waiting.slice(chunkMax);
    }
  }
  if (waiting.length > 0) await say(tx, judging, waiting);
  const over = [...known.keys()].filter((fingerprint) => !seen.has(fingerprint));
  for (let from = 0; from < over.length; from += chunkMax) {
    await resolve(tx, judging, over.slice(from, from + chunkMax));
  }
}

/** A fingerprint begins with the rule's id. */
function twice({ fingerprint }: Judgement): RuleFailure {
  const rule = FindingRule.parse(fingerprint.split(' ', 1)[0]);
  return new RuleFailure(rule, new Error(`it says the same of the same thing twice: ${fingerprint}`));
}

/** What these rules said last of all that is not resolved, as a digest by fingerprint. Rides `finding_standing`. */
async function standingFindings(tx: Tx, { rules, connectionId }: Judging): Promise<ReadonlyMap<string, string | null>> {
  let query = tx
    .selectFrom('finding')
    .select(['fingerprint', 'said'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('rule', 'in', [...rules])
    .where('state', '<>', 'resolved');
  if (connectionId !== undefined) query = query.where('connection_id', '=', connectionId);
  return new Map((await query.execute()).map(({ fingerprint, said }) => [fingerprint, said]));
}

/** A verdict as a row. */
interface Said {
  readonly fingerprint: string;
  readonly said: string;
  readonly [column: string]: unknown;
}

function saidOf(verdict: Verdict): Said {
  const { fingerprint, subject, connectionId, operationId, eventId, ...told } = verdict;
  const row = {
    ...{ rule: told.rule, severity: told.severity, sentence: told.sentence, remedy: told.remedy },
    ...{ evidence: told.evidence, money: told.money, connection_id: connectionId, operation_id: operationId },
    ...{ event_id: eventId, subject_kind: subject?.kind, subject_id: subject?.externalId, subject_name: subject?.name },
  };
  return { fingerprint, said: hash('sha256', JSON.stringify(row), 'base64url'), ...row };
}

/** Has findings be what these verdicts say. A person who acts on one of them meanwhile is waited for. Rides the unique key. */
async function say(tx: Tx, judging: Judging, verdicts: readonly Said[]): Promise<void> {
  await sql`
    with said as materialized (
      select * from jsonb_to_recordset(${JSON.stringify(verdicts)}::jsonb) as s(fingerprint text, said text, rule text,
        severity text, sentence text, remedy text, evidence jsonb, money jsonb, connection_id uuid, operation_id uuid,
        event_id uuid, subject_kind text, subject_id text, subject_name text)
    ),
    before as materialized (
      select f.finding_id, f.fingerprint, f.state, f.state = 'resolved' as is_back,
        f.state <> 'resolved' and f.severity = 'notice' and s.severity = 'alarm' as is_raised,
        -- What may stay may come and go, until its time is over or it gets worse.
        f.accepted_until > clock_timestamp() and not (f.severity = 'notice' and s.severity = 'alarm') as is_accepted
      from rollcall.finding f join said s using (fingerprint)
      where f.workspace_id = ${tx.workspaceId} for update of f
    ),
    changed as (
      update rollcall.finding f set rule = s.rule, severity = s.severity, sentence = s.sentence, remedy = s.remedy,
        evidence = s.evidence, money = s.money, connection_id = s.connection_id, operation_id = s.operation_id,
        event_id = s.event_id, subject_kind = s.subject_kind, subject_id = s.subject_id, subject_name = s.subject_name,
        said = s.said, weight = ${weight}, updated_at = clock_timestamp(),
        state = case when b.is_back and b.is_accepted then 'accepted' when b.is_back or b.is_raised then 'open' else f.state end,
        opened_at = case when b.is_back then clock_timestamp() else f.opened_at end,
        resolved_at = case when b.is_back then null else f.resolved_at end,
        reopened = f.reopened + (b.is_back or b.is_raised and b.state <> 'open')::int,
        acknowledged_at = case when b.is_back or b.is_raised then null else f.acknowledged_at end,
        acknowledged_by = case when b.is_back or b.is_raised then null else f.acknowledged_by end,
        ${ended('accepted_at')}, ${ended('accepted_by')}, ${ended('accepted_until')}, ${ended('accepted_reason')}
      from said s join before b using (fingerprint)
      where f.workspace_id = ${tx.workspaceId} and f.finding_id = b.finding_id
      returning f.finding_id, s.fingerprint,
        case when b.is_back then 'finding.reopened' when b.is_raised then 'finding.raised' end as type, f.state
    ),
    opened as (
      insert into rollcall.finding (workspace_id, finding_id, fingerprint, said, weight, rule, severity, state, sentence, remedy,
        evidence, money, connection_id, operation_id, event_id, subject_kind, subject_id, subject_name)
      select ${tx.workspaceId}, rollcall.uuid_v7(), s.fingerprint, s.said, ${weight}, s.rule, s.severity, 'open', s.sentence, s.remedy,
        s.evidence, s.money, s.connection_id, s.operation_id, s.event_id, s.subject_kind, s.subject_id,
        s.subject_name
      from said s where not exists (select from before b where b.fingerprint = s.fingerprint)
      returning finding_id, fingerprint, 'finding.opened' as type, state
    )
    ${tell(
      tx,
      judging,
      sql`select t.type, t.finding_id, s.rule, s.connection_id, s.operation_id,
        case t.state when 'accepted' then 'normal' else s.severity end as severity,
        jsonb_build_object('sentence', s.sentence, 'severity', s.severity, 'evidence', s.evidence, 'remedy', s.remedy)
          || jsonb_strip_nulls(jsonb_build_object('money', s.money, 'state', nullif(t.state, 'open'),
            'about', case when s.subject_kind is not null then jsonb_build_object('kind', s.subject_kind,
              'externalId', s.subject_id, 'name', s.subject_name) end, 'eventId', s.event_id)) as after
      from (select * from changed union all select * from opened) t join said s using (fingerprint) where t.type is not null`,
    )}`.execute(tx);
}

/** As `findingPosition` has it. */
const weight = sql`case s.severity when 'alarm' then ${sql.lit(`${alarmWeight}`)}::bigint else 0 end
  + least(abs(coalesce((s.money ->> 'minor')::numeric, 0)), ${sql.lit(`${alarmWeight - 1n}`)}::numeric)::bigint`;

/** A column of an acceptance that goes with it. */
function ended(column: string): RawBuilder<unknown> {
  const name = sql.ref(column);
  return sql`${name} = case when (b.is_back or b.is_raised) and b.is_accepted is not true then null else f.${name} end`;
}

/** Resolves these. Rides the unique key. */
async function resolve(tx: Tx, judging: Judging, fingerprints: readonly string[]): Promise<void> {
  await sql`
    with resolved as (
      update rollcall.finding set state = 'resolved', updated_at = clock_timestamp(), resolved_at = clock_timestamp()
      where workspace_id = ${tx.workspaceId} and fingerprint = any(${[...fingerprints]}::text[]) and state <> 'resolved'
      returning finding_id, rule, connection_id, operation_id, sentence
    )
    ${tell(
      tx,
      judging,
      sql`select 'finding.resolved' as type, r.finding_id, r.rule, r.connection_id, r.operation_id, 'normal' as severity,
        jsonb_build_object('sentence', r.sentence) as after from resolved r`,
    )}`.execute(tx);
}

/** An event for each row of `told`. */
function tell(tx: Tx, { actor, runId }: Judging, told: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    insert into rollcall.audit_event (workspace_id, event_id, recorded_at, type, severity, connection_id, actor, subject_kind,
      subject_id, subject_name, after, run_id, operation_id)
    select ${tx.workspaceId}, rollcall.uuid_v7(), clock_timestamp(), e.type, e.severity, e.connection_id,
      ${JSON.stringify(actor)}::jsonb, 'finding', e.finding_id::text, e.rule, e.after, ${runId ?? null}::uuid, e.operation_id
    from (${told}) e`;
}
