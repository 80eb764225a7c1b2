import { type CommonName, commonOperations } from '@rollcall/provider-kit';
import { z } from 'zod';
import { performCommon } from '../operations/perform-common.ts';
import { type Meta, procedureFor, router } from '../trpc.ts';
import { callOptions, optionsOf } from './call-options.ts';

/** The operations that mean the same across providers. All go through `perform`, as the providers' own do. */
export const inboxes = router({
  create: common('inboxes.create', commonOperations['inboxes.create'], 'POST /inboxes'),
  setPassword: common('inboxes.setPassword', commonOperations['inboxes.setPassword'], 'POST /inboxes/set-password'),
  rename: common('inboxes.rename', commonOperations['inboxes.rename'], 'POST /inboxes/rename'),
  delete: common('inboxes.delete', commonOperations['inboxes.delete'], 'POST /inboxes/delete'),
});

export const domains = router({
  add: common('domains.add', commonOperations['domains.add'], 'POST /domains'),
  remove: common('domains.remove', commonOperations['domains.remove'], 'POST /domains/remove'),
});

export const dnsRecords = {
  add: common('dns.add', commonOperations['dns.add'], 'POST /dns-records'),
  remove: common('dns.remove', commonOperations['dns.remove'], 'POST /dns-records/remove'),
  replace: common('dns.replace', commonOperations['dns.replace'], 'POST /dns-records/replace'),
};

export const aliases = router({
  add: common('aliases.add', commonOperations['aliases.add'], 'POST /aliases'),
  remove: common('aliases.remove', commonOperations['aliases.remove'], 'POST /aliases/remove'),
});

/** Keys to the providers' APIs; those of the gateway itself are `keys`. */
export const providerKeys = router({
  create: common('providerKeys.create', commonOperations['providerKeys.create'], 'POST /provider-keys'),
  restrict: common('providerKeys.restrict', commonOperations['providerKeys.restrict'], 'POST /provider-keys/restrict'),
  rotate: common('providerKeys.rotate', commonOperations['providerKeys.rotate'], 'POST /provider-keys/rotate'),
  revoke: common('providerKeys.revoke', commonOperations['providerKeys.revoke'], 'POST /provider-keys/revoke'),
});

function common<Output extends Readonly<Record<string, unknown>>, Input>(
  name: CommonName,
  { input, summary }: { readonly input: z.ZodType<Output, Input>; readonly summary: string },
  rest: Meta['rest'],
) {
  return procedureFor({ scope: 'operations:write', cost: 'call', audit: 'change', narrows: 'kinds', rest, summary })
    .input(z.strictObject({ connection: z.string(), input, ...callOptions }))
    .mutation(({ ctx, input: { input: given, ...call }, signal }) =>
      performCommon(ctx, { name, input: given, ...optionsOf(call, signal) }),
    );
}
