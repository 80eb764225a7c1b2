import type { AnswerPlace, AnswerShapeFacts } from './facts/answer-shapes.ts';
import { differenceOverMs, missedSamplesMin, oftenMissedShare, oftenSamplesMin, vanishedSamplesMin } from './limits.ts';

/** One place where the answers of an operation are not what the document says. */
export interface Difference {
  readonly place: AnswerPlace;
  /** `appeared`: the document has no such field. `missing`: it is required. `vanished`: it is not, and always stood there. */
  readonly what: 'appeared' | 'other_type' | 'missing' | 'vanished';
}

/**
 * How answers differ from their document now. What was so and is over is left out: the operation was answered for a day since,
 * and otherwise no more.
 */
export function differencesOf({ places, lookedAt }: AnswerShapeFacts): readonly Difference[] {
  return places.flatMap((place) => {
    const what = differenceOf(place, lookedAt);
    return what === undefined ? [] : [{ place, what }];
  });
}

function differenceOf(place: AnswerPlace, lookedAt: string): Difference['what'] | undefined {
  const isOver = (at: string | null) => at === null || Date.parse(lookedAt) - Date.parse(at) >= differenceOverMs;
  if (place.documented === null) return isOver(place.seenAt) ? undefined : 'appeared';
  if (place.strays.length > 0 && !isOver(place.strayedAt)) return 'other_type';
  if (place.isRequired) {
    return place.missed >= missedSamplesMin && !isOver(place.missedAt) ? 'missing' : undefined;
  }
  return place.missedSinceSeen >= vanishedSamplesMin && wasUsual(place) ? 'vanished' : undefined;
}

/** Whether it stood in nearly all samples, before it stood in none. */
function wasUsual({ seen, missed, missedSinceSeen }: AnswerPlace): boolean {
  const missedBefore = missed - missedSinceSeen;
  return seen >= oftenSamplesMin && missedBefore <= oftenMissedShare * (seen + missedBefore);
}
