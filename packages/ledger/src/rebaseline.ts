import { hash } from 'node:crypto';

/** What the listings of a scope are read with; of what was never kept, null. */
export interface Baseline {
  readonly mappingVersion: number | null;
  readonly documentVersion: string | null;
  /** A digest of each of the connection's settings: enough to tell that one changed, and not what it is. */
  readonly settings: Readonly<Record<string, string>> | null;
}

/** Why a listing cannot be held against the one before: we read it in another way. */
export interface Rebaseline {
  /** What differs, in words for the evidence of a cause. No value of a setting stands in it. */
  readonly evidence: string;
  /** Whether a setting that decides which things are shown differs: what appears and vanishes does so by our doing. */
  readonly selects: boolean;
}

type ShapedBy = Readonly<Record<string, 'which' | 'how'>>;

/**
 * Whether a scope is read otherwise than when it was last believed, and in what. `shapedBy` says which settings its
 * listings depend on and for what; when it is left out, all of them decide which things are shown. Undefined when nothing
 * differs, or nothing is known of before.
 */
export function rebaselineOf(before: Baseline, now: Baseline, shapedBy: ShapedBy | undefined): Rebaseline | undefined {
  const settings = changedSettings(before.settings, now.settings, shapedBy);
  const changes = [
    ...(settings.length === 0
      ? []
      : [`the connection's setting${settings.length === 1 ? '' : 's'} ${settings.join(', ')} changed`]),
    ...changed('our mapping', before.mappingVersion, now.mappingVersion),
    ...changed("our document of the provider's API", before.documentVersion, now.documentVersion),
  ];
  if (changes.length === 0) return undefined;
  return { evidence: changes.join('; '), selects: settings.some((key) => shapedBy?.[key] !== 'how') };
}

/** Digests of a connection's settings, one a key, for `Baseline`. */
export function settingsDigests(config: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => [key, hash('sha256', JSON.stringify(value), 'hex').slice(0, 16)]),
  );
}

function changedSettings(
  before: Baseline['settings'],
  now: Baseline['settings'],
  shapedBy: ShapedBy | undefined,
): readonly string[] {
  if (before === null || now === null) return [];
  const keys = [...new Set([...Object.keys(before), ...Object.keys(now)])].sort();
  return keys.filter((key) => before[key] !== now[key] && (shapedBy === undefined || Object.hasOwn(shapedBy, key)));
}

function changed<Version>(what: string, before: Version | null, now: Version | null): readonly string[] {
  return before === null || now === null || before === now ? [] : [`${what} went from version ${before} to ${now}`];
}
