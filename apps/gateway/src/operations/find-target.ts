import { type Meant, resourcesMeant, type Tx } from '@rollcall/db';
import { listedName, type Target } from '@rollcall/provider-kit';
import { type Connection, RollcallError } from '@rollcall/schema';

export interface Sought {
  readonly connection: Connection;
  readonly kind: string;
  /** A name or an external id, as the caller gave it. */
  readonly text: string;
  /** What else a caller can do who means a resource that the ledger does not hold. */
  readonly otherwise: string;
}

/**
 * The resource that a caller means, as the ledger holds it. An external id counts before any name, and what is live before
 * what is not, which may be meant all the same: by whoever asks once more after a deletion. Throws `ambiguous_name` with
 * those that it may be, and `not_found`.
 */
export async function findTarget(tx: Tx, { connection, kind, text, otherwise }: Sought): Promise<Target> {
  const found = await resourcesMeant(tx, { connectionId: connection.id, kind, externalId: text, names: namesOf(text) });
  return { kind, ...chooseTarget(found, { connection, kind, text, otherwise }) };
}

/** The one of what was found that is meant. Throws as `findTarget` does. */
export function chooseTarget<Found extends Meant>(
  found: readonly Found[],
  { connection, kind, text, otherwise }: Sought,
): Found {
  const meant = likeliest(found, text);
  const [target, ...others] = meant;
  if (target === undefined) {
    throw new RollcallError(
      'not_found',
      `The ledger holds no ${kind} "${text}" of "${connection.name}": "sync ${connection.name}" looks again. ${otherwise}`,
      { details: { kind, name: text } },
    );
  }
  if (others.length > 0) throw ambiguous(meant, { kind, text });
  return target;
}

/** What a resource may be called that a caller writes so. */
export function namesOf(text: string): readonly string[] {
  return [text, ...otherForms(text)];
}

/**
 * How an address, a domain or the name of a DNS record may be listed that was given in another case or script. Of what is
 * called anything else, such as a key, another case is another name.
 */
function otherForms(text: string): readonly string[] {
  const plain = text.trim().toLowerCase().replace(/\.$/, '');
  return /[.@]/.test(plain) ? [plain, listedName(text)] : [];
}

/** Those of the first sort of which there are any. */
function likeliest<Found extends Meant>(found: readonly Found[], text: string): readonly Found[] {
  const sorts: readonly ((candidate: Found) => boolean)[] = [
    ({ externalId }) => externalId === text,
    ({ presence, name }) => presence === 'live' && name === text,
    ({ presence }) => presence === 'live',
    ({ presence }) => presence !== 'gone',
    () => true,
  ];
  return sorts.map((isOfSort) => found.filter(isOfSort)).find((sort) => sort.length > 0) ?? [];
}

const candidatesShownMax = 10;

function ambiguous(meant: readonly Meant[], { kind, text }: { kind: string; text: string }): RollcallError {
  const shown = meant.slice(0, candidatesShownMax);
  const more = meant.length > shown.length ? ` and ${meant.length - shown.length} more` : '';
  const ids = shown.map(({ externalId }) => externalId).join(', ');
  return new RollcallError(
    'ambiguous_name',
    `"${text}" may be any of ${meant.length} resources of kind ${kind}: say which by its external id (${ids}${more}).`,
    { details: { candidates: shown.map(({ externalId, name, attributes }) => ({ externalId, name, attributes })) } },
  );
}
