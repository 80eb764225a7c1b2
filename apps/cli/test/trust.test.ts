import { Explanation } from '@rollcall/schema';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { answers } from './support/answers.ts';
import { first, scenarioOn } from './support/scenario.ts';
import { useStack } from './support/stack.ts';
import type { TestSandbox } from './support/test-sandbox.ts';

const stack = useStack();
const scenario = scenarioOn(stack);
const explanation = z.strictObject({ data: z.strictObject(Explanation.shape) });

let sandbox: TestSandbox;
let firstRun: string;
beforeAll(async () => {
  sandbox = await stack.connect('trusted', { seed: 131 });
  firstRun = (await scenario.sync('trusted')).runId;
});

async function inboxes(): Promise<readonly { readonly id: string; readonly name: string }[]> {
  return sandbox.items('inbox');
}

describe('documents diff', () => {
  test('says that answers are as documented, and shows where they are not', async () => {
    const before = await stack.ask(['documents', 'diff', 'trusted'], answers.documentDiff);
    expect(before.data).toMatchObject({ connection: 'trusted', hunks: [], lookedAt: expect.any(String) });
    expect((await stack.cli(['documents', 'diff', 'trusted'])).stdout).toMatch(
      /^What trusted answers is as its document/,
    );
    await sandbox.fault({ operation: 'listMailboxes', fault: 'extra_fields', times: 1, fields: { warmup: 1 } });
    await scenario.sync('trusted');
    const { data } = await stack.ask(['documents', 'diff', 'trusted'], answers.documentDiff);
    expect(data.hunks).toContainEqual({
      ...{ pointer: '#/components/schemas/Mailbox', operations: ['listMailboxes'], published: true },
      lines: expect.arrayContaining([
        ' properties:',
        expect.stringMatching(/^\+ {2}warmup: \{ type: integer \} # seen \d+ times$/),
      ]),
    });
    const { stdout } = await stack.cli(['documents', 'diff', 'trusted']);
    expect(stdout).toMatch(/^--- openapi\.yaml of .*\n\+\+\+ what trusted answers, until .*\n@@ #/);
    const nobody = await stack.cli(['documents', 'diff', 'nobody']);
    expect(nobody.code).toBe(1);
  });
});

describe('certificate', () => {
  test('shows every listing of a run with its evidence, and one kind alone', async () => {
    const { data, run } = await stack.ask(['certificate', firstRun], answers.certificate);
    expect(run).toMatchObject({ runId: firstRun, connection: 'trusted', outcome: 'complete' });
    expect(data.map(({ kind, grade }) => `${kind} ${grade}`)).toEqual(['domain proven', 'host proven', 'inbox proven']);
    const [only, ...others] = (await stack.ask(['certificate', firstRun, '--kind', 'inbox'], answers.certificate)).data;
    expect(others).toEqual([]);
    expect(only?.certificate).toMatchObject({
      seen: 30,
      duplicates: 0,
      restarts: [],
      movement: null,
      failure: null,
      doubt: null,
    });
    expect(only?.certificate?.pages).toEqual([
      expect.objectContaining({
        status: 200,
        count: 30,
        end: 'whole_document',
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      }),
    ]);
  });

  test('begins with the worst, page after page, and takes a connection for its newest run', async () => {
    await sandbox.fault({ operation: 'listMailboxes', fault: 'empty_list' });
    await sandbox.fault({ operation: 'listIps', fault: 'status', status: 400 });
    const { runId } = await scenario.sync('trusted', 3);
    const { data } = await stack.ask(['certificate', 'trusted'], answers.certificate);
    expect(data.map(({ kind, grade }) => `${kind} ${grade}`)).toEqual(['host null', 'inbox refused', 'domain proven']);
    expect(data[0]?.certificate).toMatchObject({ failure: expect.stringMatching(/^rejected: /), pages: [] });
    expect(data[1]?.certificate?.doubt).toMatchObject({ suspicions: ['emptied'], times: 1, runId });
    const page = await stack.ask(['certificate', runId, '--limit', '2'], answers.certificate);
    expect(page.data.map(({ kind }) => kind)).toEqual(['host', 'inbox']);
    const rest = await stack.ask(
      ['certificate', runId, '--limit', '2', '--cursor', String(page.nextCursor)],
      answers.certificate,
    );
    expect(rest).toMatchObject({ data: [{ kind: 'domain' }], nextCursor: null });

    const { stdout } = await stack.cli(['certificate', 'trusted']);
    expect(stdout).toMatch(/^run .* of trusted: partial: not every kind could be believed/);
    expect(stdout).toMatch(/host: failed: rejected: /);
    expect(stdout).toMatch(
      /inbox: refused: the listing is empty, where the ledger holds 30 live; one that begins 5 min later/,
    );
    expect(stdout).toMatch(/doubt +emptied since .*, by 1 listing, not confirmed/);
    expect(stdout).toMatch(/end +the provider answers all at once, after 1 page\n/);
    const { stdout: doctor } = await stack.cli(['doctor', '--json']);
    expect(doctor).toMatch(/trusted inbox: the listing is empty, where the ledger holds 30 live/);
    await scenario.sync('trusted');
  });

  test('of what there is not says so', async () => {
    const run = await stack.cli(['certificate', '01900000-0000-7000-8000-000000000001']);
    expect({ code: run.code, stderr: run.stderr }).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/There is no run 0190/),
    });
    const connection = await stack.cli(['certificate', 'nobody']);
    expect(connection.stderr).toMatch(/no connection named "nobody"/);
  });
});

