import { styleText } from 'node:util';
import type { ScheduledConnection } from '@rollcall/schema';

/** The settings of a connection that nobody has confirmed, each with the command that does; the others stay as they are. */
export function assumptionLines({ name, state, config, assumed }: ScheduledConnection): readonly string[] {
  if (state === 'removed') return [];
  return Object.entries(assumed).map(([setting, value]) => {
    const confirmed = JSON.stringify({ ...config, [setting]: value });
    return styleText(
      'yellow',
      `${name}: "${setting}" is assumed to be ${JSON.stringify(value)}: "pnpm rollcall connections update ${name} --config '${confirmed}'" confirms it.`,
    );
  });
}
