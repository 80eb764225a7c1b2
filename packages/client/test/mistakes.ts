import type { Rollcall } from '@rollcall/client';

/**
 * What must not compile. Every line below a `@ts-expect-error` is wrong in one way; where one of them did compile, the
 * type check would fail.
 */
export async function mistakes(rollcall: Rollcall): Promise<void> {
  // @ts-expect-error There is no such procedure.
  await rollcall.resources.lists.query({});
  // @ts-expect-error A query is not a mutation.
  await rollcall.resources.list.mutate({});
  // @ts-expect-error There is no such filter.
  await rollcall.resources.list.query({ connexion: 'demo' });
  // @ts-expect-error There is no such presence.
  await rollcall.resources.list.query({ presence: 'deleted' });
  // @ts-expect-error A name is text.
  await rollcall.connections.pause.mutate({ name: 7 });
  // @ts-expect-error A field is missing.
  await rollcall.resources.get.query({ connection: 'demo', kind: 'inbox' });
  // @ts-expect-error There is no such provider.
  await rollcall.connections.add.mutate({ name: 'demo', provider: 'nobody', credential: { apiKey: 'a' } });
  // @ts-expect-error The credential of this provider is a token.
  await rollcall.connections.add.mutate({ name: 'demo', provider: 'mailbux', credential: { apiKey: 'a' } });
  const credential = { apiKey: 'a', customerId: 'b', profileId: 'c' };
  // @ts-expect-error This provider cannot do without its settings.
  await rollcall.connections.add.mutate({ name: 'demo', provider: 'inframail', credential });
  const config = { moneyUnit: 'cents' } as const;
  // @ts-expect-error There is no such unit.
  await rollcall.connections.update.mutate({ name: 'demo', provider: 'simple-inboxes', config });
  // @ts-expect-error There is no such scope.
  await rollcall.keys.create.mutate({ name: 'app', scopes: ['everything'] });

  const { data } = await rollcall.resources.list.query({});
  // @ts-expect-error A resource has no such field.
  data.map(({ deletedAt }) => deletedAt);

  const { adbtd } = rollcall.providers;
  // @ts-expect-error The provider documents no such operation.
  await adbtd.renameDomain.mutate({ connection: 'demo', input: {} });
  // @ts-expect-error The operation takes no such field.
  await adbtd.addDomain.mutate({ connection: 'demo', input: { name: 'a.example', colour: 'red' } });
  // @ts-expect-error The provider documents two modes, and this is neither.
  await adbtd.addDomain.mutate({ connection: 'demo', input: { name: 'a.example', mode: 'rent' } });
  // @ts-expect-error The operation needs the mailbox's id.
  await adbtd.deleteMailbox.mutate({ connection: 'demo', input: { confirm: 'mb_1' } });
  // @ts-expect-error What cannot be undone is said twice.
  await adbtd.deleteMailbox.mutate({ connection: 'demo', input: { id: 'mb_1' } });
  // @ts-expect-error A call names its connection.
  await adbtd.listDomains.mutate({ input: {} });

  const { result } = await adbtd.listMailboxes.mutate({ connection: 'demo', input: {} });
  // @ts-expect-error A mailbox has no password to show.
  result.map(({ password }) => password);

  // @ts-expect-error No two providers mean the same by sending.
  await rollcall.inboxes.send.mutate({ connection: 'demo', input: {} });
  // @ts-expect-error What is deleted is said twice.
  await rollcall.inboxes.delete.mutate({ connection: 'demo', input: { inbox: 'ada@acme.example' } });
  // @ts-expect-error The input is the same at every provider, and so is what it does not take.
  await rollcall.domains.add.mutate({ connection: 'demo', input: { domain: 'acme.example', mode: 'byo' } });
  // @ts-expect-error There are two sorts of key.
  await rollcall.providerKeys.revoke.mutate({ connection: 'demo', input: { key: 'a', confirm: 'a', kind: 'pin' } });
  const { next } = await rollcall.providerKeys.rotate.mutate({ connection: 'demo', input: { key: 'a', name: 'b' } });
  // @ts-expect-error There may be nothing left to do.
  next.trim();
  const [first] = (await rollcall.capabilities.query({})).data;
  // @ts-expect-error A way is an operation, and no word.
  first?.kinds.map(({ create }) => create.map((way) => way.trim()));
}
