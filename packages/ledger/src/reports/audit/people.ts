import type { Instant } from '@rollcall/schema';
import { type Outcome, secretTypes, settingTypes } from './audit-types.ts';
import type { AuditGroup, AuditOperation, RefusedKey } from './facts.ts';

/** What one key did, or all processes of a sort. */
export interface AuditPerson {
  readonly type: AuditGroup['actor']['type'];
  /** Of a key; empty where processes did it. */
  readonly id: string;
  /** As it was called last. */
  readonly name: string;
  readonly events: number;
  readonly operations: Readonly<Record<Outcome, number>>;
  readonly secretsRead: number;
  readonly settings: number;
  /** Attempts on it that opened nothing. */
  readonly refused: number;
  readonly connections: number;
  /** In the order in which they came. */
  readonly addresses: readonly string[];
  readonly first: Instant | null;
  readonly last: Instant | null;
}

/** How many operations a key had accepted, by how they ended. */
export type OperationTally = ReadonlyMap<string, Readonly<Record<Outcome, number>>>;

export const noOperations: Readonly<Record<Outcome, number>> = { succeeded: 0, failed: 0, not_known: 0 };

export function tallyOf({ actor }: Pick<AuditOperation, 'actor'>): string {
  return `${actor.type} ${actor.type === 'api_key' ? actor.id : ''}`;
}

/** Who did anything, or was refused: keys before processes, those first that did most. */
export function auditPeople(
  groups: readonly AuditGroup[],
  operations: OperationTally,
  refused: readonly RefusedKey[],
): readonly AuditPerson[] {
  const byActor = Map.groupBy(groups, tallyOf);
  const attempts = Map.groupBy(refused, ({ keyId }) => `api_key ${keyId}`);
  const keys = [...new Set([...byActor.keys(), ...attempts.keys()])];
  const people = keys.map((key) =>
    personOf(key, {
      groups: byActor.get(key) ?? [],
      refused: attempts.get(key) ?? [],
      operations: operations.get(key),
    }),
  );
  return people.sort(
    (one, other) =>
      Number(one.type !== 'api_key') - Number(other.type !== 'api_key') ||
      other.events - one.events ||
      (`${one.type} ${one.id}` < `${other.type} ${other.id}` ? -1 : 1),
  );
}

interface Of {
  readonly groups: readonly AuditGroup[];
  readonly refused: readonly RefusedKey[];
  readonly operations: Readonly<Record<Outcome, number>> | undefined;
}

function personOf(key: string, { groups, refused, operations = noOperations }: Of): AuditPerson {
  const [type = '', id = ''] = key.split(' ');
  const inTime = groups.toSorted((one, other) => (one.first < other.first ? -1 : one.first > other.first ? 1 : 0));
  const sum = (of: readonly AuditGroup[]) => of.reduce((total, { count }) => total + count, 0);
  const only = (types: readonly string[]) => groups.filter((group) => types.includes(group.type));
  const newest = groups.toSorted((one, other) => (one.last < other.last ? -1 : 1)).at(-1);
  return {
    ...{ type: newest?.actor.type ?? (type === 'daemon' || type === 'system' ? type : 'api_key'), id, operations },
    ...{ name: newest?.actor.name ?? refused[0]?.name ?? id, events: sum(groups) },
    ...{ secretsRead: sum(only(secretTypes.filter((one) => one === 'secret.read' || one === 'secret.taken'))) },
    ...{ settings: sum(only(settingTypes)), refused: refused.reduce((total, one) => total + one.attempts, 0) },
    connections: new Set(groups.flatMap(({ connectionId }) => connectionId ?? [])).size,
    addresses: [...new Set(inTime.flatMap(({ actor }) => actor.address ?? []))],
    ...{ first: inTime[0]?.first ?? null, last: newest?.last ?? null },
  };
}
