import { type CommonName, commonOperations } from '@rollcall/provider-kit';
import { z } from 'zod';
import { performCommon } from '../operations/perform-common.ts';
import { procedureFor, router } from '../trpc.ts';
import { callOptions, optionsOf } from './call-options.ts';

/** The operations that mean the same across providers. All go through `perform`, as the providers' own do. */
export const inboxes = router({
  create: common('inboxes.create', commonOperations['inboxes.create']),
  setPassword: common('inboxes.setPassword', commonOperations['inboxes.setPassword']),
  rename: common('inboxes.rename', commonOperations['inboxes.rename']),
  delete: common('inboxes.delete', commonOperations['inboxes.delete']),
});

export const domains = router({
  add: common('domains.add', commonOperations['domains.add']),
  remove: common('domains.remove', commonOperations['domains.remove']),
});

export const dns = router({
  add: common('dns.add', commonOperations['dns.add']),
  remove: common('dns.remove', commonOperations['dns.remove']),
  replace: common('dns.replace', commonOperations['dns.replace']),
});

export const aliases = router({
  add: common('aliases.add', commonOperations['aliases.add']),
  remove: common('aliases.remove', commonOperations['aliases.remove']),
});

/** Keys to the providers' APIs; those of the gateway itself are `keys`. */
export const providerKeys = router({
  create: common('providerKeys.create', commonOperations['providerKeys.create']),
  restrict: common('providerKeys.restrict', commonOperations['providerKeys.restrict']),
  rotate: common('providerKeys.rotate', commonOperations['providerKeys.rotate']),
  revoke: common('providerKeys.revoke', commonOperations['providerKeys.revoke']),
});

function common<Output extends Readonly<Record<string, unknown>>, Input>(
  name: CommonName,
  { input }: { readonly input: z.ZodType<Output, Input> },
) {
  return procedureFor({ scope: 'operations:write', cost: 'call', audit: 'change', narrows: 'kinds' })
    .input(z.strictObject({ connection: z.string(), input, ...callOptions }))
    .mutation(({ ctx, input: { input: given, ...call }, signal }) =>
      performCommon(ctx, { name, input: given, ...optionsOf(call, signal) }),
    );
}
