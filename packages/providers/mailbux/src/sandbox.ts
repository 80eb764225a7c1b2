import { defineSandbox, type SandboxFactory } from '@rollcall/provider-kit/sandbox';
import { document } from './generated/document.ts';
import type { operations } from './generated/types.ts';
import {
  alreadyExists,
  impossible,
  notFound,
  quotaExceeded,
  refuse,
  tooManyAtOnce,
  unreadable,
} from './sandbox/answers.ts';
import { change, made } from './sandbox/changes.ts';
import { controlOf } from './sandbox/control.ts';
import { hasEndpoint } from './sandbox/dialects.ts';
import { passDay } from './sandbox/passing.ts';
import { recordsOf } from './sandbox/records.ts';
import { seedState } from './sandbox/seed.ts';
import { listed, shown } from './sandbox/shown.ts';
import { add, type DkimKey, isOwn, membersOf, principalNamed, remove, type State } from './sandbox/state.ts';
import { storyOf } from './sandbox/story.ts';
import { zonesOf } from './sandbox/zones.ts';

/** The provider's stand-in: one tenant with its domains, mailboxes, lists and DKIM keys. */
export const sandbox: SandboxFactory = defineSandbox<operations, State>({
  provider: 'mailbux',
  document,
  basePath: '',
  // Stalwart's defaults (2026-11-20). Stated again so that the client's budget is held to them, not to itself.
  buckets: { default: { perMinute: 1000, burst: 1000 } },
  concurrency: { max: 4, refuse: tooManyAtOnce },
  kinds: ['domain', 'inbox', 'alias', 'forwarder', 'dkim', 'dns_expectation'],
  seed: seedState,
  credential: ({ token }) => ({ token }),
  authenticate: ({ authorization }, { token }) => (authorization === `Bearer ${token}` ? 'tenant' : undefined),
  refuse,
  translate: (request, { dialects }) => {
    if (!hasEndpoint(dialects, request.path)) return undefined;
    // Names in paths are read like a form, where a plus is a space.
    return { ...request, path: request.path.replaceAll('+', '%20') };
  },
  settle: () => {},
  pass: passDay,
  story: storyOf,
  zones: zonesOf,
  control: controlOf,
  handlers: {
    listPrincipals: ({ state, query }) => ({ status: 200, body: { data: listed(state, query) } }),

    createPrincipal: ({ state, body }) => {
      if (state.isFull) return quotaExceeded();
      const result = made(state, body);
      return 'refused' in result ? result.refused : { status: 200, body: { data: add(state, result.principal).id } };
    },

    getPrincipal: ({ state, path }) => {
      const principal = principalNamed(state, path.name);
      if (principal === undefined) return notFound(state.dialects.errors, path.name);
      return { status: 200, body: { data: shown(state, principal) } };
    },

    updatePrincipal: ({ state, path, body }) => {
      const principal = principalNamed(state, path.name);
      if (principal === undefined) return notFound(state.dialects.errors, path.name);
      return change(state, principal, body) ?? { status: 200, body: { data: null } };
    },

    deletePrincipal: ({ state, path }) => {
      const { errors, deletion } = state.dialects;
      const principal = principalNamed(state, path.name);
      if (principal === undefined) return notFound(errors, path.name);
      const [member] = principal.type === 'domain' ? membersOf(state, principal.name) : [];
      if (member !== undefined && deletion === 'refuse') {
        return impossible(errors, { details: 'Domain has members', reason: `One of them is ${member.name}.` });
      }
      remove(state, principal);
      return { status: 200, body: { data: null } };
    },

    createDkim: ({ state, body }) => {
      const { errors, dkim } = state.dialects;
      const [speaker, algorithm] = algorithms[body.algorithm];
      if (dkim !== 'both' && dkim !== speaker) return unreadable('The algorithm is not one that the server knows.');
      const domain = body.domain.toLowerCase();
      if (!isOwn(state, domain)) return notFound(errors, domain);
      const key = keyOf(state, { domain, algorithm, id: body.id, selector: body.selector });
      const known = Array.from(state.keys.values()).find(({ signature }) => signature === key.signature);
      if (known !== undefined) return alreadyExists(errors, { field: 'id', value: known.privateKey });
      if (state.keys.named(`${key.selector}._domainkey.${domain}`) !== undefined) {
        return alreadyExists(errors, { field: 'selector', value: key.selector });
      }
      state.keys.add(key);
      return { status: 200, body: { data: null } };
    },

    getDkimPublicKey: ({ state, path }) => {
      const key = Array.from(state.keys.values()).find(({ signature }) => signature === path.id);
      if (key === undefined) return notFound(state.dialects.errors, path.id);
      return { status: 200, body: { data: key.publicKey } };
    },

    listDnsRecords: ({ state, path }) => dnsRecords(state, path.domain),
    listDnsRecordsOfStalwart: ({ state, path }) => dnsRecords(state, path.domain),

    listForwarders: ({ state, query }) => {
      const forwarders = state.kept.ordered().filter(({ fromEmail }) => fromEmail.endsWith(`@${query.domain}`));
      return { status: 200, body: { forwarders: [...forwarders] } };
    },

    createForwarder: ({ state, body }) => {
      const { errors } = state.dialects;
      const { fromEmail, to, keepLocal = false, description = null } = body;
      if (!isOwn(state, fromEmail)) return notFound(errors, fromEmail);
      if (state.kept.named(`${fromEmail} ${to}`) !== undefined) {
        return alreadyExists(errors, { field: 'fromEmail', value: fromEmail });
      }
      const id = String(state.forwarderIds.take());
      state.kept.add({ id, fromEmail, to, keepLocal, description });
      return { status: 200, body: { success: true, forwarder: { id } } };
    },

    deleteForwarder: ({ state, path }) => {
      const forwarder = state.kept.get(path.id);
      if (forwarder === undefined) return notFound(state.dialects.errors, path.id);
      state.kept.remove(forwarder);
      return { status: 200, body: { success: true } };
    },
  },
});

const algorithms = {
  Ed25519: ['stalwart', 'ed25519'],
  Rsa: ['stalwart', 'rsa'],
  'ed25519-sha256': ['guide', 'ed25519'],
  'rsa-sha256': ['guide', 'rsa'],
} as const;

/** The server makes up what is left out. */
function keyOf(
  state: State,
  { domain, algorithm, id, selector }: Pick<DkimKey, 'domain' | 'algorithm'> & Record<'id' | 'selector', unknown>,
): DkimKey {
  const month = state.clock.next().slice(0, 7).replace('-', '');
  return {
    signature: String(id ?? `${algorithm}-${domain}`),
    domain,
    selector: String(selector ?? `${month}${algorithm === 'rsa' ? 'r' : 'e'}`),
    algorithm,
    ...state.newPair(algorithm),
  };
}

function dnsRecords(state: State, domain: string) {
  if (!isOwn(state, domain)) return notFound(state.dialects.errors, domain);
  return { status: 200 as const, body: { data: recordsOf(state, domain) } };
}
