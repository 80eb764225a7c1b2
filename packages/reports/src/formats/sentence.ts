import { withTimes } from './values.ts';

/** A part of a sentence, and whether it is a command: what stands between backticks. */
interface SentencePart {
  readonly text: string;
  readonly isCommand: boolean;
}

/**
 * A sentence of ours as people read it, in its parts: instants are told to the minute, and a midnight as its day. In a command they stay as they are,
 * since somebody runs it.
 */
export function sentenceParts(sentence: string): readonly SentencePart[] {
  const parts = sentence.split(/`([^`]+)`/);
  return parts.map((text, index) => {
    const isCommand = index % 2 === 1;
    return { text: isCommand ? text : withTimes(text), isCommand };
  });
}
