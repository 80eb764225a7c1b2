import type { Handlers } from '@rollcall/provider-kit/sandbox';
import type { components, operations } from '../generated/types.ts';
import { done, failure, notFound, ok } from './answers.ts';
import { paged } from './paged.ts';
import { cents, major, type SendingToolCredential, type State, type Workspace, walletOf } from './state.ts';
import { type Under, under } from './table.ts';

export const clients: Pick<
  Handlers<operations, State>,
  | 'listWorkspaces'
  | 'createWorkspace'
  | 'getGlobalSummary'
  | 'updateWorkspace'
  | 'getWorkspaceSummary'
  | 'getSendingToolDefaults'
  | 'setSendingToolDefaults'
  | 'listClients'
  | 'createClient'
  | 'getClient'
  | 'renameClient'
  | 'deleteClient'
  | 'listClientUsernames'
  | 'listSendingToolCredentials'
  | 'addSendingToolCredential'
  | 'testSendingToolCredential'
  | 'updateSendingToolCredential'
  | 'deleteSendingToolCredential'
> = {
  listWorkspaces: ({ state, query }) => paged(state, state.workspaces.ordered(), query),

  createWorkspace: ({ state, body }) => {
    if (state.workspaces.named(body.name) !== undefined) return nameTaken(body.name);
    return ok(addWorkspace(state, body.name, body));
  },

  getGlobalSummary: ({ state }) => ok(summary(state, undefined)),

  updateWorkspace: ({ state, path, body }) => {
    const workspace = state.workspaces.get(path.id);
    if (workspace === undefined) return notFound('Workspace');
    if (body.name !== undefined && isTaken(state, body.name, workspace)) return nameTaken(body.name);
    return ok(updateWorkspace(state, workspace, body));
  },

  getWorkspaceSummary: ({ state, path }) => {
    const workspace = state.workspaces.get(path.id);
    return workspace === undefined ? notFound('Workspace') : ok({ ...summary(state, workspace), recentActivity: [] });
  },

  getSendingToolDefaults: ({ state, path }) => {
    if (state.workspaces.get(path.id) === undefined) return notFound('Workspace');
    return ok({ credentialIds: [...(state.defaults.get(path.id) ?? [])] });
  },

  setSendingToolDefaults: ({ state, path, body }) => {
    if (state.workspaces.get(path.id) === undefined) return notFound('Workspace');
    state.defaults.set(path.id, body.credentialIds);
    return ok({ credentialIds: body.credentialIds });
  },

  listClients: ({ state, query }) =>
    paged(
      state,
      state.workspaces.ordered().map((workspace) => clientOf(state, workspace)),
      query,
    ),

  createClient: ({ state, body }) => {
    if (state.workspaces.named(body.name) !== undefined) return nameTaken(body.name);
    return ok(clientOf(state, addWorkspace(state, body.name)));
  },

  getClient: ({ state, path }) => {
    const workspace = state.workspaces.named(path.clientName);
    return workspace === undefined ? notFound('Client') : ok(clientOf(state, workspace));
  },

  renameClient: ({ state, path, body }) => {
    const workspace = state.workspaces.named(path.clientName);
    if (workspace === undefined) return notFound('Client');
    if (isTaken(state, body.newName, workspace)) return nameTaken(body.newName);
    return ok(clientOf(state, updateWorkspace(state, workspace, { name: body.newName })));
  },

  deleteClient: ({ state, path }) => {
    const workspace = state.workspaces.named(path.clientName);
    if (workspace === undefined) return notFound('Client');
    const isInUse = state.orders
      .ordered()
      .some((order) => order.workspaceId === workspace.id && order.status === 'active');
    if (isInUse) return failure(409, 'The client has active orders: cancel them first');
    removeWorkspace(state, workspace);
    return done();
  },

  listClientUsernames: ({ state, path }) => {
    const workspace = state.workspaces.named(path.clientName);
    if (workspace === undefined) return notFound('Client');
    const own = state.inboxes.ordered().filter(({ workspaceId }) => workspaceId === workspace.id);
    return ok([...new Set(own.map(({ email }) => email.slice(0, email.lastIndexOf('@'))))].sort());
  },

  listSendingToolCredentials: ({ state, path, query }) => {
    const workspace = state.workspaces.named(path.clientName);
    if (workspace === undefined) return notFound('Client');
    const own = state.credentials.under(workspace.id);
    return paged(
      state,
      own.filter(({ tool }) => query.tool === undefined || tool === query.tool),
      query,
    );
  },

  addSendingToolCredential: ({ state, path, body }) => {
    const workspace = state.workspaces.named(path.clientName);
    if (workspace === undefined) return notFound('Client');
    const label = body.name ?? body.tool;
    const isNameTaken = state.credentials.under(workspace.id).some(({ name }) => name === label);
    if (isNameTaken) return failure(409, `A credential is called ${label} already`);
    return ok(addCredential(state, workspace, { ...body, name: label }));
  },

  testSendingToolCredential: ({ state, path, body }) => {
    if (state.workspaces.named(path.clientName) === undefined) return notFound('Client');
    const valid = (body.apiKey ?? body.password ?? '') !== '';
    return ok({ valid, message: valid ? null : 'Nothing to sign in with' });
  },

  updateSendingToolCredential: ({ state, path, body }) => {
    const credential = credentialOf(state, path);
    if (credential === undefined) return notFound('Credential');
    const next = { ...credential, ...body };
    state.credentials.replace(credential, next);
    return ok(next);
  },

  deleteSendingToolCredential: ({ state, path }) => {
    const credential = credentialOf(state, path);
    if (credential === undefined) return notFound('Credential');
    state.credentials.remove(credential);
    return done();
  },
};

