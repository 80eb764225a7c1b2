import { assertSchedule, fullEveryDaysMax } from '@rollcall/ledger';
import { expect, test } from 'vitest';
import { documentedOperations } from '../document.ts';
import { documentProblems } from '../document-problems.ts';
import type { Provider } from '../provider.ts';
import { noiseOf } from '../roles.ts';

export function testDeclarations(provider: Provider): void {
  const documented = documentedOperations(provider.document);

  test('its document allows typed operations', () => {
    expect(documentProblems(provider.document)).toEqual([]);
  });

  test('every documented operation is implemented and no other', () => {
    expect(Object.keys(provider.operations).sort()).toEqual(documented.map(({ operationId }) => operationId).sort());
    for (const [name, { operationId }] of Object.entries(provider.operations)) expect(operationId).toBe(name);
  });

  test('every operation counts against a declared rate limit', () => {
    expect(Object.keys(provider.buckets)).toEqual(expect.arrayContaining(documented.map(({ bucket }) => bucket)));
    for (const { perMinute, burst } of Object.values(provider.buckets)) {
      expect(Math.min(perMinute, burst)).toBeGreaterThan(0);
    }
  });

  test('each kind stands once, after its parent and its owner', () => {
    const kinds = provider.kinds.map(({ kind }) => kind);
    expect(new Set(kinds).size).toBe(kinds.length);
    for (const [index, { perParent, ownedBy }] of provider.kinds.entries()) {
      for (const before of [perParent, ownedBy?.kind]) {
        if (before !== undefined) expect(kinds.slice(0, index)).toContain(before);
      }
    }
  });

  test('each kind is listed on a schedule of a minute at least, for a reason', () => {
    for (const { kind, schedule } of provider.kinds) {
      expect(() => assertSchedule(schedule.cron), kind).not.toThrow();
      expect(schedule.reason, kind).toMatch(/^[a-z0-9].{15,}[^.]$/);
    }
  });

  test('each attribute of a kind has its role for a reason, and what the kind says of attributes is about these', () => {
    for (const { kind, attributes, ownedBy, broughtBy, renamedBy, times } of provider.kinds) {
      for (const [name, role] of Object.entries(attributes)) {
        if (role.role !== 'content') expect(role.reason, `${kind}.${name}`).toMatch(/^[a-z0-9].{15,}[^.]$/);
      }
      const named = [ownedBy?.attribute, broughtBy?.attribute, renamedBy?.attribute, times?.made, times?.changed];
      expect(Object.keys(attributes), kind).toEqual(expect.arrayContaining(named.filter((name) => name !== undefined)));
      if (renamedBy !== undefined) expect(attributes[renamedBy.attribute], kind).toMatchObject({ role: 'identity' });
    }
  });

  test('a kind that is read from its newest item back is listed in full every week at least, for a reason', () => {
    for (const { kind, incremental, final } of provider.kinds) {
      if (incremental !== undefined) {
        expect(incremental.fullEveryDays, kind).toBeGreaterThan(0);
        expect(incremental.fullEveryDays, kind).toBeLessThanOrEqual(fullEveryDaysMax);
        expect(incremental.overlapDays, kind).toBeGreaterThanOrEqual(1);
      }
      for (const { reason } of [incremental, final].filter((declared) => declared !== undefined)) {
        expect(reason, kind).toMatch(/^[a-z0-9].{15,}[^.]$/);
      }
    }
  });

  test('a kind whose items move money comes after its wallets, and what it says of attributes is about these', () => {
    for (const [index, { kind, attributes, moves }] of provider.kinds.entries()) {
      if (moves === undefined) continue;
      const { walletKind, wallet, datedBy, charges, billed, into, outOf, reason } = moves;
      const wallets = provider.kinds.slice(0, index).find((spec) => spec.kind === walletKind);
      expect(Object.keys(wallets?.attributes ?? {}), walletKind).toEqual(
        expect.arrayContaining(['balanceMinor', 'balanceRaw', 'currency', 'unit']),
      );
      const named = [wallet, datedBy, charges.attribute, 'type', 'amountMinor', 'currency', 'unit'];
      expect(Object.keys(attributes), kind).toEqual(expect.arrayContaining(named));
      const bills = provider.kinds.find((spec) => spec.kind === billed?.kind);
      if (billed !== undefined) expect(Object.keys(bills?.attributes ?? {}), billed.kind).toContain(billed.attribute);
      expect(
        into.filter((type) => outOf.includes(type)),
        kind,
      ).toEqual([]);
      expect(reason, kind).toMatch(/^[a-z0-9].{15,}[^.]$/);
    }
  });

  test('what it says of attributes of a kind is about attributes that make a drift, and for a reason', () => {
    for (const { kind, says = {}, ...spec } of provider.kinds) {
      const { service, renewal, holdsMail, domain, deliversTo, inForce } = says;
      const named = [service?.attribute, holdsMail, deliversTo, inForce].filter((name) => name !== undefined);
      expect(Object.keys(spec.attributes), kind).toEqual(expect.arrayContaining(named));
      // What makes none is kept as it was when something else changed, and says nothing of now.
      expect(
        named.filter((name) => noiseOf(spec).includes(name)),
        kind,
      ).toEqual([]);
      const { attribute: _attribute, ...values } = service ?? { attribute: '' };
      const words = Object.values(values).flat();
      expect(new Set(words).size, kind).toBe(words.length);
      for (const { reason } of [renewal, domain].filter((said) => said !== undefined)) {
        expect(reason, kind).toMatch(/^[a-z0-9].{15,}[^.]$/);
      }
    }
  });

  test('what it changes by itself is about attributes that can make a drift, for a reason', () => {
    for (const { kind, automatisms = [], ...spec } of provider.kinds) {
      const noise = noiseOf(spec);
      for (const { change, attributes, from = {}, to = {}, rises = [], reason } of automatisms) {
        expect(attributes.length > 0, `${kind}: ${reason}`).toBe(change === 'changed');
        expect(
          attributes.filter((name) => noise.includes(name)),
          kind,
        ).toEqual([]);
        const named = [...attributes, ...rises, ...Object.keys(from), ...Object.keys(to)];
        expect(Object.keys(spec.attributes), kind).toEqual(expect.arrayContaining(named));
        expect(reason, kind).toMatch(/^[a-z0-9].{15,}[^.]$/);
      }
    }
  });

  test('what the rules read of a kind are attributes that it has, for a reason where that is not plain', () => {
    for (const { kind, attributes, work, reputation, key } of provider.kinds) {
      const { rests } = reputation ?? {};
      const named = [
        ...[work?.status, work?.target, work?.madeAt, work?.attempts, work?.attemptsMax, work?.error],
        ...[reputation?.listedOn, rests?.status, rests?.readyAt],
        ...[key?.madeAt, key?.usedAt, key?.expiresAt, key?.networks, key?.account, key?.access?.attribute],
      ];
      expect(Object.keys(attributes), kind).toEqual(expect.arrayContaining(named.filter((name) => name !== undefined)));
      const both = [...(work?.failed ?? []), ...(rests?.ready ?? [])];
      expect(
        both.filter((word) => work?.done.includes(word) || rests?.ended.includes(word)),
        kind,
      ).toEqual([]);
      for (const { reason } of [key?.access, key?.limit].filter((declared) => declared !== undefined)) {
        expect(reason, kind).toMatch(/^[a-z0-9].{15,}[^.]$/);
      }
    }
  });

  test('its base URL is one, and its sandbox is elsewhere', async () => {
    const sandbox = await provider.sandbox({ seed: 1 });
    await sandbox.close();
    expect(URL.canParse(provider.baseUrl)).toBe(true);
    expect(new URL(sandbox.baseUrl).hostname).toBe('127.0.0.1');
  });

  test('a credential with a field it does not know is refused', async () => {
    const sandbox = await provider.sandbox({ seed: 1 });
    await sandbox.close();
    expect(provider.credential.safeParse(sandbox.credential).success).toBe(true);
    expect(provider.credential.safeParse({ ...sandbox.credential, surplus: 'x' }).success).toBe(false);
    expect(provider.credential.safeParse({}).success).toBe(false);
  });
}
