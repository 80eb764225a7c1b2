import type { Found, Simulation } from './simulate.ts';
import { groups, type Tally } from './tally.ts';

/** What a simulation went through and what it found, for a person. */
export function reportOf(
  { seed }: Simulation,
  { tally, found, ms }: { tally: Tally; found: readonly Found[]; ms: number },
): string {
  const rate = ((tally.runs / Math.max(1, ms)) * 1_000).toFixed(1);
  const lines = [
    `seed ${seed}: ${tally.runs} runs in ${tally.worlds} worlds, ${(ms / 1_000).toFixed(1)} s, ${rate} runs a second`,
    ...groups.map((group) => {
      const counted = [...tally.counted(group)].sort(([, a], [, b]) => b - a);
      return `${group.padEnd(10)} ${counted.map(([name, count]) => `${name} ${count}`).join(', ') || '-'}`;
    }),
    `violations ${found.length}`,
    ...found.map(
      ({ world, message, script }) =>
        `\nworld ${world}: ${message}\n${JSON.stringify(script)}\nplay it again: pnpm simulate --seed ${seed} --world ${world}`,
    ),
  ];
  return lines.join('\n');
}
