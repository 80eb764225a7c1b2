import { type AnyRestores, type Drifted, each, ProviderError, type RestoreWay } from '@rollcall/provider-kit';
import { z } from 'zod';
import { keyCreation, keyUpdate } from './common.ts';
import { type SuppressionList, suppressionLists } from './map.ts';

const found = { notPossible: 'the provider finds it by looking at the DNS: put the records right where they are.' };
const tracking = { notPossible: 'the provider sets tracking up by itself, once verifyDomain has asked for a type.' };
const settled = { notPossible: 'the provider settles it by itself.' };

const adding = {
  ...{ bounces: 'addBounces', complaints: 'addComplaints', unsubscribes: 'addUnsubscribes' },
} as const satisfies Readonly<Record<SuppressionList, string>>;

/** The fields of requests that an attribute repeats, by its name. */
const subaccountFields = {
  ...{ requiresEmailCredits: 'RequiresEmailCredits', monthlyRefillCredits: 'MonthlyRefillCredits' },
  ...{ dailySendLimit: 'DailySendLimit', emailSizeLimitMb: 'EmailSizeLimit', contactsMax: 'MaxContacts' },
  ...{ privateIpPurchase: 'EnablePrivateIPPurchase', poolName: 'PoolName' },
  validSenderDomainOnly: 'ValidSenderDomainOnly',
};
const domainFields = {
  ...{ certificateStatus: 'CertificateStatus', verp: 'VERP', bouncesDomain: 'CustomBouncesDomain' },
  isBouncesDomainDefault: 'IsCustomBouncesDomainDefault',
};

/**
 * What can be put back that the common operations cannot. Values are what listings showed, which the document's closed
 * lists are held against where the call is made, so the calls are not typed by it.
 */
export const restores: AnyRestores = {
  sub_account: {
    appeared: {
      operations: ['deleteSubaccount'],
      warning: 'Its keys, its credits and its statistics go with it, for good.',
      steps: ({ target: { name: email } }) => [{ operationId: 'deleteSubaccount', input: { email, confirm: email } }],
    },
    vanished: {
      notPossible: 'its keys, credits and statistics are gone, and its owner must sign up: createSubaccount.',
    },
    name: { notPossible: 'v4 changes the address of no sub-account.' },
    attributes: {
      status: settled,
      ...each(Object.keys(subaccountFields), subaccountSettings()),
    },
  },
  api_key: { vanished: recreatedKey(), name: keySettings(), attributes: keyAttributes('accessLevels') },
  smtp_credential: {
    ...{ vanished: recreatedKey(), name: keySettings() },
    attributes: {
      ...keyAttributes(),
      accessLevel: { notPossible: 'a credential has the one permission that the provider gives it.' },
    },
  },
  domain: {
    attributes: {
      state: { notPossible: 'a domain that is marked for deletion goes; domains.add brings it back once it has gone.' },
      isDefault: { notPossible: 'a default sender is an address, and no listing tells which: setDefaultSender.' },
      ...each(['spfOk', 'dkimOk', 'dmarcOk', 'mxOk', 'trackingOk', 'verificationPending', 'ownership'], found),
      ...each(['trackingType', 'trackingTypeRequested', 'trackingStatus', 'certificateError'], tracking),
      ...each(Object.keys(domainFields), domainSettings()),
    },
  },
  suppression: {
    appeared: {
      operations: ['deleteSuppression'],
      warning: 'Mail to it is sent again from then on.',
      steps: ({ target: { name: email } }) => [{ operationId: 'deleteSuppression', input: { email, confirm: email } }],
    },
    vanished: suppressing(),
    attributes: {
      list: suppressing(),
      ...each(['errorCode', 'reason'], { notPossible: 'what a server answered once cannot be said for it.' }),
    },
  },
  inbound_route: {
    appeared: {
      operations: ['deleteInboundRoute'],
      steps: ({ target: { externalId: id } }) => [{ operationId: 'deleteInboundRoute', input: { id, confirm: id } }],
    },
    vanished: {
      operations: ['createInboundRoute'],
      warning: 'It comes back under another id, behind the routes that there are.',
      steps: ({ before }) => [{ operationId: 'createInboundRoute', input: routeOf(before) }],
    },
    name: routeSettings(),
    attributes: {
      ...each(['filterType', 'filter', 'actionType', 'target', 'targetDigest'], routeSettings()),
      sortOrder: {
        operations: ['sortInboundRoutes'],
        steps: ({ target, before }) => [
          {
            operationId: 'sortInboundRoutes',
            input: { body: [{ PublicInboundId: target.externalId, SortOrder: before.attributes['sortOrder'] }] },
          },
        ],
      },
    },
  },
};