describe('explain', () => {
  const explained = async (externalId: string, ...more: readonly string[]) =>
    (await stack.ask(['explain', 'trusted', 'inbox', externalId, ...more], explanation)).data;

  test('says of a live resource what its listing proves, what comes next, what owns it, and what makes no drift', async () => {
    const { id, name } = first(await inboxes());
    const { sentences, lastSeenAt, scope, changes, owner } = await explained(id);
    expect(sentences[0]).toBe(`inbox ${name} (${id}) of trusted is live: the listing of ${lastSeenAt} shows it.`);
    expect(scope).toMatchObject({ parent: null, grade: 'proven', believedAt: lastSeenAt, trouble: null, doubt: null });
    expect(changes).toMatchObject([{ type: 'resource.appeared', runId: firstRun, cause: { kind: 'first_sight' } }]);
    expect(owner).toEqual({ kind: 'domain', name: name.split('@')[1], presence: 'live' });
    expect(sentences.join('\n')).toMatch(
      /It vanishes as soon as a listing that is proven or corroborated does not show it/,
    );
    const newest = await stack.ask(
      ['certificate', String(scope?.certificate?.runId), '--kind', 'inbox'],
      answers.certificate,
    );
    expect(newest.data[0]).toMatchObject({ grade: 'proven', startedAt: scope?.believedAt });
  });

  test('says of one that is missing since when, what was seen last, and when it is suspect', async () => {
    const { id, name } = first((await inboxes()).slice(3));
    await sandbox.change({ do: 'delete', kind: 'inbox', id });
    await scenario.sync('trusted');
    const { sentences, missingSince, lastSeenAt } = await explained(id);
    expect(Date.parse(String(lastSeenAt))).toBeLessThan(Date.parse(String(missingSince)));
    expect(sentences[0]).toBe(
      `inbox ${name} (${id}) of trusted is missing: the listing of ${missingSince} is the first believed one that does not show it; the listing of ${lastSeenAt} was the newest that showed it.`,
    );
    expect(sentences.join('\n')).toMatch(/It is suspect as soon as another believed listing does not show it/);
    expect(sentences.find((sentence) => sentence.startsWith('vanished'))).toMatch(
      /by out_of_band( \(\w+\))?: the listing of .* does not show it/,
    );
    await scenario.sync('trusted');
    expect((await explained(id)).sentences.join('\n')).toMatch(/the provider is asked for it by name; it is gone if/);
  });

  test('names the rule by which an attribute is compared', async () => {
    const { id } = first(await sandbox.items('domain'));
    const { stdout } = await stack.cli(['explain', 'trusted', 'domain', id, '--attribute', 'lastVerifiedAt']);
    expect(stdout).toMatch(/^.*A difference in "lastVerifiedAt" makes no drift, for it moves by itself: /);
    expect((await stack.cli(['explain', 'trusted', 'domain', id])).stdout).toMatch(/"lastVerifiedAt" makes no drift/);
    const content = await stack.cli(['explain', 'trusted', 'domain', id, '--attribute', 'name']);
    expect(content.stdout).toMatch(/A difference in "name" is a drift/);
    const unknown = await stack.cli(['explain', 'trusted', 'domain', id, '--attribute', 'colour']);
    expect({ code: unknown.code, stderr: unknown.stderr }).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/no attribute "colour": it has name, /),
    });
  });

  test('says of what was never seen where to look', async () => {
    const { code, stderr } = await stack.cli(['explain', 'trusted', 'inbox', 'mb_nobody']);
    expect({ code, stderr }).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/has never held the inbox mb_nobody of trusted/),
    });
  });
});
