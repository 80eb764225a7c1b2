import type { z } from 'zod';

/**
 * What a process is told by its environment. Throws a RangeError that names, in one line, each variable that is missing or
 * wrong, and why: it is all that whoever started the process may see.
 */
export function parseEnvironment<Variables extends z.ZodType>(
  variables: Variables,
  env: Readonly<Record<string, string | undefined>>,
): z.output<Variables> {
  const parsed = variables.safeParse(env);
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map(({ path, message }) => `${path[0]?.toString() ?? 'environment'}: ${message}`);
  throw new RangeError(wrong.join('; '));
}
