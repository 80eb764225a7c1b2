import { settleWithinMs } from '@rollcall/ledger';
import { type Play, Violation } from '../play.ts';
import type { Played } from '../run.ts';
import type { HeldFinding } from '../snapshot.ts';
import { type OnRecord, operationsOf } from './in-flight.ts';

const dayMs = 86_400_000;

/** What the rules found is so, and what they must find they did. */
export function checkFindings(play: Play, played: Played): void {
  const open = played.after.findings.filter(({ state }) => state === 'open');
  for (const { rule } of open) play.tally.count('finding', rule);
  const operations = operationsOf(play, played.after);
  for (const finding of open) {
    const about = operations.find(({ held }) => held.operationId === finding.operationId);
    if (about === undefined) throw new Violation(`${finding.rule} is about no operation`);
    assertSo(play, played, { finding, about });
  }
  if (played.after.run?.outcome === 'complete') assertAllFound(play, played, operations);
}

function assertSo(
  play: Play,
  played: Played,
  { finding, about: { sent, held } }: { finding: HeldFinding; about: OnRecord },
): void {
  const { procedure } = sent.record;
  const isOf = (...states: readonly string[]) => states.includes(held.state);
  const violation = new Violation(`${procedure} is ${held.state}, and the finding ${finding.rule} is open`);
  switch (finding.rule) {
    case 'operation_unsettled':
      if (!isOf('unknown') || played.to - sent.dispatchedAt < settleWithinMs) throw violation;
      return;
    case 'operation_contradicted':
      if (!isOf('contradicted')) throw violation;
      return;
    case 'operation_leaked':
      if (!isOf('contradicted', 'failed', 'unknown')) throw violation;
      if (!mayHaveLeft(play, played, { sent, held })) {
        throw new Violation(`${procedure} is said to have leaked, and nobody but other operations made anything of it`);
      }
      return;
    default:
      throw new Violation(`there is no rule ${finding.rule}`);
  }
}

/** Whether something that it was to make came about since, and no other operation of ours made it. */
function mayHaveLeft({ world }: Play, { to }: Played, { sent }: OnRecord): boolean {
  return sent.record.expectations.some((expectation) => {
    if (expectation.becomes !== 'present' && expectation.becomes !== 'more') return false;
    return [...world.keys()].some(
      (key) =>
        key.startsWith(`${expectation.kind} `) &&
        world
          .momentsOf(key, sent.dispatchedAt - 1)
          .some(
            ({ at, thing, author }) =>
              at <= to &&
              thing !== null &&
              (author === 'somebody' || author === sent.number) &&
              (expectation.becomes === 'more' || thing.name === expectation.name),
          ),
    );
  });
}

/** What is contradicted, or unknown for longer than anything takes, is a finding. */
function assertAllFound(play: Play, played: Played, operations: readonly OnRecord[]): void {
  const isFound = (operationId: string, rule: string) =>
    played.after.findings.some(
      (finding) => finding.operationId === operationId && finding.rule === rule && finding.state === 'open',
    );
  const skew = Math.max(...play.script.skews.map(Math.abs));
  for (const { sent, held } of operations) {
    const age = played.to - (held.answeredAt ?? played.to);
    const isDoneLater = operations.some(
      (other) =>
        other.sent.number > sent.number &&
        other.sent.record.procedure === sent.record.procedure &&
        (other.held.state === 'succeeded' || other.held.state === 'confirmed'),
    );
    const rule =
      held.state === 'contradicted' && !isDoneLater && age < 29 * dayMs
        ? 'operation_contradicted'
        : held.state === 'unknown' && age > dayMs + skew + settleWithinMs
          ? 'operation_unsettled'
          : undefined;
    if (rule !== undefined && !isFound(held.operationId, rule)) {
      throw new Violation(`${sent.record.procedure} is ${held.state}, and no finding ${rule} says so`);
    }
  }
}
