import { plain } from './plain.ts';

/** Says something on stderr that is not the answer: progress, a hint. */
export function notice(sentence: string): void {
  process.stderr.write(`${plain(sentence)}\n`);
}
