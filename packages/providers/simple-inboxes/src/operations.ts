import { type OperationSpec, operationsOf } from '@rollcall/provider-kit';
import { RollcallError } from '@rollcall/schema';
import { document } from './generated/document.ts';
import { domainName, isDomainName } from './names.ts';

type Input = Readonly<Record<string, unknown>>;

/** Every successful answer is `{ success: true, data: … }`. */
export const envelope = 'data';

/**
 * Every documented operation. Beyond what a schema can say, domain names are brought into lower case and into their
 * ASCII form, and what is no domain name is refused before anything is sent.
 */
export const operations: Readonly<Record<string, OperationSpec>> = Object.fromEntries(
  Object.entries(operationsOf(document, envelope)).map(([operationId, spec]) => [
    operationId,
    { ...spec, parse: (given: unknown) => withDomainNames(operationId, spec.parse(given)) },
  ]),
);

function withDomainNames(operationId: string, input: Input): Input {
  const named = Object.entries(input).map(([field, value]): [string, unknown] => {
    if (field === 'domain') return [field, checkedName(operationId, { path: field, value })];
    if (field !== 'domains' || !Array.isArray(value)) return [field, value];
    return [
      field,
      value.map((entry: unknown, index) => checkedEntry(operationId, { path: `${field}.${index}`, entry })),
    ];
  });
  return Object.fromEntries(named);
}

/** A list holds names or, in an order, objects that have one. */
function checkedEntry(operationId: string, { path, entry }: { path: string; entry: unknown }): unknown {
  if (typeof entry !== 'object' || entry === null || !('domain' in entry)) {
    return checkedName(operationId, { path, value: entry });
  }
  return { ...entry, domain: checkedName(operationId, { path: `${path}.domain`, value: entry.domain }) };
}

function checkedName(operationId: string, { path, value }: { path: string; value: unknown }): unknown {
  if (typeof value !== 'string' || isDomainName(value)) return typeof value === 'string' ? domainName(value) : value;
  const message = 'must be a domain name, such as acme.example or münchen.example';
  throw new RollcallError('invalid_input', `${operationId}: "${path}" ${message}.`, {
    details: { issues: [{ path, message }] },
  });
}
