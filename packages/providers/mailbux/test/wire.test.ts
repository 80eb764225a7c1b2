import { expect, test } from 'vitest';
import { DnsRecord, Forwarder, Principal } from '../src/wire.ts';

const shown = { name: 'example.com', type: 'domain' };
const whole = {
  ...{ name: 'agent@example.com', type: 'individual', id: 7, description: 'Agent' },
  ...{ emails: ['agent@example.com'], quota: 0, usedQuota: 12, roles: ['user'], memberOf: [] },
};

test.each([
  { what: 'the guide’s example', value: shown },
  { what: 'a whole principal of Stalwart', value: whole },
])('$what is read, and what is not relied on is dropped', ({ value }) => {
  expect(Principal.parse({ ...value, secrets: ['hunter2'], surplus: 1 })).toEqual(value);
});

test.each([
  { what: 'no name', value: { type: 'domain' }, field: 'name' },
  { what: 'no type', value: { name: 'example.com' }, field: 'type' },
  { what: 'an empty name', value: { ...shown, name: '' }, field: 'name' },
  { what: 'a name of any length', value: { ...shown, name: 'x'.repeat(321) }, field: 'name' },
  { what: 'an id as text', value: { ...shown, id: '7' }, field: 'id' },
  { what: 'emails as a number', value: { ...whole, emails: 7 }, field: 'emails' },
  { what: 'a member that is a number', value: { ...whole, members: [7] }, field: 'members' },
])('a principal with $what is refused, by its field', ({ value, field }) => {
  expect(Principal.safeParse(value).error?.issues[0]?.path[0]).toBe(field);
});

test.each([
  { what: 'a single address as text', value: { ...whole, emails: 'agent@example.com' } },
  { what: 'the members of a domain as their number', value: { ...shown, members: 12 } },
  { what: 'fields that are null', value: { ...shown, description: null, emails: null, members: null } },
])('a principal with $what is read', ({ value }) => {
  expect(Principal.safeParse(value).success).toBe(true);
});

test.each([
  { value: { type: 'MX', name: 'example.com.', content: '10 mail.' }, accepted: true },
  { value: { type: 'MX', name: 'example.com.' }, accepted: false },
  { value: { type: 'M X', name: 'example.com.', content: 'x' }, accepted: false },
  { value: { type: 'MX', name: 7, content: 'x' }, accepted: false },
])('the record $value is accepted: $accepted', ({ value, accepted }) => {
  expect(DnsRecord.safeParse(value).success).toBe(accepted);
});

test.each([
  { value: { id: 1, fromEmail: 'a@b.example', to: 'c@d.example' }, accepted: true },
  { value: { id: '1', source: 'a@b.example', destination: 'c@d.example', keep_copy: null }, accepted: true },
  { value: { id: 1, to: 'c@d.example' }, accepted: false },
  { value: { id: 1, fromEmail: 'a@b.example' }, accepted: false },
  { value: { fromEmail: 'a@b.example', to: 'c@d.example' }, accepted: false },
])('the forwarder $value is accepted: $accepted', ({ value, accepted }) => {
  expect(Forwarder.safeParse(value).success).toBe(accepted);
});
