import type { Kind } from '@rollcall/schema';
import type { CommonName } from '../common/common-operations.ts';
import type { Provider } from '../provider.ts';
import type { Drifted, KindRestores, Restore, RestoreStep } from './restores.ts';

type Common = Pick<Provider, 'common'>;

/** What the common operations undo of a kind at this provider; where it does not have one, its reason is the reason. */
export function commonRestores(provider: Common, kind: Kind): KindRestores {
  return shared[kind]?.(provider) ?? {};
}

const shared: Readonly<Record<Kind, (provider: Common) => KindRestores>> = {
  inbox: (provider) => ({
    appeared: by(provider, 'inboxes.delete', {
      warning: 'Its mail goes with it, for good.',
      input: ({ target }) => ({ inbox: target.externalId, confirm: target.name }),
    }),
    vanished: recreatedInbox(provider),
    name: by(provider, 'inboxes.rename', {
      input: ({ target, before }) => ({ inbox: target.externalId, address: before.name }),
    }),
  }),
  domain: (provider) => ({
    appeared: by(provider, 'domains.remove', {
      warning: 'All that hangs on it goes with it, for good.',
      input: ({ target }) => ({ domain: target.externalId, confirm: target.name, cascade: true }),
    }),
    vanished: by(provider, 'domains.add', {
      nearest: 'It comes back as a new domain, without what hung on it.',
      input: ({ before }) => ({ domain: before.name }),
    }),
  }),
  dns_record: (provider) => ({
    appeared: by(provider, 'dns.remove', {
      input: ({ target: { externalId: record, name } }) => ({ record, confirm: name }),
    }),
  }),
  alias: (provider) => ({
    appeared: by(provider, 'aliases.remove', {
      input: ({ target: { externalId: alias, name } }) => ({ alias, confirm: name }),
    }),
  }),
  api_key: keys,
  smtp_credential: keys,
};

function keys(provider: Common): KindRestores {
  return {
    appeared: by(provider, 'providerKeys.revoke', {
      warning: 'Whoever uses it is locked out from then on.',
      input: ({ target: { externalId: key, kind, name } }) => ({ key, kind, confirm: name }),
    }),
  };
}

function recreatedInbox(provider: Common): Restore {
  const mapping = provider.common['inboxes.create'];
  const needs = 'notSupported' in mapping ? undefined : mapping.needs;
  const restore = by(provider, 'inboxes.create', {
    nearest: 'It comes back empty: the mail that it held is gone, and its password is another.',
    input: ({ before }, password) => ({ address: before.name, ...(needs === undefined ? {} : { password }) }),
  });
  return needs === undefined || 'notPossible' in restore ? restore : { ...restore, needs };
}

function by(
  provider: Common,
  common: CommonName,
  {
    input,
    ...of
  }: {
    readonly nearest?: string;
    readonly warning?: string;
    input(drifted: Drifted, password: string): Readonly<Record<string, unknown>>;
  },
): Restore {
  const mapping = provider.common[common];
  if ('notSupported' in mapping) return { notPossible: mapping.notSupported };
  const steps = (drifted: Drifted, password: string): readonly RestoreStep[] => [
    { common, input: input(drifted, password) },
  ];
  return { ...of, operations: [common], steps };
}
