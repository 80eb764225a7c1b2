import type { ApiKey } from '@rollcall/schema';
import { localTime } from './time.ts';

const dayMs = 86_400_000;
/** A key that ends this soon should be rotated by now. */
const endingDays = 14;
/** A key that nobody used for so long is one that nobody would miss. */
const idleDays = 90;

/** What a person should know of a key that still works, or of how it comes to an end. */
export function keyNotes(key: ApiKey, now: Date): readonly string[] {
  const { state, expiresAt, graceUntil, replacedBy, lastUsedOn, createdAt } = key;
  if (state === 'revoked' || state === 'expired') return [];
  const notes: string[] = [];
  if (graceUntil !== null && replacedBy !== null) {
    const isOver = Date.parse(graceUntil) <= now.getTime();
    notes.push(`replaced by ${replacedBy}${isOver ? '' : `, works until ${localTime(graceUntil, now)}`}`);
    return notes;
  }
  if (expiresAt === null) notes.push('never ends');
  else if (Date.parse(expiresAt) - now.getTime() < endingDays * dayMs) notes.push('ends soon: rotate it');
  const usedAt = Date.parse(lastUsedOn ?? createdAt);
  if (now.getTime() - usedAt > idleDays * dayMs) notes.push(`not used for ${idleDays} days: revoke it`);
  return notes;
}
