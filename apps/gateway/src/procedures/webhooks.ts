import {
  addWebhook,
  listAttempts,
  listDeliveries,
  listWebhooks,
  newWebhookId,
  pauseWebhook,
  removeWebhook,
  replayDeliveries,
  resumeWebhook,
  retireSecret,
  rotateSecret,
  skipDelivery,
  testWebhook,
  updateWebhook,
  webhookNamed,
} from '@rollcall/db';
import {
  DeliveryState,
  overlapHoursDefault,
  overlapHoursMax,
  SigningScheme,
  type Webhook,
  WebhookOrder,
} from '@rollcall/schema';
import { z } from 'zod';
import { positionOf } from '../cursor.ts';
import { hasScope, scopeMissing } from '../keys/scopes.ts';
import { pageInput, pageOf } from '../page.ts';
import { type CallerContext, procedureFor, router } from '../trpc.ts';
import { assertKinds, FilterInput, WebhookName, wholeFilter } from '../webhooks/input.ts';
import { newSecret } from '../webhooks/new-secret.ts';
import { checkedUrl } from '../webhooks/url.ts';

const hourMs = 3_600_000;
const named = z.strictObject({ name: z.string() });
const Sequence = z.int().min(1);
/** What has not arrived, and is not given up. */
const undelivered = ['queued', 'waiting', 'sending', 'dead'] as const;

