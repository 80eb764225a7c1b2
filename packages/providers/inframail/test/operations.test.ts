import { describe, expect, test } from 'vitest';
import { provider } from '../src/index.ts';
import { call, control, hostsOf, names, openTo, requestsTo, start, startServer } from './fixture.ts';

const password = 'hunter2-hunter2';

describe('a creation', () => {
  test('makes an inbox with a display name', async () => {
    const sandbox = await start();
    const [host = ''] = hostsOf(sandbox);
    const session = openTo(sandbox);
    await call(session, 'createEmailAccount', { email: 'New.One@alder-desk.example', password, name: 'New One' });
    const { emails } = await call(session, 'listEmailAccounts', { hostOrderId: host });
    expect(emails.at(-1)).toMatchObject({ email: 'New.One@alder-desk.example', name: 'New One' });
    expect(await names(session, 'inbox', host)).toContain('new.one@alder-desk.example');
  });

  test('sets the password of an inbox that exists only when told so', async () => {
    const sandbox = await start();
    const [email = ''] = await names(openTo(sandbox), 'inbox', hostsOf(sandbox)[0]);
    const session = openTo(sandbox);
    const conflict = { kind: 'conflict', applied: 'no', providerCode: 'conflict' };
    await expect(call(session, 'createEmailAccount', { email, password })).rejects.toMatchObject(conflict);
    const updated = call(session, 'createEmailAccount', { email, password, updatePasswordIfEmailExists: true });
    expect(await updated).toMatchObject({ message: 'Password updated.' });
  });

  test('sends all that the provider documents, and leaves nothing to a default', async () => {
    const server = await startServer({ status: 201, body: '{"ok":true}' });
    const answer = await call(openTo(server), 'createEmailAccount', { email: 'info@MÜNCHEN.example', password });
    expect(answer).toEqual({ ok: true });
    expect(JSON.parse(server.bodies[0] ?? '')).toEqual({
      profileId: server.credential.profileId,
      email: 'info@xn--mnchen-3ya.example',
      password,
      updatePasswordIfEmailExists: false,
      mode: 'add',
    });
  });

  test.each([
    { input: { email: 'a@alder-desk.example', password: 'short' }, says: 'at least 8 characters' },
    { input: { email: 'a@elsewhere.example', password }, says: 'elsewhere.example is on none of your hosts' },
  ])('that the provider refuses says so in its words: $says', async ({ input, says }) => {
    const refused = call(openTo(await start()), 'createEmailAccount', input);
    await expect(refused).rejects.toMatchObject({
      ...{ kind: 'rejected', applied: 'no', status: 400, providerCode: 'bad_request' },
      providerMessage: expect.stringContaining(says),
    });
  });

  test('shows no password that the provider repeats', async () => {
    const server = await startServer({
      status: 400,
      body: JSON.stringify({ message: `The password ${password} is weak` }),
    });
    const refused = call(openTo(server), 'createEmailAccount', { email: 'a@b.example', password });
    await expect(refused).rejects.toMatchObject({ providerMessage: 'The password [sealed] is weak' });
  });

  test('for an address whose domain has no ASCII form is refused before anything is sent', async () => {
    const sandbox = await start();
    const refused = openTo(sandbox).call(
      { operationId: 'createEmailAccount', input: { email: 'a@\u00adü\ufffd.example', password } },
      new AbortController().signal,
    );
    await expect(refused).rejects.toMatchObject({ kind: 'rejected', applied: 'no' });
    expect(await requestsTo(sandbox)).toEqual([]);
  });
});

describe('a deletion', () => {
  test.each([
    { input: { email: 'a@b.example' }, says: '"confirm" is required' },
    { input: { email: 'a@b.example', confirm: 'b@b.example' }, says: '"confirm" must repeat "email"' },
  ])('is not sent without its address twice: $says', ({ input, says }) => {
    expect(() => provider.operations['deleteEmailAccount']?.parse(input)).toThrow(says);
  });

  test.each([
    { deleteStyle: 'delete', method: 'DELETE', body: {} },
    { deleteStyle: 'post', method: 'POST', body: { mode: 'delete' } },
  ])('goes out the way the connection is set to: $deleteStyle', async ({ deleteStyle, method, body }) => {
    const sandbox = await start();
    await control(sandbox, 'POST /change', { do: 'deleteStyle', style: deleteStyle });
    const [host] = hostsOf(sandbox);
    const session = openTo(sandbox, { deleteStyle });
    const [email = ''] = await names(session, 'inbox', host);
    await call(session, 'deleteEmailAccount', { email, confirm: email });
    expect((await requestsTo(sandbox)).at(-1)).toMatchObject({
      method,
      operationId: 'deleteEmailAccount',
      status: 200,
    });
    expect(await names(session, 'inbox', host)).not.toContain(email);

    const server = await startServer({ body: '{}' });
    await call(openTo(server, { deleteStyle }), 'deleteEmailAccount', { email, confirm: email });
    expect(JSON.parse(server.bodies[0] ?? '')).toEqual({ profileId: server.credential.profileId, email, ...body });
  });

  test('that the provider does not know says how else it may be done', async () => {
    const sandbox = await start();
    await control(sandbox, 'POST /change', { do: 'deleteStyle', style: 'post' });
    const refused = call(openTo(sandbox), 'deleteEmailAccount', { email: 'a@b.example', confirm: 'a@b.example' });
    await expect(refused).rejects.toMatchObject({
      ...{ kind: 'not_supported', applied: 'no', status: 404 },
      message: expect.stringContaining('"deleteStyle":"post"'),
    });
    const server = await startServer({ status: 405, type: 'text/html', body: '<h1>405</h1>' });
    const byPost = openTo(server, { deleteStyle: 'post' });
    const other = call(byPost, 'deleteEmailAccount', { email: 'a@b.example', confirm: 'a@b.example' });
    await expect(other).rejects.toMatchObject({ message: expect.stringContaining('"deleteStyle":"delete"') });
  });

  test('of what does not exist is not found', async () => {
    const email = 'nobody@alder-desk.example';
    const refused = call(openTo(await start()), 'deleteEmailAccount', { email, confirm: email });
    await expect(refused).rejects.toMatchObject({ kind: 'not_found', applied: 'no' });
  });
});

test('a host that is not known is not found for callers either', async () => {
  const refused = call(openTo(await start()), 'listEmailAccounts', { hostOrderId: '1799999999999' });
  await expect(refused).rejects.toMatchObject({ kind: 'not_found', message: expect.stringContaining('1799999999999') });
});
