import { recordName } from '@rollcall/provider-kit';
import type { Handlers } from '@rollcall/provider-kit/sandbox';
import type { components, operations } from '../generated/types.ts';
import { domainName } from '../names.ts';
import { done, failure, notFound, ok } from './answers.ts';
import { job } from './inboxes.ts';
import { paged } from './paged.ts';
import { addRecord, type DnsRecord, type State } from './state.ts';

export const dns: Pick<
  Handlers<operations, State>,
  | 'listDnsRecords'
  | 'addDnsRecord'
  | 'deleteDnsRecord'
  | 'syncDns'
  | 'syncDnsRecord'
  | 'setForwarding'
  | 'updateDnsInBulk'
> = {
  listDnsRecords: ({ state, path, query }) => {
    if (state.domains.named(path.domain) === undefined) return notFound('Domain');
    return paged(state, state.dns.under(path.domain), query);
  },

  addDnsRecord: ({ state, path, body }) => {
    const domain = state.domains.named(path.domain);
    if (domain === undefined) return notFound('Domain');
    if (same(state, domain.domain, body) !== undefined) return failure(409, 'The record exists already');
    return ok(written(state, domain.domain, body));
  },

  deleteDnsRecord: ({ state, path }) => {
    const record = state.dns.under(path.domain).find(({ id }) => id === path.recordId);
    if (record === undefined) return notFound('DNS record');
    state.dns.remove(record);
    return done();
  },

  syncDns: ({ state, path }) => {
    if (state.domains.named(path.domain) === undefined) return notFound('Domain');
    state.work.place({
      finish: () => {
        for (const { id } of state.dns.under(path.domain)) publish(state, id);
      },
    });
    return ok(job(state, 'dns_sync'));
  },

  syncDnsRecord: ({ state, path, body }) => {
    const record = state.dns.under(path.domain).find(({ id }) => id === body.recordId);
    if (record === undefined) return notFound('DNS record');
    state.work.place({ finish: () => publish(state, record.id) });
    return ok(job(state, 'dns_sync_record'));
  },

  setForwarding: ({ state, path, body }) => {
    const domain = state.domains.named(path.domain);
    if (domain === undefined) return notFound('Domain');
    state.work.place({ finish: () => forward(state, path.domain, body.url) });
    return ok(job(state, 'forwarding'));
  },

  updateDnsInBulk: ({ state, body }) =>
    ok(
      body.domains.map((given) => {
        const name = domainName(given);
        if (state.domains.named(name) === undefined) return { domain: name, success: false, error: 'Domain not found' };
        for (const record of body.records) writeInBulk(state, name, { record, mode: body.mode });
        return { domain: name, success: true, error: null };
      }),
    ),
};

type Given = components['schemas']['DnsRecordInput'];

/** Every edit is synced to the name servers by itself, as soon as that comes to it. */
function written(state: State, domain: string, given: Given): DnsRecord {
  const name = recordName(given.name, domain);
  const record = addRecord(state, domain, { ...given, type: given.type.toUpperCase(), name, synced: false });
  state.work.place({ finish: () => publish(state, record.id) });
  return state.dns.get(record.id) ?? record;
}

function publish(state: State, recordId: string): void {
  const record = state.dns.get(recordId);
  if (record !== undefined && record.synced !== true) state.dns.replace(record, { ...record, synced: true });
}

function same(state: State, domain: string, given: Given): DnsRecord | undefined {
  const name = recordName(given.name, domain);
  const type = given.type.toUpperCase();
  return state.dns
    .under(domain)
    .find((record) => record.type === type && record.name === name && record.content === given.content);
}

/** With the mode `replace`, a record takes the place of those of its type and name; else it stands beside them. */
function writeInBulk(
  state: State,
  domain: string,
  { record, mode }: { record: Given; mode?: string | undefined },
): void {
  if (mode === 'replace') {
    const name = recordName(record.name, domain);
    const replaced = state.dns.under(domain).filter((old) => old.type === record.type && old.name === name);
    for (const old of replaced) state.dns.remove(old);
  }
  if (same(state, domain, record) === undefined) written(state, domain, record);
}

function forward(state: State, name: string, forwardingUrl: string): void {
  const domain = state.domains.named(name);
  if (domain !== undefined) state.domains.replace(domain, { ...domain, forwardingUrl });
}
