import { hash } from 'node:crypto';
import { isStorable } from '@rollcall/provider-kit';
import { RollcallError } from '@rollcall/schema';
import type { z } from 'zod';

/** Where a list goes on: opaque to callers, and good only for the filters it was made with. */
export function cursorOf(filter: unknown, position: unknown): string {
  return Buffer.from(JSON.stringify([fingerprint(filter), position])).toString('base64url');
}

/** Reads a cursor. Throws `invalid_cursor` when it is malformed or was made with other filters. */
export function positionOf<Position extends z.ZodType>(
  cursor: string,
  filter: unknown,
  position: Position,
): z.output<Position> {
  const [made, at] = decoded(cursor);
  if (made !== fingerprint(filter)) throw invalid('it was made with other filters');
  const parsed = position.safeParse(at);
  if (!parsed.success || !isStorable(parsed.data)) throw invalid('it is malformed');
  return parsed.data;
}

function decoded(cursor: string): [unknown, unknown] {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (Array.isArray(value) && value.length === 2) return [value[0], value[1]];
  } catch {
    // Said below, like every other malformed cursor.
  }
  throw invalid('it is malformed');
}

function fingerprint(filter: unknown): string {
  return hash('sha256', JSON.stringify(filter), 'base64url').slice(0, 12);
}

function invalid(why: string): RollcallError {
  return new RollcallError('invalid_cursor', `The cursor cannot be used: ${why}. Start again without a cursor.`);
}
