const day = (nth: number): string => `2026-04-0${nth}T00:00:00Z`;
const said = { severity: 'notice', remedy: 'look' };
const money = { minor: '5', currency: 'USD' };

/** An event of the one finding that there is. */
function tell(nth: number, type: string, after: object): string {
  return `insert into rollcall.audit_event (workspace_id, event_id, recorded_at, type, actor, subject_kind, subject_id, subject_name,
      after)
    select workspace_id, gen_random_uuid(), '${day(nth)}', 'finding.${type}', '{}', 'finding', finding_id, 'r',
      '${JSON.stringify(after)}' from rollcall.finding;`;
}

/** A finding that was opened, resolved, found again, raised and resolved before its versions were kept: SQL that makes it. */
export const olderFinding = `
  insert into rollcall.finding (workspace_id, finding_id, fingerprint, rule, severity, state, sentence, remedy, evidence, money,
    opened_at, updated_at, resolved_at)
  select workspace_id, gen_random_uuid(), 'f', 'r', 'alarm', 'resolved', 'three', 'look', '[]', '{"minor": "7", "currency": "USD"}',
    '${day(3)}', '${day(6)}', '${day(6)}' from rollcall.workspace;
  ${tell(1, 'opened', { ...said, sentence: 'one', money })}
  ${tell(2, 'resolved', { sentence: 'one' })}
  ${tell(3, 'reopened', { ...said, sentence: 'two', state: 'accepted' })}
  ${tell(4, 'assigned', { sentence: 'two' })}
  ${tell(5, 'raised', { ...said, severity: 'alarm', sentence: 'three' })}
  ${tell(6, 'resolved', { sentence: 'three' })}`;

/** What its versions are, as text: SQL that asks. */
export const versionsTold = `
  select concat_ws(' ', version, to_char(recorded_at at time zone 'UTC', 'DD'), from_events, state, severity, sentence,
    money ->> 'minor', to_char(opened_at at time zone 'UTC', 'DD')) as told
  from rollcall.finding_version order by version`;

/** The last is what it is: the money that it came to in between is told by no event. */
export const versionsOfOlder = [
  '1 01 t open notice one 5 01',
  '2 02 t resolved notice one 5 01',
  '3 03 t accepted notice two 03',
  '4 05 t open alarm three 03',
  '5 06 f resolved alarm three 7 03',
];
