import type { operations } from '../generated/types.ts';
import { domainOf, type InboxMutation, type State } from './state.ts';
import { under } from './table.ts';

export type InboxChange =
  operations['createInboxMutation']['requestBody']['content']['application/json']['items'][number];

/** Takes changes of inboxes as one job: queued, then processing, then done, each change by itself. */
export function queueMutation(
  state: State,
  changes: readonly InboxChange[],
  named: { readonly domain: string | null; readonly orderId: string | null },
): InboxMutation {
  const mutation: InboxMutation = {
    id: state.newId('mutation'),
    status: 'queued',
    requestCount: changes.length,
    ...named,
    ...{ requestedAt: state.clock.next(), completedAt: null, failedAt: null, lastError: null },
  };
  state.mutations.add(mutation);
  state.work.place({
    begin: () => update(state, mutation.id, { status: 'processing' }),
    finish: () => carryOut(state, mutation.id, changes),
  });
  return state.mutations.get(mutation.id) ?? mutation;
}

function carryOut(state: State, id: string, changes: readonly InboxChange[]): void {
  const errors = changes.flatMap((change) => applied(state, change) ?? []);
  const at = state.clock.next();
  const lastError = errors.at(-1) ?? null;
  if (lastError === null) {
    update(state, id, { status: 'completed', completedAt: at });
  } else if (errors.length === changes.length) {
    update(state, id, { status: 'failed', failedAt: at, lastError });
  } else {
    update(state, id, { status: 'partially_completed', completedAt: at, lastError });
  }
}

/** Applies one change; answers why it cannot be. */
function applied(state: State, change: InboxChange): string | undefined {
  const inbox = state.inboxes.get(change.inboxId);
  if (inbox === undefined) return 'the inbox does not exist';
  const email = change.username === undefined ? inbox.email : `${change.username}@${domainOf(inbox.email)}`;
  const taken = state.inboxes.named(email);
  if (taken !== undefined && taken.id !== inbox.id) return 'the user name is taken';
  if (change.password !== undefined) state.passwords.set(inbox.id, change.password);
  const { firstName = inbox.firstName ?? null, lastName = inbox.lastName ?? null } = change;
  const displayName = [firstName, lastName].filter((name) => name !== null).join(' ') || null;
  const next = { ...inbox, email, firstName, lastName, displayName, updatedAt: state.clock.next() };
  state.inboxes.replace(inbox, { ...next, [under]: domainOf(email) });
  return undefined;
}

function update(state: State, id: string, fields: Partial<InboxMutation>): void {
  const mutation = state.mutations.get(id);
  if (mutation !== undefined) state.mutations.replace(mutation, { ...mutation, ...fields });
}
