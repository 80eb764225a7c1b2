import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { answers } from './support/answers.ts';
import { ErrorDocument } from './support/cli.ts';
import { useStack } from './support/stack.ts';

const stack = useStack(undefined, () => ({ ROLLCALL_WEBHOOK_NETWORKS: '127.0.0.1/32' }));

/** A receiver that believes everybody, and says what it was sent. */
let receiver: Server;
let url: string;
const got: { id: string | undefined; status: number }[] = [];
let status = 204;

beforeAll(async () => {
  receiver = createServer((request, response) => {
    got.push({ id: request.headers['webhook-id']?.toString(), status });
    request.resume().on('end', () => response.writeHead(status).end());
  }).listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  const address = receiver.address();
  url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/rollcall`;
});

afterAll(() => {
  receiver.closeAllConnections();
  receiver.close();
});

test('a webhook is added, tried, looked at, steered and removed, by a person and by a script', async () => {
  const added = await stack.ask(
    [
      'webhooks',
      'add',
      'app',
      url,
      '--scheme',
      'hmac',
      '--type',
      'resource.vanished',
      '--kind',
      'inbox',
      '--order',
      'none',
    ],
    answers.webhookSecret,
  );
  expect(added).toMatchObject({
    data: { name: 'app', filter: { types: ['resource.vanished'], kinds: ['inbox'] }, order: 'none' },
    secret: expect.stringMatching(/^whsec_/),
  });
  const { eventId } = await stack.ask(['webhooks', 'test', 'app'], answers.webhookTest);
  await expect.poll(() => got.map(({ id }) => id), { timeout: 20_000 }).toContain(eventId);
  await expect
    .poll(async () => (await stack.ask(['webhooks', 'deliveries', 'app'], answers.deliveries)).data, {
      timeout: 20_000,
    })
    .toMatchObject([
      { type: 'webhook.tested', eventId, state: 'delivered', lastStatus: 204 },
      { type: 'webhook.added', state: 'delivered' },
    ]);
  const { data: log } = await stack.ask(['webhooks', 'attempts', 'app'], answers.attempts);
  expect(log).toMatchObject([{ outcome: 'delivered', status: 204, address: expect.stringContaining('127.0.0.1') }, {}]);
  const shown = await stack.cli(['webhooks', 'show', 'app']);
  expect(shown.stdout).toMatch(
    /^app: active, http.*\nIt is sent events resource\.vanished about inbox, and what is about itself, in any order\.\n/,
  );
  expect(shown.stdout).toContain('Signed by hmac');
  const turned = await stack.ask(['webhooks', 'update', 'app', '--everything', '--severity', 'alarm'], answers.webhook);
  expect(turned.data.filter).toEqual({ types: null, kinds: null, connections: null, severity: 'alarm' });

  const [sequence] = log.map((attempt) => attempt.sequence);
  const range = ['--from', `${sequence}`, '--to', `${sequence}`];
  expect(await stack.ask(['webhooks', 'replay', 'app', ...range], answers.webhookReplay)).toMatchObject({ queued: 1 });
  await expect.poll(() => got.filter(({ id }) => id === eventId), { timeout: 20_000 }).toHaveLength(2);

  const rotated = await stack.cli(['webhooks', 'rotate-secret', 'app', '--scheme', 'ed25519']);
  expect(rotated.stdout).toMatch(/^whpk_\S+\n$/);
  expect(rotated.stderr).toMatch(
    /^app signs with another\. Its receiver checks signatures with this key\. The one before signs, too, until \S.*\.\n$/,
  );
  expect((await stack.cli(['webhooks', 'retire-secret', 'app'])).stdout).toBe(
    'app signs with its newest secret alone.\n',
  );
});

test('what a receiver refuses is told apart, can be given up, and a pause keeps it', async () => {
  status = 500;
  await stack.ask(['webhooks', 'test', 'app'], answers.webhookTest);
  const undelivered = ['webhooks', 'deliveries', 'app', '--state', 'undelivered'];
  await expect
    .poll(async () => (await stack.ask(undelivered, answers.deliveries)).data.map(({ lastStatus }) => lastStatus), {
      timeout: 20_000,
    })
    .toContain(500);
  expect((await stack.cli(['webhooks', 'attempts', 'app'])).stdout).toMatch(/refused +500 /);
  expect((await stack.ask(['webhooks', 'pause', 'app'], answers.webhook)).data).toMatchObject({ state: 'paused' });
  expect((await stack.cli(['webhooks', 'list'])).stdout).toMatch(/app +paused \(asked\)/);
  for (const { sequence } of (await stack.ask(undelivered, answers.deliveries)).data) {
    const skipped = await stack.cli(['webhooks', 'skip', 'app', '--sequence', `${sequence}`]);
    expect(skipped.stdout).toMatch(/^Sequence \d+ is given up: /);
  }
  status = 204;
  expect((await stack.ask(['webhooks', 'resume', 'app'], answers.webhook)).data).toMatchObject({ state: 'active' });
  const listed = await stack.ask(['webhooks', 'list'], answers.webhooks);
  expect(listed.data.map(({ name }) => name)).toEqual(['app']);
  await stack.ask(['webhooks', 'remove', 'app'], answers.webhookRemoved);
  expect((await stack.cli(['webhooks', 'list'])).stdout).toMatch(/^There is no webhook: /);
});

test.each([
  { args: ['add', 'x', 'ftp://hooks.example.com/'], code: 'invalid_webhook_url' },
  { args: ['show', 'nobody'], code: 'not_found' },
  { args: ['update', 'nobody'], code: 'wrong_usage' },
  { args: ['add', 'x', 'https://hooks.example.com/', '--type', 'never.was'], code: 'wrong_usage' },
])('webhooks $args is refused as $code', async ({ args, code }) => {
  const refused = await stack.cli(['webhooks', ...args, '--json']);
  expect(ErrorDocument.parse(refused.json).error.code).toBe(code);
});
