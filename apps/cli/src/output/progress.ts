import { createScreen } from './screen.ts';

type Output = Parameters<typeof createScreen>[0];

/**
 * Answers what says how far a long command is: each sentence in the place of the one before, on stderr. It says nothing where
 * that is no terminal, or where the answer is JSON.
 */
export function progress(
  { json }: { readonly json?: boolean },
  output: Output = process.stderr,
): (sentence: string) => void {
  if (json === true || !output.isTTY) return () => {};
  const screen = createScreen(output);
  return (sentence) => screen.show([sentence]);
}
