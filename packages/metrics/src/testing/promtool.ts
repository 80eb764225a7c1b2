import { spawnSync } from 'node:child_process';

/**
 * What Prometheus' own tool says of its input: nothing when all is well. Undefined where the tool is not installed (Debian's
 * `prometheus` package has it): then a test that needs it is skipped.
 */
export function promtool(args: readonly string[], input = ''): string | undefined {
  const { error, status, stdout, stderr } = spawnSync('promtool', args, { input, encoding: 'utf8' });
  if (error !== undefined) return undefined;
  return status === 0 ? '' : `${stdout}${stderr}`;
}
