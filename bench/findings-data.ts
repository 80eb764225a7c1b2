import type { KindSpec } from '@rollcall/provider-kit';
import { providers } from '@rollcall/provider-registry';
import type pg from 'pg';

/**
 * A workspace with so many resources at two connections of every provider, as an agency of many domains has them, of all kinds that
 * the providers list; a few in a thousand are wrong. As its owner, past the one function that records changes: with the scopes and
 * events that rules look at, and without versions.
 */
export async function fillWorld(database: pg.Client, resources: number): Promise<void> {
  const all = Object.values(providers).flatMap((provider) =>
    [0, 1].flatMap((nth) => provider.kinds.map((spec) => ({ provider: provider.name, nth, spec }))),
  );
  await database.query(
    `insert into rollcall.connection (workspace_id, connection_id, name, provider, base_url, config, state, sandbox, account_id)
      select w.workspace_id, gen_random_uuid(), p || '-' || n, p, '', '{}', 'active', true, p || n
      from rollcall.workspace w, unnest($1::text[]) p, generate_series(0, 1) n`,
    [Object.keys(providers)],
  );
  const weights = all.reduce((sum, { spec }) => sum + (mix[spec.kind]?.weight ?? 0), 0);
  for (const { provider, nth, spec } of all) {
    const { weight = 0, few = 0 } = mix[spec.kind] ?? {};
    const count = Math.max(few, Math.floor((resources * weight) / weights));
    if (count > 0) await fillKind(database, { connection: `${provider}-${nth}`, spec, count });
  }
  await database.query(firstScopes);
  await database.query(events);
  await database.query('vacuum analyze');
}

interface Mixed {
  /** Of ten domains, so many. */
  readonly weight?: number;
  /** Of a whole account, so many. */
  readonly few?: number;
  /** What its attributes are, as SQL of `n`, its number, and `d`, its domain. What a provider does not list is left out. */
  readonly attributes: string;
}

const made = `'createdAt', to_char(now() - (n % 300 + 30) * interval '1 day', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`;
const sum = `'currency', 'USD', 'unit', 'confirmed'`;

const mix: Readonly<Record<string, Mixed>> = {
  domain: {
    weight: 10,
    attributes: `'status', 'active', 'spfOk', true, 'dkimOk', true, 'dmarcOk', true, 'mxOk', n % 1000 > 2, 'nameservers',
      jsonb_build_array('ns1.host.example', 'ns2.host.example'), 'nameserversMoved', true, 'inboxCount', 5, 'orderId', 'o' || n / 10, ${made}`,
  },
  inbox: {
    weight: 50,
    attributes: `'domain', d, 'status', 'active', 'orderId', 'o' || n / 50, 'quotaBytes', 1000000000, 'usedQuotaBytes', n % 997 * 1000,
      'roles', '["user"]'::jsonb, 'memberOf', '[]'::jsonb, 'hostOrderId', 'host' || n % 20, 'firstName', 'Ada', 'lastName', 'L', ${made}`,
  },
  dns_record: {
    weight: 60,
    attributes: `'domain', d, 'type', 'TXT', 'content', 'v=spf1 include:spf.host.example ~all', 'ttl', 300, 'synced', true, ${made}`,
  },
  dns_expectation: { weight: 60, attributes: `'domain', d, 'type', 'MX', 'content', 'mx' || n % 3 || '.host.example'` },
  dkim: { weight: 10, attributes: `'domain', d, 'selector', 's1', 'algorithm', 'rsa', 'publicKey', repeat('k', 300)` },
  nameserver_state: {
    weight: 10,
    attributes: `'domain', d, 'nameservers', '["ns1.host.example", "ns2.host.example"]'::jsonb, 'propagated', true`,
  },
  alias: {
    weight: 5,
    attributes: `'domain', d, 'targets', jsonb_build_array(case n % 500 when 0 then 'nobody' else 'a0' end || '@' || d)`,
  },
  forwarder: { weight: 2, attributes: `'domain', d, 'targets', jsonb_build_array('a0@' || d)` },
  suppression: { weight: 20, attributes: `'list', 'bounces', 'errorCode', 550` },
  order: {
    weight: 1,
    attributes: `'status', case n % 500 when 0 then 'unpaid' else 'active' end, 'domains', jsonb_build_array(d), 'inboxCount', 50,
      'autoRenew', true, 'amountMinor', '5000', ${sum}, ${made},
      'renewsAt', to_char(now() + n % 30 * interval '1 day', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`,
  },
  wallet_transaction: {
    weight: 12,
    attributes: `'wallet', 'w', 'type', 'debit', 'amountMinor', '-5000', ${sum}, 'balanceAfterMinor', (1000000000000 - 5000 * n::bigint)::text,
      'orderId', 'o' || n / 12, 'createdAt', to_char(now() - interval '200 days' + n * interval '1 minute', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`,
  },
  invoice: { weight: 1, attributes: `'source', 'order', 'status', 'paid', 'amountMinor', '5000', ${sum}, ${made}` },
  domain_action: {
    weight: 1,
    attributes: `'domain', d, 'status', case n % 300 when 0 then 'failed' else 'queued' end, ${made}`,
  },
  wallet: { few: 1, attributes: `'workspaceId', 'ws', 'balanceMinor', '1000000', ${sum}, 'autoRecharge', false` },
  host: { few: 50, attributes: `'status', 'assigned', 'reputationFlags', '[]'::jsonb` },
  recovery_entry: { few: 50, attributes: `'status', 'recovering', ${made}` },
  inbox_mutation: { few: 100, attributes: `'status', 'completed', 'domain', d, ${made}` },
  api_key: { few: 15, attributes: `'accessLevels', '["ViewAccount"]'::jsonb, 'ipRanges', '[]'::jsonb, ${made}` },
  smtp_credential: { few: 15, attributes: `'accessLevel', 'SendSmtp', 'ipRanges', '[]'::jsonb, ${made}` },
  sub_account: { few: 100, attributes: `'status', 'Active'` },
  inbound_route: { few: 20, attributes: `'filterType', 'EmailAddress', 'actionType', 'ForwardToEmail'` },
  provider_client: { few: 20, attributes: `'workspaceId', 'ws'` },
};

