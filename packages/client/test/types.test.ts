import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Rollcall } from '@rollcall/client';
import { expect, expectTypeOf, test } from 'vitest';
import { mistakes } from './mistakes.ts';
import { missingMailboxes, orderMailbox, rotateKey } from './small-app.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const compiler = join(root, 'node_modules', '.bin', 'tsc');

/**
 * What the compiler does is the same on every machine, and takes time in proportion: `pnpm bench types` stays under three
 * seconds on two idle cores with this many.
 */
const instantiationsMax = 2_800_000;

test('a result has the type of the operation it came from', () => {
  expectTypeOf(missingMailboxes).returns.resolves.toEqualTypeOf<{ names: string[]; asOf: string | null }>();
  expectTypeOf(orderMailbox).returns.resolves.toBeString();
  expectTypeOf(rotateKey).returns.resolves.toEqualTypeOf<string | null>();
  expectTypeOf(mistakes).parameter(0).toEqualTypeOf<Rollcall>();
});

test('an app that uses the client compiles with little work, and its mistakes do not compile', {
  timeout: 60_000,
}, async () => {
  const project = join(import.meta.dirname, '..', 'tsconfig.json');
  const { stdout } = await promisify(execFile)(compiler, ['-p', project, '--extendedDiagnostics']).catch(
    (failure: { stdout: string }) => failure,
  );
  const errors = stdout.split('\n').filter((line) => line.includes('error TS'));
  expect(errors).toEqual([]);
  const instantiations = Number(/^Instantiations:\s+(\d+)/m.exec(stdout)?.[1]);
  expect(instantiations).toBeGreaterThan(0);
  expect(instantiations).toBeLessThan(instantiationsMax);
});
