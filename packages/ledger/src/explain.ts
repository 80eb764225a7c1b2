import type { AttributeRule, Cause, Explanation, Instant } from '@rollcall/schema';
import { agreesAfterMs } from './doubt.ts';
import { goneGraceMs } from './presence.ts';

/** All that is known of a resource, and of how its kind is listed. */
export type ExplanationFacts = Omit<Explanation, 'sentences'> & {
  readonly listed: {
    /** Whether the provider answers for one by name. */
    readonly readable: boolean;
    /** Listed from the connection's settings. */
    readonly configured: boolean;
    /** The best grade that a listing of its kind can earn. */
    readonly bestGrade: string;
  };
};

/** What the ledger holds of a resource and why, what comes next, and what would make no drift: one sentence each. */
export function explain(facts: ExplanationFacts): readonly string[] {
  return [
    presenceOf(facts),
    ...beliefOf(facts),
    ...changesOf(facts),
    ...nextOf(facts),
    ...ownerOf(facts),
    ...rulesOf(facts),
  ];
}

/** What a difference in one attribute means. */
export function explainAttribute({ attribute, role, drifts, reason }: AttributeRule): string {
  const because = reason === null ? '' : `: ${reason}`;
  switch (role) {
    case 'content':
      return `A difference in "${attribute}" is a drift: it is content${because}.`;
    case 'identity':
      return `A difference in "${attribute}" is a drift, and says that another resource took the external id${because}.`;
    case 'volatile':
      return `A difference in "${attribute}" makes no drift, for it moves by itself${because}.`;
    case 'derived':
      return `"${attribute}" follows from something else${because}. A difference in it ${drifts ? 'is a drift all the same' : 'makes no drift'}.`;
    case 'learned':
      return `"${attribute}" is told by operations only: no listing shows it, and so none finds a difference in it.`;
    default:
      return role satisfies never;
  }
}

function presenceOf({ resource, lastSeenAt, missingSince }: ExplanationFacts): string {
  const { kind, name, externalId, connection, presence } = resource;
  const subject = `${kind} ${name}${name === externalId ? '' : ` (${externalId})`} of ${connection}`;
  const seen = lastSeenAt === null ? '' : `; the listing of ${lastSeenAt} was the newest that showed it`;
  switch (presence) {
    case 'live':
      return `${subject} is live${lastSeenAt === null ? '' : `: the listing of ${lastSeenAt} shows it`}.`;
    case 'missing':
      return `${subject} is missing: the listing of ${missingSince} is the first believed one that does not show it${seen}.`;
    case 'suspect':
      return `${subject} is suspect: it is missing since the listing of ${missingSince}, and that was seen again${seen}.`;
    case 'gone':
      return `${subject} is gone: it was missing since the listing of ${missingSince}${seen}.`;
    default:
      return presence satisfies never;
  }
}

/** How far what is known of its scope can be believed. */
function beliefOf({ scope, resource }: ExplanationFacts): readonly string[] {
  if (scope === null) return ['It is not listed any more: its scope went with its parent.'];
  const { grade, believedAt, attemptedAt, trouble, doubt, certificate, parent } = scope;
  const of = parent === null ? '' : ` of ${parent.kind} ${parent.name ?? parent.externalId}`;
  const sentences: string[] = [];
  if (believedAt === null) sentences.push(`No listing of ${resource.kind}${of} was ever believed.`);
  else {
    const why = certificate === null ? '' : `, because ${certificate.reason} (certificate ${certificate.runId})`;
    sentences.push(
      `The newest believed listing of ${resource.kind}${of} began at ${believedAt} and is ${grade}${why}.`,
    );
  }
  if (trouble !== null) sentences.push(`The listing of ${attemptedAt ?? 'then'} was not believed: ${trouble}.`);
  if (doubt !== null && !doubt.confirmed) {
    const from = new Date(Date.parse(doubt.countedAt) + agreesAfterMs).toISOString();
    const listings = `${doubt.times} listing${doubt.times === 1 ? '' : 's'}`;
    sentences.push(
      `Its scope is in doubt since ${doubt.since}, by ${listings}; one that begins at ${from} or later counts.`,
    );
  }
  return sentences;
}

function changesOf({ changes }: ExplanationFacts): readonly string[] {
  return changes.map(({ type, recordedAt, interval, cause }) => {
    const when =
      interval?.after == null
        ? `at ${recordedAt}`
        : `between ${interval.after} and ${interval.notAfter}, recorded at ${recordedAt}`;
    return `${type.replace(/^resource\./, '')} ${when}${cause === null ? '' : `, by ${causeOf(cause)}`}.`;
  });
}

function causeOf({ kind, confidence, evidence }: Cause): string {
  return `${kind}${confidence === undefined ? '' : ` (${confidence})`}: ${evidence}`;
}

/** What comes next on the ladder, and when. */
function nextOf(facts: ExplanationFacts): readonly string[] {
  const { resource, missingSince, scope, listed } = facts;
  const due = scope?.nextDueAt == null ? '' : `; the next is due at ${scope.nextDueAt}`;
  if (resource.presence === 'live') {
    if (scope === null) return [];
    if (listed.bestGrade === 'plausible') return ['A listing of its kind is plausible at best: none makes it vanish.'];
    return [`It vanishes as soon as a listing that is proven or corroborated does not show it${due}.`];
  }
  if (resource.presence === 'gone') return ['It stays gone until a believed listing shows it: then it has reappeared.'];
  if (listed.configured)
    return ['The settings of the connection do not name it any more: nobody looks for it, and it stays missing.'];
  if (scope === null) return ['It takes the next step when its parent does.'];
  if (resource.presence === 'missing')
    return [`It is suspect as soon as another believed listing does not show it${due}.`];
  return [`${goneWhen(missingSince, listed.readable)}${due}.`];
}

function goneWhen(missingSince: Instant | null, readable: boolean): string {
  const from =
    missingSince === null ? '' : ` that begins after ${new Date(Date.parse(missingSince) + goneGraceMs).toISOString()}`;
  const listing = `the first believed listing${from} and does not show it`;
  return readable
    ? `With ${listing}, the provider is asked for it by name; it is gone if the provider does not know it`
    : `It is gone with ${listing}: the provider cannot be asked for it by name`;
}

function ownerOf({ owner }: ExplanationFacts): readonly string[] {
  if (owner === null) return [];
  const state = owner.presence === null ? 'is not in the ledger' : `is ${owner.presence}`;
  return [`Its ${owner.kind} ${owner.name} ${state}; if that goes, it explains that this went with it.`];
}

function rulesOf({ attributes }: ExplanationFacts): readonly string[] {
  return attributes.filter(({ role }) => role !== 'content').map(explainAttribute);
}
