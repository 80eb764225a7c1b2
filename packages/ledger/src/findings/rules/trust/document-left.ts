import type { AnswerPlace, AnswerShapeFacts } from '../../facts/answer-shapes.ts';
import {
  differenceOverMs,
  missedSamplesMin,
  oftenMissedShare,
  oftenSamplesMin,
  vanishedSamplesMin,
} from '../../limits.ts';
import { ofConnection } from '../../of-connection.ts';
import type { Rule } from '../../rule.ts';

/** The answers of an operation are not what the provider's document says of them. */
export const documentLeft: Rule<AnswerShapeFacts> = {
  id: 'document_left',
  family: 'trust',
  severity: 'notice',
  title: 'A provider answers otherwise than its document says: fields came, went or changed their type.',
  remedy:
    'Compare with the provider\'s newest document ("documents diff"), take over what is new, and raise the mapping version.',
  judge(facts) {
    const { connection, operation, documentVersion, places } = facts;
    const differences = places.flatMap((place) => differenceOf(place, facts.lookedAt) ?? []);
    if (differences.length === 0) return [];
    const told = differences.slice(0, namedMax).map(({ place, words }) => `"${place.path}" ${words}`);
    const more = differences.length > namedMax ? `, and ${differences.length - namedMax} more` : '';
    const inferred = differences.every(({ place }) => !place.isPublished);
    const breaks = differences.some(({ place, isBreaking }) => isBreaking && place.isPublished);
    return ofConnection(this, facts, {
      part: operation,
      severity: breaks ? 'alarm' : 'notice',
      sentence: `${operation} on ${connection} answers otherwise than the document ${documentVersion}${inferred ? ', which is inferred there' : ''}: ${told.join('; ')}${more}.`,
      remedy: `"documents diff ${connection}" shows it beside openapi.yaml. ${inferred ? 'What was inferred was wrong: write what is seen into the document' : "Pull the provider's newest document"}, map what is wanted of it, and raise mappingVersion.`,
      evidence: differences.map(
        ({ place, evidence }) => `${place.path === '' ? 'the answer' : place.path}: ${evidence}`,
      ),
    });
  },
};

/** A sentence that names more is not read. */
const namedMax = 3;

interface Difference {
  readonly place: AnswerPlace;
  /** Follows the name of the field. */
  readonly words: string;
  /** Whether what relied on the document may break by it. */
  readonly isBreaking: boolean;
  readonly evidence: string;
}

/** How a place differs, unless that is over: the operation was answered for a day since, and otherwise no more. */
function differenceOf(place: AnswerPlace, lookedAt: string): Difference | undefined {
  const { documented, strays, types, isRequired, missed, missedSinceSeen } = place;
  const isOver = (at: string | null) => at === null || Date.parse(lookedAt) - Date.parse(at) >= differenceOverMs;
  if (documented === null) {
    if (isOver(place.seenAt)) return undefined;
    const evidence = `not in the document; seen as ${types.join(' or ')}`;
    return { place, words: 'appeared', isBreaking: false, evidence };
  }
  if (strays.length > 0 && !isOver(place.strayedAt)) {
    const evidence = `documented as ${documented}; seen as ${strays.join(' or ')}`;
    return { place, words: `is ${strays.join(' or ')} instead of ${documented}`, isBreaking: true, evidence };
  }
  if (isRequired && missed >= missedSamplesMin && !isOver(place.missedAt)) {
    const evidence = `required by the document (${documented}); missing from answers`;
    return { place, words: 'is missing', isBreaking: true, evidence };
  }
  if (!isRequired && missedSinceSeen >= vanishedSamplesMin && wasUsual(place)) {
    const evidence = `documented as ${documented}, stood in nearly every answer, and stands in none since ${place.seenAt}`;
    return { place, words: 'vanished', isBreaking: true, evidence };
  }
  return undefined;
}

/** Whether it stood in nearly all samples, before it stood in none. */
function wasUsual({ seen, missed, missedSinceSeen }: AnswerPlace): boolean {
  const missedBefore = missed - missedSinceSeen;
  return seen >= oftenSamplesMin && missedBefore <= oftenMissedShare * (seen + missedBefore);
}
