import { assertCircuitClosed, connectionNamed } from '@rollcall/db';
import {
  assertPossible,
  type CommonName,
  type CommonOperation,
  commonOperation,
  isCommonName,
  type OperationSpec,
  type Provider,
} from '@rollcall/provider-kit';
import { providerNamed } from '@rollcall/provider-registry';
import { type Connection, RollcallError } from '@rollcall/schema';
import { assertMayWrite } from '../keys/scopes.ts';
import { assertMaySee } from '../operations/access.ts';
import { actedOnKinds, writtenKinds } from '../operations/kinds-written.ts';
import type { CallerContext } from '../trpc.ts';
import { betweenBatches } from './between-batches.ts';
import type { PlanIssues } from './issues.ts';

export type Input = Readonly<Record<string, unknown>>;

/** An item as a caller asked for it, and where it stands among what was asked. */
export interface AskedItem {
  readonly ordinal: number;
  readonly path: string;
  readonly connection: string;
  readonly procedure: string;
  readonly input: Input;
}

/** What a procedure is: one that all providers share, or a provider's own. */
type Procedure =
  | { readonly is: 'common'; readonly name: CommonName; readonly common: CommonOperation }
  | { readonly is: 'own'; readonly spec: OperationSpec };

/** An item with its input checked, as far as that can be done without the ledger. */
export interface ReadItem extends AskedItem {
  readonly at: Connection;
  readonly provider: Provider;
  readonly does: Procedure;
}

/**
 * Reads items: finds their connections and procedures, and checks each input. What is wrong is added to the issues, and
 * the items that it is wrong with are left out.
 */
export async function readItems(
  ctx: CallerContext,
  asked: readonly AskedItem[],
  issues: PlanIssues,
): Promise<readonly ReadItem[]> {
  const connections = await openConnections(ctx, asked, issues);
  const read: ReadItem[] = [];
  for (const item of asked) {
    const at = connections.get(item.connection);
    if (at === undefined) continue;
    await betweenBatches(item.ordinal);
    const known = await issues.at(item.path, () => {
      const provider = providerNamed(at.provider);
      const does = procedureOf(provider, item.procedure, at);
      const input = parsed(does, item.input);
      if (does.is === 'own') assertMaySee(ctx.caller, does.spec);
      assertMayWrite(ctx.caller, kindsWritten(provider, does, input));
      return { ...item, at, provider, does, input };
    });
    if (known !== undefined) read.push(known);
  }
  return read;
}

async function openConnections(
  ctx: CallerContext,
  asked: readonly AskedItem[],
  issues: PlanIssues,
): Promise<ReadonlyMap<string, Connection>> {
  const found = new Map<string, Connection>();
  const firsts = new Map(asked.toReversed().map(({ connection, path }) => [connection, path]));
  for (const [name, path] of firsts) {
    const connection = await issues.at(path, async () => {
      const known = await ctx.inWorkspace((tx) => connectionNamed(tx, name));
      assertActive(known);
      return known;
    });
    if (connection !== undefined) found.set(name, connection);
  }
  return found;
}

function assertActive(connection: Connection): void {
  if (connection.state !== 'active') {
    throw new RollcallError(
      'connection_not_active',
      `The connection "${connection.name}" is not active: "connections resume ${connection.name}" wakes it.`,
    );
  }
  assertCircuitClosed(connection);
}

function procedureOf(provider: Provider, procedure: string, { name }: Connection): Procedure {
  if (isCommonName(procedure)) {
    assertPossible(provider, procedure);
    return { is: 'common', name: procedure, common: commonOperation(procedure) };
  }
  const prefix = `${provider.name}.`;
  const operationId = procedure.startsWith(prefix) ? procedure.slice(prefix.length) : '';
  const spec = Object.hasOwn(provider.operations, operationId) ? provider.operations[operationId] : undefined;
  if (spec !== undefined) return { is: 'own', spec };
  throw new RollcallError(
    'unknown_operation',
    `"${name}" is at ${provider.name}, which has no operation "${procedure}": "capabilities" lists those there are.`,
  );
}

/** As a single call is held to it. */
function kindsWritten(provider: Provider, does: Procedure, input: Input): readonly string[] {
  return does.is === 'own' ? actedOnKinds(provider, does.spec) : writtenKinds(provider, { ...does, input });
}

/** A plan says what is destroyed, and its hash confirms it: the name need not be repeated beside. */
function parsed(does: Procedure, input: Input): Input {
  if (does.is === 'own') {
    const { confirms } = does.spec;
    const isConfirmed = confirms === undefined || input['confirm'] !== undefined;
    return does.spec.parse(isConfirmed ? input : { ...input, confirm: input[confirms] });
  }
  const { common } = does;
  if (common.confirms !== true || common.target === undefined || input['confirm'] !== undefined) {
    return common.input.parse(input);
  }
  return common.input.parse({ ...input, confirm: input[common.target.field] });
}
