import type { ReportHeadline } from '@rollcall/schema';
import { few } from '../../findings/few.ts';
import type { AuditSpan, NewAddress, RefusedKey } from './facts.ts';
import type { AuditPerson } from './people.ts';

/** So many attempts from one address are no slip in a deployment. */
const burst = 10;
/** More lines of one sort are not read. */
const linesMax = 2;

export interface AuditFindings {
  readonly span: AuditSpan;
  readonly people: readonly AuditPerson[];
  readonly refused: readonly RefusedKey[];
  readonly newAddresses: readonly NewAddress[];
  /** The first few operations of which nobody knows how they ended. */
  readonly notKnown: readonly string[];
}

/** What of a log is to be seen to, the worst first; or that there is nothing. */
export function auditHeadline(found: AuditFindings): readonly ReportHeadline[] {
  const lines = [
    ...lacking(found.span),
    ...notKnown(found),
    ...refusals(found.refused),
    ...unheardOf(found.newAddresses),
    ...failed(found.people),
    ...secrets(found.people),
  ];
  return lines.length > 0 ? lines : [quiet(found)];
}

function line(severity: ReportHeadline['severity'], sentence: string, remedy: string | null): ReportHeadline {
  return { severity, sentence, cost: null, remedy };
}

function lacking({ missing, first, last }: AuditSpan): readonly ReportHeadline[] {
  if (missing === 0) return [];
  const sentence = `The log lacks ${missing} of the sequences from ${first} to ${last}.`;
  return [line('alarm', sentence, '"verify" says which, and whether what is there is what was signed.')];
}

function notKnown({ people, notKnown: names }: AuditFindings): readonly ReportHeadline[] {
  const count = people.reduce((total, { operations }) => total + operations.not_known, 0);
  if (count === 0) return [];
  const sentence = `Of ${count} ${count === 1 ? 'operation' : 'operations'} nobody knows yet what became: ${few(names)}${count > names.length ? ', …' : ''}.`;
  return [
    line('alarm', sentence, '"operations --state unknown" says until when each is looked for; what was made may cost.'),
  ];
}

function refusals(refused: readonly RefusedKey[]): readonly ReportHeadline[] {
  const byAddress = [...Map.groupBy(refused, ({ address }) => address)].map(([address, of]) => ({
    address,
    keys: [...new Set(of.map(({ name }) => name))],
    reasons: [...new Set(of.map(({ reason }) => reason))],
    attempts: of.reduce((total, { attempts }) => total + attempts, 0),
  }));
  const worst = byAddress.toSorted((one, other) => other.attempts - one.attempts);
  return worst.slice(0, linesMax).map(({ address, keys, reasons, attempts }, index) => {
    const more =
      index === linesMax - 1 && worst.length > linesMax
        ? ` So it was from ${worst.length - linesMax} more addresses.`
        : '';
    const from = address ?? 'an address that is not known';
    const sentence = `${attempts} ${attempts === 1 ? 'attempt' : 'attempts'} from ${from} on ${few(keys)} opened nothing (${reasons.join(', ')}).${more}`;
    const remedy = `If that is nobody of yours: "keys rotate ID", and "keys update ID --ip NETWORK" so that it works from your networks alone.`;
    return line(attempts >= burst ? 'alarm' : 'notice', sentence, remedy);
  });
}

function unheardOf(addresses: readonly NewAddress[]): readonly ReportHeadline[] {
  return addresses.slice(0, linesMax).map(({ name, keyId, address, count, first }, index) => {
    const more =
      index === linesMax - 1 && addresses.length > linesMax
        ? ` So were keys from ${addresses.length - linesMax} more.`
        : '';
    const sentence = `The key ${name} was used from ${address} for the first time, at ${first}; ${count} events came of it.${more}`;
    return line('notice', sentence, `If that is not yours: "keys revoke ${keyId}".`);
  });
}

function failed(people: readonly AuditPerson[]): readonly ReportHeadline[] {
  const of = people.filter(({ operations }) => operations.failed > 0);
  if (of.length === 0) return [];
  const count = of.reduce((total, { operations }) => total + operations.failed, 0);
  const told = few(of.map(({ name, operations }) => `${operations.failed} by ${name}`));
  return [
    line(
      'notice',
      `${count} ${count === 1 ? 'operation' : 'operations'} failed: ${told}.`,
      'The table of operations says why each did.',
    ),
  ];
}

function secrets(people: readonly AuditPerson[]): readonly ReportHeadline[] {
  const of = people.filter(({ secretsRead }) => secretsRead > 0);
  if (of.length === 0) return [];
  const told = few(of.map(({ name, secretsRead }) => `${name} (${secretsRead})`));
  return [
    line(
      'notice',
      `Secrets of providers were given to ${told}.`,
      'Keys without secrets:read are given none: make one for each app that needs no secrets.',
    ),
  ];
}

function quiet({ people, span }: AuditFindings): ReportHeadline {
  const keys = people.filter(({ type }) => type === 'api_key');
  const count = keys.reduce((total, { operations }) => total + operations.succeeded, 0);
  const sentence = `${keys.length} ${keys.length === 1 ? 'key' : 'keys'} had ${count} operations carried out, none failed, and no key was refused: ${span.count} events.`;
  return line('good', sentence, null);
}
