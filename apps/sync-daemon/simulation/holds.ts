import { decideHold, setBrake } from '@rollcall/db';
import { brakeLimits } from '@rollcall/ledger';
import type { BrakeOverrides, Hold } from '@rollcall/schema';
import type { Play } from './play.ts';
import type { Limits, Step } from './steps.ts';
import { gatewayActor } from './store.ts';

/** A hold as the database has it. */
export interface KeptHold {
  readonly id: string;
  readonly state: Hold['state'];
  /** When it was decided, in ms. Null while it waits. */
  readonly decidedAt: number | null;
  readonly checksum: string;
  readonly runId: string;
  /** Those whose changes count. */
  readonly scopes: readonly { readonly kind: string; readonly parent: string }[];
  /** Its plan; none once it is superseded. */
  readonly items: readonly HeldChange[];
}

/** A change that a plan tells. */
export interface HeldChange {
  readonly type: string;
  readonly kind: string;
  readonly id: string;
  readonly name: string;
  readonly before: Readonly<Record<string, unknown>> | null;
  readonly after: Readonly<Record<string, unknown>> | null;
  readonly cause: { readonly kind: string };
}

const [tight, none] = [
  { absolute: 500, percent: 20, min: 2 },
  { absolute: 1_000_000, percent: 100, min: 1_000_000 },
];
const nowhere = { scope: none, connection: none, workspace: none };

const limitsNamed: Readonly<Record<Limits, BrakeOverrides>> = {
  lost: { lost: { ...nowhere, scope: tight }, altered: nowhere },
  altered: { lost: nowhere, altered: { ...nowhere, scope: tight } },
  both: { lost: { ...nowhere, connection: tight }, altered: { ...nowhere, workspace: tight } },
  wide: { lost: nowhere, altered: nowhere },
};

/** Sets limits of the connection. */
export async function setLimits(play: Play, name: Limits): Promise<void> {
  const { home, world } = play;
  await home.setTime(world.now());
  const overrides = limitsNamed[name];
  play.limits = brakeLimits(overrides);
  await home.asGateway((tx) => setBrake(tx, { connection: home.connection, overrides, actor: gatewayActor }));
}

/** Says a person's word, if there is something that it can be about. */
export async function decide(play: Play, { decision, of }: Extract<Step, { step: 'decide' }>): Promise<void> {
  const { home, world, tally } = play;
  const open = (await takeHolds(play)).filter(({ state }) => state === of);
  if (open.length === 0) return;
  world.advance(1_000);
  await home.setTime(world.now());
  for (const { checksum } of of === 'pending' ? open.slice(-1) : open) {
    tally.count('hold', `${decision}${of === 'rejected' ? ' after all' : ''}`);
    await home.asGateway((tx) => decideHold(tx, { checksum, decision, note: null, actor: gatewayActor }));
  }
}

/** All holds of the connection, oldest first. None in a world in which nobody set limits. */
export async function takeHolds({ store, home, script }: Play): Promise<readonly KeptHold[]> {
  if (!script.steps.some(({ step }) => step === 'limits')) return [];
  const values = [home.workspaceId, home.connection.id];
  return (await store.owner.query<KeptHold>({ name: 'holds', text: holdsSql, values })).rows;
}

const holdsSql = `
  select h.hold_id as id, h.state, h.checksum, h.run_id as "runId", h.scopes,
    (extract(epoch from h.decided_at) * 1000)::float8 as "decidedAt",
    (select coalesce(json_agg(json_build_object('type', i.type, 'kind', i.kind, 'id', i.external_id, 'name', i.name,
        'before', i.before, 'after', i.after, 'cause', i.cause) order by i.nth), '[]')
      from rollcall.hold_item i where i.workspace_id = h.workspace_id and i.hold_id = h.hold_id) as items
  from rollcall.hold h where h.workspace_id = $1 and h.connection_id = $2 order by h.hold_id`;
