import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type CheckedDomain,
  type ClaimedDomain,
  claimDomains,
  type Db,
  enrolDomains,
  giveBackDomains,
  heldDomains,
  inWorkspace,
  recordDnsChecks,
  wantJudging,
  workspacesToEnrol,
  workspacesWithDnsDue,
} from '@rollcall/db';
import { type Checking, checkDomain, type DomainQuestions } from '@rollcall/dns';
import { dnsHolder, type HeldDomain, undecidedTopics } from '@rollcall/ledger';
import { domainTermsOf, type Provider } from '@rollcall/provider-kit';
import { type DnsAnswer, type DnsObservation, RollcallError, rulesOfFamily, type WorkspaceId } from '@rollcall/schema';
import { about } from '@rollcall/telemetry';
import type { Daemon } from '../daemon.ts';

/** How often it looks for domains that are due. */
const lookEveryMs = 1_000;
/** After a failure: a database that is down is not asked every second. */
const lookAgainMs = 5_000;
/** So many domains are asked about at once. */
const underWayMax = 64;
/** A domain of which no server answers takes half a minute: fifteen questions, at four seconds for the first of each server. */
const leaseMs = 180_000;
const workspacesMax = 100;
/** A domain that has just come is asked about within a minute: hundreds that came together not in one second. */
const spreadMsUsual = 20_000;
const hourMs = 3_600_000;
const standingMs = hourMs / 2;
const usualMs = 6 * hourMs;
/** Where somebody did not answer. */
const unknownMs = hourMs / 4;
/** Where we broke: not at once again, which would break again. */
const brokenMs = 60_000;
/** Each time is put off or brought forward by up to so much of it, so that they do not come together again. */
const jitter = 0.1;
assert(leaseMs < unknownMs, 'what one daemon is at is not due again');

interface CheckingDaemon extends Pick<Daemon, 'log' | 'providers' | 'metrics'> {
  readonly db: Db;
  readonly checking: Checking;
  /** Within which time those are asked about that came together, in ms. */
  readonly spreadMs?: number;
}

/**
 * Asks about the DNS of every live domain of active connections, for as long as the process runs; any number of daemons do so
 * beside each other. Answers how to stop: what is under way is given back.
 */
export function startChecking(own: CheckingDaemon): () => Promise<void> {
  const stopping = new AbortController();
  const running = checkUntil(own, stopping.signal);
  return async () => {
    stopping.abort(new Error('the daemon is stopping'));
    await running;
  };
}

async function checkUntil(own: CheckingDaemon, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    let waitMs = lookEveryMs;
    try {
      if ((await checkDue(own, signal)) > 0) waitMs = 0;
    } catch (error) {
      waitMs = lookAgainMs;
      if (!signal.aborted) own.log.error({ err: error }, 'could not look for domains to ask DNS about');
    }
    await sleep(waitMs, undefined, { signal }).catch(() => {});
  }
}

/**
 * Asks about all that is due, so many domains at a time, until nothing is: one that no server answers for holds up none of the
 * others. Answers how many domains were asked about.
 */
export async function checkDue(own: CheckingDaemon, signal: AbortSignal): Promise<number> {
  const underWay = new Set<Promise<void>>();
  let count = 0;
  await enrol(own, signal);
  while (!signal.aborted) {
    const taken = underWay.size < underWayMax ? await take(own, underWayMax - underWay.size, signal) : [];
    count += taken.length;
    for (const work of taken) {
      const task = work().finally(() => underWay.delete(task));
      underWay.add(task);
    }
    if (underWay.size === 0) break;
    if (taken.length === 0 || underWay.size >= underWayMax) {
      await Promise.race([...underWay, sleep(lookEveryMs, undefined, { signal }).catch(() => {})]);
    }
  }
  await Promise.all(underWay);
  return count;
}

async function enrol({ db, log, spreadMs = spreadMsUsual }: CheckingDaemon, signal: AbortSignal): Promise<void> {
  for (const workspaceId of await workspacesToEnrol(db, workspacesMax)) {
    signal.throwIfAborted();
    const { came, went } = await inWorkspace(db, workspaceId, (tx) => enrolDomains(tx, { spreadMs }));
    if (came + went > 0) log.info({ workspaceId, came, went }, 'domains to ask DNS about changed');
  }
}

