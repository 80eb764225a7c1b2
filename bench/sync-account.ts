import { createHash } from 'node:crypto';
import {
  type AccountAccess,
  content,
  createTransport,
  type Item,
  type KindSpec,
  openPage,
  type Page,
  type Provider,
  ProviderError,
  type Scope,
  type Session,
} from '@rollcall/provider-kit';
import { providers } from '@rollcall/provider-registry';
import { z } from 'zod';

/** Items a page: the largest that any provider documents. */
export const pageItems = 1_000;
/** Records of the one domain that is refreshed. */
export const recordCount = 100;

/** One mailbox of the account as its provider writes it, some 400 bytes. Ids are in no order. */
export function mailboxJson(index: number, revision: number): string {
  const id = createHash('md5').update(`mailbox ${index}`).digest('hex');
  const domain = `agency-${index % 5_000}.example`;
  return JSON.stringify({
    id: `mb_${id}`,
    email: `person.${index}@${domain}`,
    status: revision % 2 === 0 ? 'active' : 'suspended',
    plan: 'standard',
    smtpHost: `smtp.${domain}`,
    smtpPort: 587,
    imapHost: `imap.${domain}`,
    imapPort: 993,
    quotaBytes: 5_368_709_120,
    forwardTo: null,
    tags: ['outbound', `team-${index % 40}`],
    revision,
    createdAt: '2026-01-15T09:30:00.000Z',
    lastSeenAt: '2026-11-01T12:00:00.000Z',
    signature: `Person ${index}, ${domain}`,
  });
}

const [registered] = Object.values(providers);
if (registered === undefined) throw new Error('no provider is registered');

/**
 * A provider that the benchmark plays: one list in pages of which each states the total, and one list a domain. It answers
 * without delay and has no limit, so that what is measured is ours.
 */
export const accountProvider: Provider = {
  name: 'bench-account',
  title: 'The account of the benchmark',
  document: accountDocument(),
  mappingVersion: 1,
  credential: z.strictObject({ apiKey: z.string() }),
  settings: z.strictObject({}),
  baseUrl: 'http://127.0.0.1',
  buckets: { default: { perMinute: 60_000_000, burst: 1_000_000 } },
  kinds: kinds(),
  operations: {},
  expectations: () => [],
  // No operation is made: whose they are makes no difference.
  common: registered.common,
  restores: {},
  open,
  sandbox: () => Promise.reject(new Error('it is no sandbox')),
};

/** What the account answers, so that a sync notes the shapes of its answers as it does of a real provider's. */
function accountDocument(): Provider['document'] {
  const [text, number] = [{ type: 'string' }, { type: 'integer' }];
  const list = (operationId: string, properties: object) => {
    const items = { type: 'object', required: Object.keys(properties), properties };
    const answer = { data: { type: 'array', items }, next: { type: ['string', 'null'] }, total: number };
    const schema = { type: 'object', required: Object.keys(answer), properties: answer };
    return { get: { operationId, responses: { 200: { content: { 'application/json': { schema } } } } } };
  };
  const small = { id: text, name: text, content: text };
  return {
    openapi: '3.1.0',
    info: { title: 'bench', version: '1' },
    paths: {
      '/mailboxes': list('listMailboxes', {
        ...{ id: text, email: text, status: text, plan: text, smtpHost: text, smtpPort: number, imapHost: text },
        ...{ imapPort: number, quotaBytes: number, forwardTo: { type: ['string', 'null'] } },
        ...{
          tags: { type: 'array', items: text },
          revision: number,
          createdAt: text,
          lastSeenAt: text,
          signature: text,
        },
      }),
      '/domains': list('listDomains', small),
      '/domains/{domain}/records': list('listRecords', small),
    },
  };
}

function kinds(): readonly KindSpec[] {
  const whole = {
    bestGrade: 'proven',
    gradeReason: 'each page states the total',
    schedule: { cron: '0 0 1 1 *', reason: 'the benchmark asks for its runs' },
    shapedBy: {},
    readable: false,
  } as const;
  return [
    {
      ...{ ...whole, kind: 'inbox' },
      attributes: {
        ...content('status', 'plan', 'smtpHost', 'smtpPort', 'imapHost', 'imapPort', 'quotaBytes', 'forwardTo', 'tags'),
        ...content('revision', 'createdAt', 'lastSeenAt', 'signature'),
      },
    },
    { ...whole, kind: 'domain', attributes: {} },
    { ...whole, kind: 'dns_record', perParent: 'domain', attributes: content('content') },
  ];
}

function open(account: AccountAccess): Session {
  const transport = createTransport({
    baseUrl: account.baseUrl,
    headers: { authorization: `Bearer ${z.string().parse(account.credential['apiKey'])}` },
    secrets: [z.string().parse(account.credential['apiKey'])],
    budget: account.budget,
    shapes: account.shapes,
    classify: () => undefined,
  });
  const unused = () => Promise.reject(new ProviderError('not_supported', 'the benchmark asks for listings only'));
  return {
    identify: () => Promise.resolve(null),
    read: unused,
    call: unused,
    close: transport.close,
    async *list(scope: Scope, signal: AbortSignal): AsyncIterable<Page> {
      for (let cursor: string | null = pathOf(scope); cursor !== null; ) {
        const asked = cursor;
        const answer = await transport.getPage(asked, { bucket: 'default', signal });
        const page = openPage(answer, { path: ['data'], classify: () => undefined });
        const { next, total } = Frame.parse(page.shell);
        const end = next === null ? ('no_next_cursor' as const) : null;
        const items =
          scope.kind === 'inbox'
            ? page.items({ kind: scope.kind, wire: Mailbox, map: mailboxItem, idField: 'id' })
            : page.items({ kind: scope.kind, wire: Small, map: smallItem, idField: 'id' });
        yield { items, evidence: page.evidence({ cursor: asked, end, statedTotal: total }) };
        cursor = next;
      }
    },
  };
}

function pathOf({ kind, parent }: Scope): string {
  if (kind === 'inbox') return '/mailboxes?page=0';
  return parent === undefined ? '/domains' : `/domains/${parent.name}/records`;
}

const Frame = z.object({ next: z.string().nullable(), total: z.int() });

const Mailbox = z.object({
  id: z.string(),
  email: z.string(),
  status: z.string(),
  plan: z.string(),
  smtpHost: z.string(),
  smtpPort: z.int(),
  imapHost: z.string(),
  imapPort: z.int(),
  quotaBytes: z.int(),
  forwardTo: z.string().nullable(),
  tags: z.array(z.string()),
  revision: z.int(),
  createdAt: z.string(),
  lastSeenAt: z.string(),
  signature: z.string(),
});

function mailboxItem({ id, email, ...attributes }: z.infer<typeof Mailbox>): Item {
  return { externalId: id, name: email, attributes };
}

const Small = z.object({ id: z.string(), name: z.string(), content: z.string() });

function smallItem({ id, name, content: value }: z.infer<typeof Small>): Item {
  return { externalId: id, name, attributes: { content: value } };
}
