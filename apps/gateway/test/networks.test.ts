import { describe, expect, test } from 'vitest';
import { addressText, isInNetworks, isWithinNetworks, Network, neighbourhoodOf } from '../src/keys/networks.ts';

describe('a network', () => {
  test.each([
    { given: '203.0.113.7', want: '203.0.113.7' },
    { given: '203.0.113.7/32', want: '203.0.113.7' },
    { given: '10.0.0.0/8', want: '10.0.0.0/8' },
    { given: '0.0.0.0/0', want: '0.0.0.0/0' },
    { given: '2001:DB8:0:0::/32', want: '2001:db8::/32' },
    { given: '2001:db8::1/128', want: '2001:db8::1' },
    { given: '::ffff:10.0.0.1', want: '10.0.0.1' },
    { given: '::ffff:10.0.0.0/104', want: '10.0.0.0/8' },
  ])('$given is kept as $want', ({ given, want }) => {
    expect(Network.parse(given)).toBe(want);
  });

  test.each([
    { given: '10.0.0.1/8', says: 'write 10.0.0.0/8' },
    { given: '192.168.1.128/24', says: 'write 192.168.1.0/24' },
    { given: '2001:db8::1/32', says: 'write 2001:db8::/32' },
    { given: '10.0.0.0/33', says: 'must be an IP address' },
    { given: '010.0.0.1', says: 'must be an IP address' },
    { given: '10.0.0', says: 'must be an IP address' },
    { given: 'localhost', says: 'must be an IP address' },
    { given: 'fe80::1%eth0', says: 'must be an IP address' },
    { given: '', says: 'must be an IP address' },
  ])('$given is none: $says', ({ given, says }) => {
    expect(Network.safeParse(given).error?.issues[0]?.message).toContain(says);
  });
});

test.each([
  { networks: ['10.0.0.0/8'], address: '10.255.0.1', is: true },
  { networks: ['10.0.0.0/8'], address: '11.0.0.1', is: false },
  { networks: ['10.0.0.0/8'], address: '::ffff:10.1.2.3', is: true },
  { networks: ['10.0.0.0/8'], address: '::ffff:0a01:0203', is: true },
  { networks: ['192.0.2.1', '2001:db8::/32'], address: '2001:db8:1::5', is: true },
  { networks: ['2001:db8::/32'], address: '2001:db9::1', is: false },
  { networks: ['::/0'], address: '10.0.0.1', is: false },
  { networks: ['0.0.0.0/0'], address: '2001:db8::1', is: false },
  { networks: ['fe80::/10'], address: 'fe80::1%eth0', is: true },
  { networks: ['0.0.0.0/0', '::/0'], address: 'unknown', is: false },
  { networks: ['0.0.0.0/0', '::/0'], address: undefined, is: false },
  { networks: [], address: '10.0.0.1', is: false },
])('$address in $networks: $is', ({ networks, address, is }) => {
  expect(isInNetworks(networks, address)).toBe(is);
});

test.each([
  { outer: ['10.0.0.0/8'], inner: '10.1.0.0/16', is: true },
  { outer: ['10.0.0.0/8'], inner: '10.0.0.0/8', is: true },
  { outer: ['10.0.0.0/8'], inner: '0.0.0.0/0', is: false },
  { outer: ['10.0.0.0/9', '10.128.0.0/9'], inner: '10.0.0.0/8', is: false },
  { outer: ['10.0.0.0/8'], inner: '10.1.2.3', is: true },
  { outer: ['::/0'], inner: '10.1.2.3', is: false },
])('$inner within $outer: $is', ({ outer, inner, is }) => {
  expect(isWithinNetworks(outer, inner)).toBe(is);
});

test('an address is told without its mapping, and a neighbourhood is a /64', () => {
  expect(addressText('::ffff:192.0.2.1')).toBe('192.0.2.1');
  expect(addressText('nonsense')).toBeUndefined();
  expect(neighbourhoodOf('::ffff:192.0.2.1')).toBe('192.0.2.1');
  expect(neighbourhoodOf('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1:2::');
});
