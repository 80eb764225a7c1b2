import { createRollcall, gatewayErrorOf } from '@rollcall/client';
import { exampleSecret, secretInputs } from '@rollcall/provider-kit/testing';
import { providers } from '@rollcall/provider-registry';
import type { AuditEvent } from '@rollcall/schema';
import { describe, expect, test } from 'vitest';
import { answers } from './support/answers.ts';
import { first, scenarioOn } from './support/scenario.ts';
import { useStack } from './support/stack.ts';
import { formsOf, storedText } from './support/stored-text.ts';

const stack = useStack();
const scenario = scenarioOn(stack);

/** One operation of a provider, through the gateway: what it gave back, or how it failed. */
async function call(provider: string, operation: string, of: { connection: string; input: object }): Promise<unknown> {
  const rollcall = createRollcall({ url: stack.gatewayUrl, apiKey: stack.adminKey });
  // Typed by names that are read from the registry.
  const procedures = rollcall.providers as unknown as Record<string, Record<string, { mutate(of: object): Answer }>>;
  return (await procedures[provider]?.[operation]?.mutate(of))?.result;
}

type Answer = Promise<{ result: unknown }>;

describe('what a provider carries out later is followed to its end', () => {
  const connection = 'jobs';
  const ask = (operation: string, input: object) => call('simple-inboxes', operation, { connection, input });
  // What these listings take is well within the minute's budget of one connection.
  const kinds = ['order', 'domain', 'domain_action', 'dns_record', 'inbox', 'inbox_mutation'];
  const sync = () => stack.ask(['sync', connection, ...kinds.flatMap((kind) => ['--kind', kind])], answers.sync);
  const states = async () => {
    const operations = await scenario.operations(connection);
    return Object.fromEntries(operations.map(({ operation, state }) => [operation.replace(/^.*\./, ''), state]));
  };

  test('and what it does then is explained by who asked for it', async () => {
    const sizes = { domain: 2, inbox: 4, domain_action: 4 };
    const sandbox = await stack.connect(connection, { provider: 'simple-inboxes', seed: 310, sizes });
    const record = first(await sandbox.items('dns_record'));
    await sandbox.change({ do: 'edit', kind: 'dns_record', id: record.id, set: { synced: false } });
    await sync();
    const [inboxes, orders, actions, records] = [
      await scenario.inventory(connection, '--kind', 'inbox'),
      await scenario.inventory(connection, '--kind', 'order'),
      await scenario.inventory(connection, '--kind', 'domain_action'),
      await scenario.inventory(connection, '--kind', 'dns_record'),
    ];
    const [inbox, order] = [first(inboxes), first(orders)];
    const action = first(actions.filter(({ attributes }) => attributes['status'] === 'failed'));
    const { domain } = first(records.filter(({ externalId }) => externalId === record.id)).attributes;

    await sandbox.change({ do: 'provisioning', delayMs: 3_600_000 });
    await ask('placeOrder', { domains: [{ domain: 'followed.example' }], inboxesPerDomain: 2 });
    const items = [{ inboxId: inbox.externalId, username: 'renamed' }];
    await ask('createInboxMutation', { domain: inbox.attributes['domain'], items });
    await ask('retryDomainAction', { domain: action.attributes['domain'], actionId: action.externalId });
    await ask('syncDnsRecord', { domain, recordId: record.id });
    const autoRenew = order.attributes['autoRenew'] !== true;
    await ask('setOrderAutoRenew', { orderId: order.externalId, autoRenew });
    await sync();
    const waiting = { placeOrder: 'succeeded', createInboxMutation: 'succeeded', retryDomainAction: 'succeeded' };
    expect(await states()).toEqual({ ...waiting, syncDnsRecord: 'succeeded', setOrderAutoRenew: 'confirmed' });

    await sandbox.change({ do: 'provisioning', delayMs: 0 });
    await sync();
    const done = Object.keys(waiting).map((name) => [name, 'confirmed']);
    expect(await states()).toMatchObject({ ...Object.fromEntries(done), syncDnsRecord: 'confirmed' });

    const told = (await scenario.events(connection)).filter(({ operationId }) => operationId != null);
    const changes = told.filter(({ type }) => type.startsWith('resource.'));
    expect(changes.map(lineOf)).toEqual(
      expect.arrayContaining([
        `resource.appeared order pending`,
        `resource.changed order active`,
        `resource.appeared domain followed.example`,
        `resource.appeared inbox followed.example`,
        `resource.appeared inbox_mutation queued`,
        `resource.changed inbox_mutation completed`,
        `resource.changed inbox renamed@${inbox.attributes['domain']}`,
        `resource.changed domain_action in_progress`,
        `resource.vanished domain_action ${action.name}`,
        `resource.changed dns_record ${record.name}`,
        `resource.changed order ${order.name}`,
      ]),
    );
    for (const { cause } of changes) expect(cause?.kind).toBe('operation');
  });
});

