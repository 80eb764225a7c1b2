import { expect, test } from 'vitest';
import { staticChecks } from '../check/checks.ts';
import { runCheck } from '../check/run-check.ts';

// Whoever runs only `pnpm test` has the formatting, the generated files, the types and the layers checked too.
test.each(staticChecks())('$name', { timeout: 300_000 }, async (check) => {
  const { isFine, output } = await runCheck(check);
  expect(isFine, output).toBe(true);
});
