import { type Difference, differencesOf } from '../../differences.ts';
import type { AnswerShapeFacts } from '../../facts/answer-shapes.ts';
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
    const { connection, operation, documentVersion } = facts;
    const differences = differencesOf(facts);
    if (differences.length === 0) return [];
    const told = differences
      .slice(0, namedMax)
      .map((difference) => `"${difference.place.path}" ${wordsOf(difference)}`);
    const more = differences.length > namedMax ? `, and ${differences.length - namedMax} more` : '';
    const inferred = differences.every(({ place }) => !place.isPublished);
    const breaks = differences.some(({ place, what }) => what !== 'appeared' && place.isPublished);
    return ofConnection(this, facts, {
      part: operation,
      severity: breaks ? 'alarm' : 'notice',
      sentence: `${operation} on ${connection} answers otherwise than the document ${documentVersion}${inferred ? ', which is inferred there' : ''}: ${told.join('; ')}${more}.`,
      remedy: `"documents diff ${connection}" shows it beside openapi.yaml. ${inferred ? 'What was inferred was wrong: write what is seen into the document' : "Pull the provider's newest document"}, map what is wanted of it, and raise mappingVersion.`,
      evidence: differences.map(evidenceOf),
    });
  },
};

/** A sentence that names more is not read. */
const namedMax = 3;

/** Follows the name of the field. */
function wordsOf({ place: { strays, documented }, what }: Difference): string {
  switch (what) {
    case 'appeared':
      return 'appeared';
    case 'other_type':
      return `is ${strays.join(' or ')} instead of ${documented}`;
    case 'missing':
      return 'is missing';
    case 'vanished':
      return 'vanished';
    default:
      return what satisfies never;
  }
}

function evidenceOf({ place, what }: Difference): string {
  const { path, documented, strays, types, seenAt } = place;
  const at = path === '' ? 'the answer' : path;
  switch (what) {
    case 'appeared':
      return `${at}: not in the document; seen as ${types.join(' or ')}`;
    case 'other_type':
      return `${at}: documented as ${documented}; seen as ${strays.join(' or ')}`;
    case 'missing':
      return `${at}: required by the document (${documented}); missing from answers`;
    case 'vanished':
      return `${at}: documented as ${documented}, stood in nearly every answer, and stands in none since ${seenAt}`;
    default:
      return what satisfies never;
  }
}