/** Claims so many domains, a part of each workspace's; answers what to do about each. */
async function take(own: CheckingDaemon, room: number, signal: AbortSignal): Promise<readonly (() => Promise<void>)[]> {
  const workspaces = await workspacesWithDnsDue(own.db, room);
  const taken: (() => Promise<void>)[] = [];
  for (const [index, workspaceId] of workspaces.entries()) {
    const most = Math.ceil((room - taken.length) / (workspaces.length - index));
    const { claimed, held } = await inWorkspace(own.db, workspaceId, async (tx) => {
      const claimed = await claimDomains(tx, { most, leaseMs });
      const domains = claimed.map(({ domain }) => domain);
      return { claimed, held: await heldDomains(tx, domains) };
    });
    taken.push(
      ...claimed.map((one) => () => {
        const questions = questionsOf(own, one.domain, held.get(one.domain) ?? []);
        return about({ workspaceId }, () => checkOne(own, { workspaceId, claimed: one, questions }, signal));
      }),
    );
  }
  return taken;
}

interface Check {
  readonly workspaceId: WorkspaceId;
  readonly claimed: ClaimedDomain;
  readonly questions: DomainQuestions;
}

/** Throws nothing: what could not be asked or recorded is given back, for another daemon or for later. */
async function checkOne(
  { db, checking, log, metrics }: CheckingDaemon,
  { workspaceId, claimed, questions }: Check,
  signal: AbortSignal,
): Promise<void> {
  try {
    const seen = await checkDomain(checking, questions, signal);
    const checked = checkedDomain(claimed, seen);
    await inWorkspace(db, workspaceId, async (tx) => {
      await recordDnsChecks(tx, { checked: [checked], rules: rulesOfFamily.deliverability });
      await wantJudging(tx);
    });
    metrics.dnsChecked(isUnanswered(seen) ? 'unanswered' : 'answered');
  } catch (error) {
    if (!signal.aborted) {
      metrics.dnsChecked('failed');
      log.error({ err: error }, 'could not check the DNS of a domain');
    }
    // Where the database is down as well, its lease ends by itself.
    const againMs = signal.aborted ? 0 : brokenMs;
    await inWorkspace(db, workspaceId, (tx) => giveBackDomains(tx, { claimed: [claimed], againMs })).catch(() => {});
  }
}

/** What providers published and expect is asked for by its name and type, and the keys that they sign with. */
function questionsOf({ providers }: CheckingDaemon, domain: string, held: readonly HeldDomain[]): DomainQuestions {
  const holders = held.map((one) => dnsHolder(domain, one, domainTermsOf(namedOrNone(providers, one.provider))));
  return {
    domain,
    records: holders.flatMap(({ published, expected }) => [...expected, ...(published ?? [])]),
    dkimNames: holders.flatMap(({ keys }) => keys.map(({ name }) => name)),
  };
}

function namedOrNone({ named }: Daemon['providers'], name: string): Provider | undefined {
  try {
    return named(name);
  } catch (error) {
    if (error instanceof RollcallError && error.code === 'unknown_provider') return undefined;
    throw error;
  }
}

function checkedDomain(claimed: ClaimedDomain, seen: DnsObservation): CheckedDomain {
  const { delegation, spf, dkim, dmarc } = seen;
  const authority = { delegation, spf, dkim, dmarc, answers: seen.authority };
  const resolver = { answers: seen.resolver };
  const spread = 1 + jitter * (2 * Math.random() - 1);
  return {
    ...{ ...claimed, authority, resolver },
    isUndecided: undecidedTopics({ domain: claimed.domain, authority, resolver: seen.resolver }).length > 0,
    digests: {
      authority: digestOf({ ...authority, answers: meaningOf(seen.authority) }),
      resolver: digestOf(meaningOf(seen.resolver)),
    },
    againMs: { standing: standingMs * spread, otherwise: (isUnanswered(seen) ? unknownMs : usualMs) * spread },
  };
}

function isUnanswered({ authority, resolver }: DnsObservation): boolean {
  return [...authority, ...resolver].some(({ state }) => state === 'unknown');
}

/** For how long an answer may be remembered runs down, and says nothing new. */
function meaningOf(answers: readonly DnsAnswer[]): unknown {
  return answers.map(({ ttl: _ttl, ...meaning }) => meaning);
}

function digestOf(meaning: unknown): string {
  return createHash('sha256').update(JSON.stringify(meaning)).digest('hex');
}
