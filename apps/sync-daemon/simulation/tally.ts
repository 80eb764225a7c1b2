/** What a simulation has gone through, counted. */
export interface Tally {
  runs: number;
  worlds: number;
  count(group: Group, name: string): void;
  counted(group: Group): ReadonlyMap<string, number>;
}

export const groups = [
  'fault',
  'trouble',
  'meanwhile',
  'grade',
  'outcome',
  'event',
  'cause',
  'operation',
  'finding',
  'hold',
] as const;
type Group = (typeof groups)[number];

export function createTally(): Tally {
  const counts = new Map<Group, Map<string, number>>(groups.map((group) => [group, new Map()]));
  const of = (group: Group) => counts.get(group) ?? new Map<string, number>();
  return {
    runs: 0,
    worlds: 0,
    count(group, name) {
      of(group).set(name, (of(group).get(name) ?? 0) + 1);
    },
    counted: of,
  };
}