/** The request replaces all that it names; a limit that was none cannot be said. */
function subaccountSettings(): RestoreWay {
  return {
    operations: ['updateSubaccountEmailSettings'],
    steps: ({ target: { name: email }, before, differs }) => [
      {
        operationId: 'updateSubaccountEmailSettings',
        input: { email, ...fieldsOf(before, differs, subaccountFields) },
      },
    ],
  };
}

function domainSettings(): RestoreWay {
  return {
    operations: ['updateDomain'],
    steps: ({ target: { name: domain }, before, differs }) => [
      { operationId: 'updateDomain', input: { domain, ...fieldsOf(before, differs, domainFields) } },
    ],
  };
}

/** The fields of a request that say what the attributes were that differ. */
function fieldsOf(
  { attributes }: Drifted['before'],
  differs: readonly string[],
  names: Readonly<Record<string, string>>,
): Readonly<Record<string, unknown>> {
  const given = Object.entries(names).filter(([attribute]) => differs.includes(attribute));
  const none = given.find(([attribute]) => attributes[attribute] === null || attributes[attribute] === undefined);
  if (none !== undefined) throw cannot(`there was no ${none[0]}, and one can be changed there and not be taken away.`);
  return Object.fromEntries(given.map(([attribute, field]) => [field, attributes[attribute]]));
}

function recreatedKey(): RestoreWay {
  return {
    operations: ['createApiKey', 'createSmtpCredential'],
    nearest: 'It comes back with another secret, which whoever used the former one must be given.',
    steps: ({ target: { kind }, before }) => [keyCreation(kind, before)],
  };
}

/** One request replaces all that a key is: it says all that it was. */
function keySettings(): RestoreWay {
  return {
    operations: ['updateApiKey', 'updateSmtpCredential'],
    steps: ({ target, before }) => [keyUpdate(target, before)],
  };
}

function keyAttributes(...further: readonly string[]) {
  return each(['ipRanges', 'expiresAt', ...further], keySettings());
}

const Listed = z.object({ list: z.enum(suppressionLists) });

function suppressing(): RestoreWay {
  return {
    operations: Object.values(adding),
    warning: 'What it was suppressed for is not said again: the list alone is put right.',
    steps: ({ before: { name, attributes } }) => [
      { operationId: adding[Listed.parse(attributes).list], input: { body: [name] } },
    ],
  };
}

function routeSettings(): RestoreWay {
  return {
    operations: ['updateInboundRoute'],
    steps: ({ target: { externalId: id }, before }) => [
      { operationId: 'updateInboundRoute', input: { id, ...routeOf(before) } },
    ],
  };
}

const Route = z.object({
  filterType: z.string(),
  filter: z.string(),
  actionType: z.string(),
  target: z.string().nullable(),
});

/** A route as a request says it, which replaces all of it. */
function routeOf({ name, attributes }: Drifted['before']): Readonly<Record<string, unknown>> {
  const { filterType: FilterType, filter: Filter, actionType: ActionType, target } = Route.parse(attributes);
  if (ActionType === 'NotifyViaHttp') {
    throw cannot('of the URL that it called no more than the origin was kept, since the rest may be a secret.');
  }
  const forwarding = target === null ? {} : { EmailAddress: target };
  return { Name: name, FilterType, Filter, ActionType, ...forwarding };
}

function cannot(reason: string): ProviderError {
  return new ProviderError('not_supported', reason);
}