/** What happened to what: of a job its status, of a new inbox its domain, else its name. */
function lineOf({ type, subject, after }: AuditEvent): string {
  const { kind = '', name } = subject ?? {};
  const isNewInbox = type === 'resource.appeared' && kind === 'inbox';
  const isJob = ['order', 'inbox_mutation', 'domain_action'].includes(kind);
  return `${type} ${kind} ${String((isNewInbox ? after?.['domain'] : isJob ? after?.['status'] : name) ?? name)}`;
}

test('an empty answer where there were many is not believed, and the next good one is', async () => {
  const sandbox = await stack.connect('hosts', {
    ...{ provider: 'inframail', seed: 311, sizes: { host: 1, domain: 2, inbox: 12 } },
  });
  expect((await scenario.sync('hosts')).kind('inbox')).toMatchObject({ appeared: 12, grade: 'proven' });
  await sandbox.fault({ operation: 'listEmailAccounts', fault: 'empty_list', times: 0 });
  const refused = await scenario.sync('hosts', 3);
  expect(refused.kind('inbox')).toMatchObject({
    ...{ vanished: 0, grade: 'refused' },
    reason: expect.stringContaining('the listing is empty, where the ledger holds 12 live'),
  });
  expect(refused.kind('domain')).toMatchObject({ vanished: 0 });
  expect(await scenario.inventory('hosts', '--kind', 'inbox')).toHaveLength(12);
  await sandbox.clearFaults();
  expect((await scenario.sync('hosts')).kind('inbox')).toMatchObject({ unchanged: 12, vanished: 0, grade: 'proven' });
});

describe('a secret that an operation takes or gives back', () => {
  test('stands nowhere afterwards: in no row, event or log, whichever provider and operation it was', async () => {
    const given: string[] = [];
    const asked: string[] = [];
    for (const [name, { document }] of Object.entries(providers)) {
      const connection = `secrets-${name}`;
      const sandbox = await stack.connect(connection, { provider: name, seed: 312 });
      for (const { operationId, input } of secretInputs(document)) {
        asked.push(`${name}.${operationId}`);
        await call(name, operationId, { connection, input }).catch((error: unknown) => {
          // Most of the invented ids exist nowhere. What went wrong is told to the caller, and the secret is not.
          expect(gatewayErrorOf(error)?.code).toMatch(/^(provider_refused|invalid_input)$/);
          expect(JSON.stringify(gatewayErrorOf(error))).not.toContain(exampleSecret);
        });
      }
      given.push(...Object.values(sandbox.credential));
    }
    expect(asked).toEqual(
      expect.arrayContaining([
        'simple-inboxes.testRegistrarCredentials',
        'simple-inboxes.addSendingToolCredential',
        'simple-inboxes.rotateInboxPassword',
        'mailbux.createPrincipal',
        'mailbux.updatePrincipal',
        'inframail.createEmailAccount',
        'elastic-email.createSubaccount',
      ]),
    );
    given.push(...(await secretsHandedOut()));
    await stack.ask(['operations', '--all'], answers.operations);

    const stored = await storedText(stack.database.ownerUrl);
    expect([...stored].filter(([, text]) => text.includes('addSendingToolCredential')).map(([table]) => table)).toEqual(
      expect.arrayContaining(['rollcall.operation', 'rollcall.audit_event']),
    );
    for (const secret of [exampleSecret, ...given]) {
      for (const form of formsOf(secret)) {
        expect(
          [...stored].filter(([, text]) => text.includes(form)).map(([table]) => table),
          form,
        ).toEqual([]);
        expect(stack.logs().includes(form), form).toBe(false);
      }
    }
  });

  /** New ones, each seen once by whoever asked. */
  async function secretsHandedOut(): Promise<readonly string[]> {
    const [inbox] = (await call('simple-inboxes', 'listInboxes', {
      ...{ connection: 'secrets-simple-inboxes', input: { limit: 1 } },
    })) as { id: string }[]; // As documented; the gateway has checked it.
    const results = [
      await call('elastic-email', 'createApiKey', {
        ...{ connection: 'secrets-elastic-email', input: { Name: 'once', AccessLevel: ['ViewReports'] } },
      }),
      await call('elastic-email', 'createSmtpCredential', {
        ...{ connection: 'secrets-elastic-email', input: { Name: 'once@agency.example' } },
      }),
      await call('simple-inboxes', 'createApiKey', {
        ...{ connection: 'secrets-simple-inboxes', input: { name: 'once' } },
      }),
      await call('simple-inboxes', 'getInboxCredentials', {
        ...{ connection: 'secrets-simple-inboxes', input: { inboxId: inbox?.id } },
      }),
    ];
    const secrets = results.map(
      (result) => /"(?:Token|key|appPassword)":"([^"]{16,})"/.exec(JSON.stringify(result))?.[1],
    );
    for (const secret of secrets) expect(secret).toBeDefined();
    return secrets.filter((secret) => secret !== undefined);
  }
});
