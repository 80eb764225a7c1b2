// `pnpm check`: everything that CI runs, cheapest first. Stops at the first thing that is wrong.
import { staticChecks } from './check/checks.ts';
import { runCheck } from './check/run-check.ts';
import { runTests } from './check/run-tests.ts';

for (const check of staticChecks()) {
  const startedAt = performance.now();
  const { isFine, output } = await runCheck(check);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`${isFine ? 'ok  ' : 'FAIL'} ${check.name} (${seconds} s)`);
  if (isFine) continue;
  console.error(`\n${output}`);
  process.exit(1);
}
// The suite has these checks among its tests, for whoever runs nothing but `pnpm test`. Here they have just been run.
process.exit(await runTests(['--exclude', 'scripts/test/checks.test.ts']));