/** A workspace as the older API shows it. */
function clientOf(state: State, { id, name, createdAt }: Workspace): components['schemas']['Client'] {
  return {
    name,
    workspaceId: id,
    orderCount: state.orders.ordered().filter(({ workspaceId }) => workspaceId === id).length,
    inboxCount: state.inboxes.ordered().filter(({ workspaceId }) => workspaceId === id).length,
    ...(createdAt === undefined ? {} : { createdAt }),
  };
}

/** Adds a workspace just now, with its empty wallet. */
export function addWorkspace(state: State, name: string, own: Partial<Workspace> = {}): Workspace {
  const { billingMode = 'master', fallback = false } = own;
  const workspace = { id: state.newId('workspace'), name, billingMode, fallback, createdAt: state.clock.next() };
  state.workspaces.add(workspace);
  const wallet = { workspaceId: workspace.id, name, balance: 0, currency: 'USD', billingMode, fallback };
  state.wallets.add(wallet);
  return workspace;
}

/** Changes a workspace, and the name and billing that its wallet, domains and orders repeat. */
export function updateWorkspace(state: State, workspace: Workspace, fields: Partial<Workspace>): Workspace {
  const next = { ...workspace, ...fields };
  state.workspaces.replace(workspace, next);
  const wallet = walletOf(state, workspace.id);
  const { name, billingMode = 'master', fallback = false } = next;
  state.wallets.replace(wallet, { ...wallet, name, billingMode, fallback });
  renameIn(state.domains, workspace.id, name);
  renameIn(state.orders, workspace.id, name);
  return next;
}

/** Removes a workspace with its wallet and its credentials; what was left in the wallet goes to the master's. */
export function removeWorkspace(state: State, workspace: Workspace): readonly Under<SendingToolCredential>[] {
  const wallet = state.wallets.get(workspace.id);
  if (wallet !== undefined) {
    const main = walletOf(state, null);
    state.wallets.replace(main, { ...main, balance: major(cents(main.balance) + cents(wallet.balance)) });
    state.wallets.remove(wallet);
  }
  const credentials = state.credentials.under(workspace.id);
  for (const credential of credentials) state.credentials.remove(credential);
  state.workspaces.remove(workspace);
  return credentials;
}

export function addCredential(
  state: State,
  workspace: Workspace,
  given: { tool: string; name: string; username?: string; apiKey?: string; password?: string },
): Under<SendingToolCredential> {
  const credential = {
    id: state.newId('credential'),
    ...{ status: 'active', createdAt: state.clock.next(), username: null, apiKey: null, password: null },
    ...given,
    [under]: workspace.id,
  };
  state.credentials.add(credential);
  return credential;
}

/** Both tables show the name of the workspace beside its id. */
function renameIn<Row extends { workspaceId?: string | null; clientName?: string | null }>(
  table: { ordered(): readonly Readonly<Row>[]; replace(row: Readonly<Row>, next: Readonly<Row>): void },
  workspaceId: string,
  clientName: string,
): void {
  for (const row of table.ordered()) {
    if (row.workspaceId === workspaceId) table.replace(row, { ...row, clientName });
  }
}

function isTaken(state: State, name: string, besides: Workspace): boolean {
  const taken = state.workspaces.named(name);
  return taken !== undefined && taken.id !== besides.id;
}

function nameTaken(name: string) {
  return failure(409, `A workspace is called ${name} already`);
}

function summary(state: State, workspace: Workspace | undefined): components['schemas']['Summary'] {
  const isOwn = (row: { workspaceId?: string | null }) => workspace === undefined || row.workspaceId === workspace.id;
  const debits = state.transactions.ordered().filter((row) => row.type === 'debit' && isOwn(row));
  return {
    spend: major(debits.reduce((sum, { amount }) => sum + cents(amount), 0)),
    currency: 'USD',
    inboxCount: state.inboxes.ordered().filter(isOwn).length,
    orderCount: state.orders.ordered().filter(isOwn).length,
  };
}

function credentialOf(state: State, path: { clientName: string; credentialId: string }) {
  const workspace = state.workspaces.named(path.clientName);
  return state.credentials.under(workspace?.id ?? '').find(({ id }) => id === path.credentialId);
}