/** Addresses that are sent the workspace's events. They see what `audit:read` does, and so whoever sets them must have it. */
export const webhooks = router({
  /** The secret of `hmac` is in this answer and nowhere else; the key to check `ed25519` with may be read at any time. */
  add: procedureFor({
    scope: 'webhooks:admin',
    cost: 'change',
    audit: 'change',
    reach: 'workspace',
    rest: 'POST /webhooks',
    summary: 'Adds an address that is sent the events of the workspace.',
  })
    .input(
      z.strictObject({
        name: WebhookName,
        url: z.string(),
        filter: FilterInput.default({}),
        order: WebhookOrder.default('subject'),
        scheme: SigningScheme.default('ed25519'),
        from: Sequence.optional().describe(
          'The first sequence that it is sent; left out for whatever comes from now on.',
        ),
      }),
    )
    .mutation(async ({ ctx, input: { scheme, from, ...input } }) => {
      assertReadsEvents(ctx);
      const url = checkedUrl(ctx.gateway, input.url);
      const filter = wholeFilter(input.filter);
      const id = newWebhookId();
      const { secret, stored } = await newSecret(ctx, { webhookId: id, scheme });
      const added = { ...input, id, url, filter, from, secret: stored };
      return ctx.inWorkspace(async (tx) => ({ data: await addWebhook(tx, added, ctx.caller.actor), secret }));
    }),

  list: procedureFor({
    scope: 'webhooks:admin',
    cost: 'page',
    audit: 'none',
    reach: 'workspace',
    rest: 'GET /webhooks',
    summary: 'Lists the webhooks.',
  }).query(({ ctx }) => ctx.inWorkspace(async (tx) => ({ data: [...(await listWebhooks(tx))], nextCursor: null }))),

  get: procedureFor({
    scope: 'webhooks:admin',
    cost: 'read',
    audit: 'none',
    reach: 'workspace',
    rest: 'GET /webhooks/{name}',
    summary: 'Answers one webhook.',
  })
    .input(named)
    .query(({ ctx, input }) => ctx.inWorkspace(async (tx) => ({ data: await webhookNamed(tx, input.name) }))),

  /** Another filter holds from the event that says so, in the order of events. */
  update: procedureFor({
    scope: 'webhooks:admin',
    cost: 'change',
    audit: 'change',
    reach: 'workspace',
    rest: 'PATCH /webhooks/{name}',
    summary: 'Changes what a webhook is called, its URL, its filter or its order.',
  })
    .input(
      z.strictObject({
        name: z.string(),
        newName: WebhookName.optional(),
        url: z.string().optional(),
        filter: FilterInput.optional().describe('What is left out of it stays; null allows everything.'),
        order: WebhookOrder.optional(),
      }),
    )
    .mutation(({ ctx, input: { name, newName, url, filter, order } }) => {
      assertReadsEvents(ctx);
      const change = {
        name: newName,
        url: url === undefined ? undefined : checkedUrl(ctx.gateway, url),
        filter,
        order,
        actor: ctx.caller.actor,
      };
      assertKinds(filter?.kinds);
      return ctx.inWorkspace(async (tx) => ({ data: await updateWebhook(tx, name, change) }));
    }),

  /** Stops sending; what happens meanwhile is sent once it is resumed. */
  pause: procedureFor({
    scope: 'webhooks:admin',
    cost: 'change',
    audit: 'change',
    reach: 'workspace',
    rest: 'POST /webhooks/{name}/pause',
    summary: 'Stops sending; what happens meanwhile is sent once it is resumed.',
  })
    .input(named)
    .mutation(({ ctx, input }) =>
      ctx.inWorkspace(async (tx) => ({ data: await pauseWebhook(tx, input.name, ctx.caller.actor) })),
    ),

  /** Has it go on from where it was; what waits or was dead is tried at once. */
  resume: procedureFor({
    scope: 'webhooks:admin',
    cost: 'change',
    audit: 'change',
    reach: 'workspace',
    rest: 'POST /webhooks/{name}/resume',
    summary: 'Has a webhook go on from where it was, at once.',
  })
    .input(named)
    .mutation(({ ctx, input }) =>
      ctx.inWorkspace(async (tx) => ({ data: await resumeWebhook(tx, input.name, ctx.caller.actor) })),
    ),

  /** Destroys its secrets and gives up what had not arrived; its log stays for as long as it is kept. */
  remove: procedureFor({
    scope: 'webhooks:admin',
    cost: 'change',
    audit: 'change',
    reach: 'workspace',
    rest: 'DELETE /webhooks/{name}',
    summary: 'Ends a webhook and destroys its secrets.',
  })
    .input(named)
    .mutation(({ ctx, input: { name } }) =>
      ctx.inWorkspace(async (tx) => ({ data: { id: await removeWebhook(tx, name, ctx.caller.actor), name } })),
    ),

  /** Signs with another secret from now on, and for `overlapHours` with the one before, too. */
  rotateSecret: procedureFor({
    scope: 'webhooks:admin',
    cost: 'change',
    audit: 'change',
    reach: 'workspace',
    rest: 'POST /webhooks/{name}/rotate-secret',
    summary: 'Signs with another secret, and for a while with the one before, too.',
  })
    .input(
      z.strictObject({
        name: z.string(),
        overlapHours: z.number().min(0).max(overlapHoursMax).default(overlapHoursDefault),
        scheme: SigningScheme.optional().describe('That of the secret before unless it is given.'),
      }),
    )
    .mutation(({ ctx, input: { name, overlapHours, scheme } }) =>
      ctx.inWorkspace(async (tx) => {
        const before = await webhookNamed(tx, name);
        const { secret, stored } = await newSecret(ctx, { webhookId: before.id, scheme: scheme ?? before.scheme });
        const rotation = { secret: stored, overlapMs: overlapHours * hourMs, actor: ctx.caller.actor };
        await rotateSecret(tx, before, rotation);
        return { data: await webhookNamed(tx, name), secret };
      }),
    ),

  /** Destroys the secret that still signs beside its successor. */
  retireSecret: procedureFor({
    scope: 'webhooks:admin',
    cost: 'change',
    audit: 'change',
    reach: 'workspace',
    rest: 'POST /webhooks/{name}/retire-secret',
    summary: 'Destroys the secret that still signs beside its successor.',
  })
    .input(named)
    .mutation(({ ctx, input: { name } }) =>
      ctx.inWorkspace(async (tx) => {
        await retireSecret(tx, await webhookNamed(tx, name), ctx.caller.actor);
        return { data: await webhookNamed(tx, name) };
      }),
    ),

  /** Has an event happen that this webhook is sent, whatever its filter, by the way of all others. */
  test: procedureFor({
    scope: 'webhooks:admin',
    cost: 'change',
    audit: 'change',
    reach: 'workspace',
    rest: 'POST /webhooks/{name}/test',
    summary: 'Has an event happen that this webhook is sent.',
  })
    .input(named)
    .mutation(({ ctx, input: { name } }) =>
      ctx.inWorkspace(async (tx) => {
        const eventId = await testWebhook(tx, name, ctx.caller.actor);
        return { data: await webhookNamed(tx, name), eventId };
      }),
    ),

  /** What it is sent, the newest sequence first. */
  deliveries: procedureFor({
    scope: 'webhooks:admin',
    cost: 'page',
    audit: 'none',
    reach: 'workspace',
    rest: 'GET /webhooks/{name}/deliveries',
    summary: 'Lists what a webhook is sent, the newest first.',
  })
    .input(
      z.strictObject({
        name: z.string(),
        state: z.enum([...DeliveryState.options, 'undelivered']).optional(),
        ...pageInput,
      }),
    )
    .query(({ ctx, input: { cursor, limit, ...filter } }) => {
      const before = cursor === undefined ? undefined : positionOf(cursor, filter, DeliveryPosition);
      // They name what events tell of.
      assertReadsEvents(ctx);
      const { name, state } = filter;
      const states = state === undefined ? undefined : state === 'undelivered' ? undelivered : [state];
      return ctx.inWorkspace(async (tx) => {
        const { id } = await webhookNamed(tx, name);
        const rows = await listDeliveries(tx, id, { states, before, limit: limit + 1 });
        return pageOf(rows, { limit, filter, position: ({ sequence, replay }) => ({ sequence, replay }) });
      });
    }),

  /** The delivery log, the newest attempt first. */
  attempts: procedureFor({
    scope: 'webhooks:admin',
    cost: 'page',
    audit: 'none',
    reach: 'workspace',
    rest: 'GET /webhooks/{name}/attempts',
    summary: 'Lists what came of each request, the newest first.',
  })
    .input(z.strictObject({ name: z.string(), sequence: Sequence.optional(), ...pageInput }))
    .query(({ ctx, input: { cursor, limit, ...filter } }) => {
      const before = cursor === undefined ? undefined : positionOf(cursor, filter, z.uuid());
      return ctx.inWorkspace(async (tx) => {
        const { id } = await webhookNamed(tx, filter.name);
        const rows = await listAttempts(tx, id, { sequence: filter.sequence, before, limit: limit + 1 });
        return pageOf(rows, { limit, filter, position: (attempt) => attempt.id });
      });
    }),

  /** Sends a range of sequences once more, what its filter allows of it; what is dead of it is tried again. */
  replay: procedureFor({
    scope: 'webhooks:admin',
    cost: 'change',
    audit: 'change',
    reach: 'workspace',
    rest: 'POST /webhooks/{name}/replay',
    summary: 'Sends a range of sequences once more.',
  })
    .input(z.strictObject({ name: z.string(), from: Sequence, to: Sequence }))
    .mutation(({ ctx, input: { name, from, to } }) => {
      assertReadsEvents(ctx);
      return ctx.inWorkspace(async (tx) => {
        const replayed = await replayDeliveries(tx, name, { from, to, actor: ctx.caller.actor });
        return { data: replayed.webhook, queued: replayed.queued, revived: replayed.revived };
      });
    }),

  /** Gives up what has not arrived of a sequence, and lets what waits behind it go. */
  skip: procedureFor({
    scope: 'webhooks:admin',
    cost: 'change',
    audit: 'change',
    reach: 'workspace',
    rest: 'POST /webhooks/{name}/skip',
    summary: 'Gives up what has not arrived of a sequence.',
  })
    .input(z.strictObject({ name: z.string(), sequence: Sequence }))
    .mutation(({ ctx, input: { name, sequence } }) =>
      ctx.inWorkspace(async (tx): Promise<{ data: Webhook }> => {
        return { data: await skipDelivery(tx, name, { sequence, actor: ctx.caller.actor }) };
      }),
    ),
});

const DeliveryPosition = z.strictObject({ sequence: z.int(), replay: z.int() });

/** Nobody has events sent to where they read them who may not read them here. */
function assertReadsEvents({ caller }: CallerContext): void {
  if (!hasScope(caller, 'audit:read')) throw scopeMissing('audit:read');
}
