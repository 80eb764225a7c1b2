import { instantIn } from '@rollcall/ledger';
import type { PageEvidence } from '@rollcall/schema';
import { describe, expect, test } from 'vitest';
import type { Provider } from '../provider.ts';
import { type Stage, soon, stage } from './stage.ts';

export function testListings(provider: Provider): void {
  describe.each(provider.kinds)('$kind', (kind) => {
    test('all that is there, over every page boundary', async () => {
      await using on = await stage(provider);
      const held = (await on.held())[kind.kind] ?? [];
      const items = await on.items(kind);
      expect(held.length).toBeGreaterThan(0);
      const listed = items.map(({ externalId, name }) => ({ id: externalId, name }));
      const wanted = held.map(({ id, name }) => ({ id, name: name.toLowerCase() }));
      expect(listed.sort(byId)).toEqual(wanted.sort(byId));
    });

    test('the same twice, in the same words', async () => {
      await using on = await stage(provider);
      expect(JSON.stringify(await on.items(kind))).toBe(JSON.stringify(await on.items(kind)));
    });

    test.skipIf(kind.incremental === undefined)('the newest first, each with its instant', async () => {
      await using on = await stage(provider);
      const orderedBy = kind.incremental?.orderedBy ?? '';
      const instants = (await on.items(kind)).map(({ attributes }) => instantIn(attributes[orderedBy]) ?? Number.NaN);
      expect(instants).toEqual(instants.toSorted((one, other) => other - one));
      expect(instants).not.toContain(Number.NaN);
    });

    test('with an end on the last page and on no other', async () => {
      await using on = await stage(provider);
      const ends = (await on.pages(kind)).map(({ evidence }) => evidence.end !== null);
      expect(ends.lastIndexOf(true)).toBe(ends.length - 1);
      // One end for each parent; pages of different parents follow each other.
      if (kind.perParent === undefined) expect(ends.filter(Boolean).length).toBe(1);
    });

    test.skipIf(kind.perParent)('no two pages at the same place, which would be a circle', async () => {
      await using on = await stage(provider);
      const cursors = (await on.pages(kind)).map(({ evidence }) => evidence.cursor).filter((cursor) => cursor !== null);
      expect(cursors.filter((cursor, index) => cursors.indexOf(cursor) !== index)).toEqual([]);
    });

    test.skipIf(kind.configured)('an empty account as an empty listing that ended', async () => {
      await using on = await stage(provider, {
        sizes: Object.fromEntries(provider.kinds.filter(({ configured }) => !configured).map((each) => [each.kind, 0])),
      });
      const pages = await on.pages(kind);
      expect(pages.flatMap(({ items }) => items)).toEqual([]);
      if (kind.perParent === undefined) expect(pages.at(-1)?.evidence.end).not.toBeNull();
    });

    test.skipIf(kind.configured)('nothing that ends, when the last request fails', async () => {
      await using on = await stage(provider);
      await on.items(kind);
      const requests = (await on.requests()).length;
      await on.plant({ operation: '*', fault: 'status', status: 500, after: requests - 1 });
      await expect(on.items(kind)).rejects.toMatchObject({ name: 'ProviderError', kind: 'unavailable' });
    });

    test.skipIf(kind.configured || kind.perParent)(
      'all that is there throughout, or nothing that can be believed, while something goes meanwhile',
      async () => {
        await using on = await stageMany(provider, kind.kind);
        const before = ((await on.held())[kind.kind] ?? []).map(({ id }) => id);
        const { shown, isSteady } = await listedAround(on, kind.kind);
        const throughout = ((await on.held())[kind.kind] ?? []).map(({ id }) => id).filter((id) => before.includes(id));
        if (isSteady) expect(shown).toEqual(expect.arrayContaining(throughout));
      },
    );

    test('without regard to fields that are not documented, which are noted', async () => {
      await using on = await stage(provider);
      const before = await on.items(kind);
      expect(undocumented(on), 'the sandbox answers as the document says').toEqual([]);
      await on.plant({ operation: '*', fault: 'extra_fields', times: 0 });
      expect(await on.items(kind)).toEqual(before);
      if (!kind.configured) expect(undocumented(on)).toContainEqual(expect.stringMatching(/\bundocumented appeared$/));
    });

    test('attributes in one fixed order, each of which has a role, and no other has one', async () => {
      await using on = await stage(provider);
      const items = await on.items(kind);
      const orders = new Set(items.map(({ attributes }) => Object.keys(attributes).join()));
      expect([...orders]).toEqual([Object.keys(kind.attributes).join()]);
    });

    test('each under an owner that is listed too', async () => {
      await using on = await stage(provider);
      const { ownedBy } = kind;
      const ownerKind = provider.kinds.find((other) => other.kind === ownedBy?.kind);
      const owners = ownerKind ? (await on.items(ownerKind)).map(({ name }) => name) : [];
      for (const { attributes } of await on.items(kind)) {
        const owner = ownedBy && attributes[ownedBy.attribute];
        // Null where it belongs to the account itself.
        if (ownedBy && owner !== null) expect(owners).toContain(owner);
      }
    });

    test(kind.readable ? 'reads one by name, and says when there is none' : 'refuses to read one by name', async () => {
      await using on = await stage(provider);
      const [first] = await on.items(kind);
      const externalId = first?.externalId ?? '';
      if (!kind.readable) {
        await expect(on.session.read(kind.kind, externalId, soon())).rejects.toMatchObject({ kind: 'not_supported' });
        return;
      }
      expect(await on.session.read(kind.kind, externalId, soon())).toEqual(first);
      expect(await on.session.read(kind.kind, `${externalId}-gone`, soon())).toBeUndefined();
      await on.plant({ operation: '*', fault: 'status', status: 500 });
      await expect(on.session.read(kind.kind, externalId, soon())).rejects.toMatchObject({ kind: 'unavailable' });
      await on.plant({ operation: '*', fault: 'not_json', status: 404 });
      await expect(on.session.read(kind.kind, externalId, soon())).rejects.toMatchObject({ kind: 'unrecognised' });
    });
  });

  test('by safe requests only, each paid for from its budget', async () => {
    await using on = await stage(provider);
    await on.session.identify(soon());
    for (const kind of provider.kinds) {
      const [first] = await on.items(kind);
      if (kind.readable && first) await on.session.read(kind.kind, first.externalId, soon());
    }
    const requests = await on.requests();
    expect(new Set(requests.map(({ method }) => method))).toEqual(new Set(['GET']));
    expect(on.spent.length).toBe(requests.length);
    expect(Object.keys(provider.buckets)).toEqual(expect.arrayContaining([...on.spent]));
  });

  test('for one account, which it names the same each time, or never', async () => {
    await using on = await stage(provider);
    const account = await on.session.identify(soon());
    expect(account?.id).not.toBe('');
    expect(await on.session.identify(soon())).toEqual(account);
  });

  test('no kind that it does not declare', async () => {
    await using on = await stage(provider);
    const listing = async () => {
      for await (const page of on.session.list({ kind: 'unheard_of' }, soon())) expect(page).toBeUndefined();
    };
    await expect(listing()).rejects.toMatchObject({ name: 'ProviderError', kind: 'not_supported' });
  });
}

