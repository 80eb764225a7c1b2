import { domainToASCII } from 'node:url';
import { type OperationSpec, operationsOf } from '@rollcall/provider-kit';
import { RollcallError } from '@rollcall/schema';
import { document } from './generated/document.ts';
import { addressName, domainName, utc } from './map.ts';

type Input = Readonly<Record<string, unknown>>;

/**
 * Every documented operation. Beyond what a schema can say, domain names are brought into their ASCII form, times into
 * UTC without a zone, sub-accounts into lower case; what cannot be is refused before anything is sent.
 */
export const operations: Readonly<Record<string, OperationSpec>> = Object.fromEntries(
  Object.entries(operationsOf(document)).map(([operationId, spec]) => [
    operationId,
    { ...spec, parse: (given: unknown) => settled(operationId, spec.parse(given)) },
  ]),
);

function settled(operationId: string, input: Input): Input {
  const target = targetIssue(operationId, input);
  if (target !== undefined) throw invalid(operationId, target);
  return Object.fromEntries(
    Object.entries(input).map(([field, value]) => [field, settledValue(operationId, { field, value })]),
  );
}

function settledValue(operationId: string, { field, value }: { field: string; value: unknown }): unknown {
  if (typeof value !== 'string') return value;
  switch (fields[field]) {
    case 'domain':
      return asciiDomain(operationId, { field, value });
    case 'time':
      return timeWithoutZone(operationId, { field, value });
    case 'subaccount':
      return addressName(value);
    default:
      return value;
  }
}

/** The fields whose meaning goes beyond their form, by their names in the document. */
const fields: Readonly<Record<string, 'domain' | 'time' | 'subaccount'>> = {
  domain: 'domain',
  Domain: 'domain',
  CustomBouncesDomain: 'domain',
  Expires: 'time',
  from: 'time',
  to: 'time',
  subaccount: 'subaccount',
  Subaccount: 'subaccount',
};

function asciiDomain(operationId: string, { field, value }: { field: string; value: string }): string {
  const name = domainName(value);
  const labels = name.split('.');
  const isName = domainToASCII(name) !== '' && labels.every((label) => /^(?!-)[a-z0-9_-]{1,63}(?<!-)$/.test(label));
  if (isName && name.length <= 253 && !/^[0-9]+$/.test(labels.at(-1) ?? '')) return name;
  throw invalid(operationId, {
    path: field,
    message: 'must be a domain name, such as acme.example or münchen.example',
  });
}

/** The provider documents times in requests without a zone. */
function timeWithoutZone(operationId: string, { field, value }: { field: string; value: string }): string {
  const time = utc(value);
  if (Number.isNaN(Date.parse(time))) throw invalid(operationId, { path: field, message: 'must be a date and a time' });
  return time.replace(/(\.\d+)?Z$/, '');
}

/** A route that forwards needs to know where to. The document does not say so; the provider cannot do without. */
function targetIssue(operationId: string, input: Input): Issue | undefined {
  const needed = targets[String(input['ActionType'])];
  if (!operationId.endsWith('InboundRoute') || needed === undefined || input[needed] !== undefined) return undefined;
  return { path: needed, message: `is required when "ActionType" is ${String(input['ActionType'])}` };
}

const targets: Readonly<Record<string, string>> = { ForwardToEmail: 'EmailAddress', NotifyViaHttp: 'HttpAddress' };

interface Issue {
  readonly path: string;
  readonly message: string;
}

function invalid(operationId: string, issue: Issue): RollcallError {
  return new RollcallError('invalid_input', `${operationId}: "${issue.path}" ${issue.message}.`, {
    details: { issues: [issue] },
  });
}