async function fillKind(
  database: pg.Client,
  { connection, spec, count }: { connection: string; spec: KindSpec; count: number },
): Promise<void> {
  const { weight = 10, attributes = '' } = mix[spec.kind] ?? {};
  const isNamedByDomain = spec.kind === 'domain';
  const isAddress = ['inbox', 'alias', 'forwarder'].includes(spec.kind);
  const id = isNamedByDomain ? 'x.d' : `'${spec.kind}' || x.n`;
  const name = isNamedByDomain
    ? 'x.d'
    : isAddress
      ? `left('${spec.kind}', 1) || x.n % ${weight} || '@' || x.d`
      : `'${spec.kind}' || x.n`;
  // Every four-hundredth domain is at its second connection, too.
  const domain = `'d' || n * 10 / ${weight} || '.' || case n * 10 / ${weight} % 400 when 0 then '${connection.slice(0, -2)}' else '${connection}' end || '.example'`;
  await database.query(
    `insert into rollcall.resource (workspace_id, connection_id, kind, external_id, parent, version, name, presence, attributes, digest,
      first_seen_at, last_changed_at)
    select c.workspace_id, c.connection_id, $2, ${id}, ${spec.perParent === undefined ? `''` : 'x.d'}, 1, ${name}, 'live',
      (select jsonb_build_object(${attributes}) - $4::text[] from (select x.n, x.d) v),
      sha256((x.n || $2 || $1)::bytea), now() - interval '100 days', now() - interval '100 days'
    from rollcall.connection c, (select n, ${domain} as d from generate_series(0, $3::int - 1) n) x where c.name = $1`,
    [connection, spec.kind, count, undeclared(spec)],
  );
}

function undeclared(spec: KindSpec): readonly string[] {
  const named = [...(mix[spec.kind]?.attributes.matchAll(/'(\w+)',/g) ?? [])].map(([, word = '']) => word);
  return named.filter((word) => !Object.hasOwn(spec.attributes, word));
}

/** Each listed an hour ago, and believed. */
const firstScopes = `
  insert into rollcall.scope (workspace_id, connection_id, kind, parent, attempted_at, believed_at, whole_at, full_at, grade, mapping_version)
  select workspace_id, connection_id, kind, parent, now() - interval '1 hour', now() - interval '1 hour', now() - interval '1 hour',
    now() - interval '1 hour', 'proven', 1 from rollcall.resource group by 1, 2, 3, 4`;

/** Of a fifth, that it was there at first; of a hundredth of the records of DNS, that somebody changed it. */
const events = `
  insert into rollcall.audit_event (workspace_id, event_id, recorded_at, type, connection_id, actor, subject_kind, subject_id, subject_name,
    cause, before, after, true_from)
  select r.workspace_id, rollcall.uuid_v7(), now() - interval '100 days', case when o.other then 'resource.changed' else 'resource.appeared' end,
    r.connection_id, '{"type": "daemon", "id": "host:1", "name": "sync-daemon"}', r.kind, r.external_id, r.name,
    jsonb_build_object('kind', case when o.other then 'out_of_band' else 'first_sight' end, 'evidence', 'a listing shows it so'),
    case when o.other then '{"content": "v=spf1 -all"}'::jsonb end,
    case when o.other then jsonb_build_object('content', r.attributes -> 'content') else r.attributes end, now() - interval '100 days'
  from rollcall.resource r cross join lateral (select abs(hashtext(r.external_id)) % 100 as of) h
  cross join lateral (select h.of = 0 and r.kind = 'dns_record' as other) o where o.other or h.of < 20`;