/** A sandbox with so many of a kind that no page holds them; with its usual number where that follows from others. */
async function stageMany(provider: Provider, kind: string): Promise<Stage> {
  return stage(provider, { sizes: { [kind]: moreThanAPage } }).catch(() => stage(provider));
}

/** The largest page that any provider documents has 1000. */
const moreThanAPage = 1200;

/**
 * A listing during which the first thing that it showed is deleted, where the sandbox can do that; and whether the
 * listing could be believed: it came to its end, and neither totals nor the places where pages meet speak against it.
 */
async function listedAround(on: Stage, kind: string): Promise<{ shown: readonly string[]; isSteady: boolean }> {
  const shown: string[] = [];
  const evidence: PageEvidence[] = [];
  try {
    for await (const page of on.session.list({ kind }, soon())) {
      for (const { externalId } of page.items) shown.push(externalId);
      evidence.push(page.evidence);
      if (evidence.length === 1) await on.change({ do: 'delete', kind, id: shown[0] }).catch(() => undefined);
    }
  } catch (error) {
    expect(error).toMatchObject({ name: 'ProviderError' });
    return { shown, isSteady: false };
  }
  const totals = evidence.map(({ statedTotal }) => statedTotal).filter((total) => total !== null);
  const isWhole =
    evidence.at(-1)?.end === 'whole_document' || evidence.slice(1).every(({ overlaps }) => overlaps === true);
  const isCounted = totals.length > 0 && totals.every((total) => total === new Set(shown).size);
  const isShifted = evidence.some(({ overlaps }) => overlaps === false) || new Set(shown).size < shown.length;
  return { shown, isSteady: !isShifted && (isCounted || (totals.length === 0 && isWhole)) };
}

/** What the answers so far had that the document does not say of them. */
function undocumented({ shapes }: Stage): readonly string[] {
  return shapes.take().flatMap(({ operationId, places }) =>
    places.flatMap(({ path, documented, strays, isRequired, missed }) => {
      const place = `${operationId}: ${path}`;
      if (documented === null) return [`${place} appeared`];
      return [
        ...strays.map((stray) => `${place} is ${stray}`),
        ...(isRequired && missed > 0 ? [`${place} lacks`] : []),
      ];
    }),
  );
}

function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return a.id < b.id ? -1 : 1;
}
