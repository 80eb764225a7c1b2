import { expect, test } from 'vitest';
import { inboxItem } from '../src/map.ts';

const inbox = { id: 'ibx_1', email: 'Ada@Contract.example', status: 'active', createdAt: '2026-11-20T10:00:00.000Z' };

test('an inbox is known by its id and called by its address', () => {
  expect(JSON.stringify(inboxItem(inbox))).toBe(
    '{"externalId":"ibx_1","name":"ada@contract.example","attributes":{"domain":"contract.example",' +
      '"status":"active","createdAt":"2026-11-20T10:00:00.000Z"}}',
  );
});

test('what the provider sends beside the known fields does not come along', () => {
  expect(inboxItem({ ...inbox, ...{ password: 'hunter2' } })).toEqual(inboxItem(inbox));
});
