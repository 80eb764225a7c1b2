import { askFirst, type Caller, type OperationCall, ProviderError } from '@rollcall/provider-kit';
import { type Dialect, isUnreadable, type MailbuxClient } from './client.ts';
import { algorithmIn, asActions, asReplacement } from './dialect.ts';
import type { operations } from './generated/types.ts';
import { domainOf, principalName, targetsOf } from './map.ts';
import { normalInput } from './normal-input.ts';
import { readDomains } from './own-domains.ts';
import { allPrincipals } from './pages.ts';

type BodyOf<Id extends 'createPrincipal' | 'updatePrincipal' | 'createDkim'> =
  operations[Id]['requestBody']['content']['application/json'];

/**
 * Makes documented operations in the form that this server takes. A request is sent in another form only after the
 * server said that it could not read the first one; no password comes back with an answer. Throws `ProviderError`.
 */
export function createOperator(client: MailbuxClient): Caller {
  return async (call, signal) => {
    const normal = { ...call, input: normalInput(call) };
    return withoutSecrets(await operate(client, normal, signal));
  };
}

async function operate(client: MailbuxClient, call: OperationCall, signal: AbortSignal): Promise<unknown> {
  switch (call.operationId) {
    case 'createPrincipal':
      return client.call({ ...call, input: await askFirst(() => inListDialect(client, call.input, signal)) }, signal);
    case 'updatePrincipal':
      return update(client, call, signal);
    case 'deletePrincipal':
      return remove(client, call, signal);
    case 'createDkim':
      return createDkim(client, call, signal);
    default:
      return client.call(call, signal);
  }
}

async function update(client: MailbuxClient, call: OperationCall, signal: AbortSignal): Promise<unknown> {
  // The document's schema of the body has been checked by whoever parsed the input.
  const change = call.input['body'] as BodyOf<'updatePrincipal'>;
  const send = (dialect: Dialect) => {
    const body = dialect === 'stalwart' ? asActions(change) : asReplacement(change);
    return client.call({ ...call, input: { ...call.input, body } }, signal);
  };
  const { patchDialect } = client.settings;
  if (patchDialect !== 'auto') return send(patchDialect);
  return inEitherDialect(client, { memory: 'patchDialect', first: 'stalwart', send });
}

async function createDkim(client: MailbuxClient, call: OperationCall, signal: AbortSignal): Promise<unknown> {
  // Likewise.
  const algorithm = call.input['algorithm'] as BodyOf<'createDkim'>['algorithm'];
  const send = (dialect: Dialect) =>
    client.call({ ...call, input: { ...call.input, algorithm: algorithmIn(dialect, algorithm) } }, signal);
  return inEitherDialect(client, { memory: 'dkimAlgorithms', first: client.settings.dkimAlgorithms, send });
}

/** What could not be read was not carried out, so saying it again in the other form is safe. */
async function inEitherDialect(
  { seen }: MailbuxClient,
  attempt: {
    readonly memory: 'patchDialect' | 'dkimAlgorithms';
    readonly first: Dialect;
    readonly send: (dialect: Dialect) => Promise<unknown>;
  },
): Promise<unknown> {
  const { memory, send } = attempt;
  const known = seen[memory];
  const first = known ?? attempt.first;
  try {
    const result = await send(first);
    seen[memory] = first;
    return result;
  } catch (error) {
    if (known !== undefined || !isUnreadable(error)) throw error;
    const other = first === 'stalwart' ? 'guide' : 'stalwart';
    const result = await send(other);
    seen[memory] = other;
    return result;
  }
}

/** A list receives mail for its `emails` only, which the guide does not set; external targets go where they belong. */
async function inListDialect(
  client: MailbuxClient,
  input: OperationCall['input'],
  signal: AbortSignal,
): Promise<OperationCall['input']> {
  if (input['type'] !== 'list') return input;
  // Likewise.
  const list = input as unknown as BodyOf<'createPrincipal'>;
  const { members = [], externalMembers = [], emails = [list.name], ...others } = list;
  if (client.settings.listDialect === 'guide') {
    return { ...others, emails, members: [...new Set([...members, ...externalMembers])] };
  }
  const own = await readDomains(client, { kind: 'domain' }, signal);
  const targets = targetsOf({ ...list, members, externalMembers }, (domain) => own.has(domain));
  return {
    ...others,
    emails,
    members: targets.own,
    ...(targets.external.length === 0 ? {} : { externalMembers: targets.external }),
  };
}

/** A domain takes all under it along, for good, so it is first looked at what that would be. */
async function remove(client: MailbuxClient, call: OperationCall, signal: AbortSignal): Promise<unknown> {
  const { cascade, ...input } = call.input;
  const name = String(input['name']);
  if (domainOf(name) === undefined && cascade !== true) await askFirst(() => refuseWithMembers(client, name, signal));
  return client.call({ ...call, input }, signal);
}

async function refuseWithMembers(client: MailbuxClient, domain: string, signal: AbortSignal): Promise<void> {
  const inboxes = await namesUnder(client, { domain, type: 'individual' }, signal);
  const lists = await namesUnder(client, { domain, type: 'list' }, signal);
  const names = [...inboxes, ...lists];
  if (names.length === 0) return;
  const shown = names.slice(0, namesShownMax).join(', ');
  const more = names.length > namesShownMax ? ` and ${names.length - namesShownMax} more` : '';
  throw new ProviderError(
    'conflict',
    `The domain ${domain} has ${inboxes.length} mailboxes and ${lists.length} aliases or forwarders, which would be deleted with it for good: ${shown}${more}. Nothing was deleted. Give "cascade": true to delete them all.`,
    { applied: 'no', extras: { inboxes: String(inboxes.length), lists: String(lists.length) } },
  );
}

/** Enough to recognise what is there; the inventory has them all. */
const namesShownMax = 10;

async function namesUnder(
  client: MailbuxClient,
  { domain, type }: { readonly domain: string; readonly type: 'individual' | 'list' },
  signal: AbortSignal,
): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const { name } of allPrincipals(client, { kind: type, type, fields: ['name', 'type'] }, signal)) {
    if (domainOf(name) === domain) names.push(principalName(name));
  }
  return names;
}

/** The same JSON without any field `secrets`, at any depth. */
function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([field]) => field !== 'secrets');
  return Object.fromEntries(entries.map(([field, inner]): [string, unknown] => [field, withoutSecrets(inner)]));
}
