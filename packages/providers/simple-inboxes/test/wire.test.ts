import { expect, test } from 'vitest';
import { decodeItem } from '../src/decode.ts';
import {
  ApiKey,
  Client,
  DnsRecord,
  Domain,
  Inbox,
  NameserverState,
  Order,
  OverviewWallet,
  WalletTransaction,
} from '../src/wire.ts';

test.each([
  { wire: Order, json: '{"id":"o1","status":"active"}' },
  { wire: Domain, json: '{"domain":"a.example","status":"active"}' },
  { wire: Inbox, json: '{"id":"i1","email":"a@b.example","status":"active"}' },
  { wire: DnsRecord, json: '{"id":"r1","type":"A","name":"@","content":"203.0.113.7"}' },
  { wire: Client, json: '{"name":"alder"}' },
  { wire: ApiKey, json: '{"id":"k1","name":"ci"}' },
  { wire: NameserverState, json: '{"nameservers":[],"propagated":false}' },
  { wire: OverviewWallet, json: '{"workspace_id":null,"balance":1}' },
  { wire: WalletTransaction, json: '{"id":"t1","type":"debit","amount":"1.00"}' },
])('$json is enough', ({ wire, json }) => {
  expect(wire.safeParse(decodeItem(json)).success).toBe(true);
});

test.each([
  { wire: Order, json: '{"status":"active"}', field: 'id' },
  { wire: Order, json: '{"id":"..","status":"active"}', field: 'id' },
  { wire: Order, json: '{"id":"o1"}', field: 'status' },
  { wire: Domain, json: '{"domain":"","status":"active"}', field: 'domain' },
  { wire: Inbox, json: '{"id":"i1","email":"alice","status":"active"}', field: 'email' },
  { wire: Client, json: '{"name":".."}', field: 'name' },
  { wire: OverviewWallet, json: '{"balance":1}', field: 'workspaceId' },
  { wire: WalletTransaction, json: '{"id":"t1","type":"debit","amount":null}', field: 'amount' },
])('$json is refused for its $field', ({ wire, json, field }) => {
  const issues = wire.safeParse(decodeItem(json)).error?.issues ?? [];
  expect(issues.map(({ path }) => path.join('.'))).toContain(field);
});

test('a guessed field that is something else is left out, and the row is read', () => {
  const json = '{"id":"o1","status":"active","provider":{"name":"google"},"inbox_count":"3","domains":"a.example"}';
  expect(Order.parse(decodeItem(json))).toEqual({ id: 'o1', status: 'active' });
});
