import type { OperationCall } from '@rollcall/provider-kit';
import type { Expectation } from '@rollcall/schema';
import { z } from 'zod';
import { addressName, domainName, keyId, sortedSet, utc } from './map.ts';

/** What listings must show once an operation took effect; of a change, in the words of the inventory. */
export function expectations({ operationId, input }: OperationCall): readonly Expectation[] {
  const text = (field: string): string => String(input[field]);
  switch (operationId) {
    case 'createApiKey':
      return [{ becomes: 'present', kind: 'api_key', name: text('Name') }];
    case 'updateApiKey':
      return updated('api_key', { from: text('name'), to: text('Name'), input });
    case 'deleteApiKey': {
      const externalId = keyId({ name: text('name'), subaccount: subaccountOf(input) });
      return [{ becomes: 'absent', kind: 'api_key', externalId }];
    }
    case 'createSmtpCredential':
      return [{ becomes: 'present', kind: 'smtp_credential', name: addressName(text('Name')) }];
    case 'updateSmtpCredential':
      return updated('smtp_credential', { from: addressName(text('name')), to: addressName(text('Name')), input });
    case 'deleteSmtpCredential': {
      const externalId = keyId({ name: addressName(text('name')), subaccount: subaccountOf(input) });
      return [{ becomes: 'absent', kind: 'smtp_credential', externalId }];
    }
    case 'createSubaccount':
      return [{ becomes: 'present', kind: 'sub_account', name: addressName(text('Email')) }];
    case 'updateSubaccountEmailSettings':
      return changed('sub_account', addressName(text('email')), picked(input, subaccountSettings));
    case 'deleteSubaccount':
      return [{ becomes: 'absent', kind: 'sub_account', externalId: addressName(text('email')) }];
    case 'addDomain':
      return [{ becomes: 'present', kind: 'domain', name: domainName(text('Domain')) }];
    case 'updateDomain':
      return changed('domain', domainName(text('domain')), picked(input, domainSettings));
    case 'setDefaultSender':
      return changed('domain', domainName(text('email').replace(/^.*@/, '')), { isDefault: true });
    case 'deleteDomain':
      return [{ becomes: 'absent', kind: 'domain', externalId: domainName(text('domain')) }];
    case 'addBounces':
    case 'addComplaints':
    case 'addUnsubscribes': {
      const names = new Set([input['body']].flat().map((email) => addressName(String(email))));
      // Where it is suppressed already, it comes to be on this list.
      return [...names].flatMap((name): readonly Expectation[] => [
        { becomes: 'present', kind: 'suppression', name },
        { becomes: 'changed', kind: 'suppression', externalId: name, attributes: { list: listOf[operationId] } },
      ]);
    }
    case 'deleteSuppression':
      return [{ becomes: 'absent', kind: 'suppression', externalId: addressName(text('email')) }];
    case 'createInboundRoute':
      return [{ becomes: 'present', kind: 'inbound_route', name: text('Name') }];
    case 'updateInboundRoute':
      return [
        { becomes: 'present', kind: 'inbound_route', name: text('Name') },
        ...changed('inbound_route', text('id'), picked(input, routeSettings)),
      ];
    case 'sortInboundRoutes':
      return [input['body']].flat().flatMap(sorted);
    case 'deleteInboundRoute':
      return [{ becomes: 'absent', kind: 'inbound_route', externalId: text('id') }];
    default:
      return [];
  }
}

/** Under its new name it is another resource to every listing; under the old one it is what it was changed to. */
function updated(
  kind: string,
  { from, to, input }: { from: string; to: string; input: Input },
): readonly Expectation[] {
  const externalId = keyId({ name: from, subaccount: subaccountOf(input) });
  if (from === to) return changed(kind, externalId, keyAttributes(input));
  return [
    { becomes: 'absent', kind, externalId },
    { becomes: 'present', kind, name: to },
  ];
}

/** What was asked for, where anything was: what is left out of a request says nothing. */
function changed(kind: string, externalId: string, attributes: Attributes): readonly Expectation[] {
  return Object.keys(attributes).length === 0 ? [] : [{ becomes: 'changed', kind, externalId, attributes }];
}

type Input = OperationCall['input'];
type Attributes = Readonly<Record<string, unknown>>;

function keyAttributes({ AccessLevel: levels, RestrictAccessToIPRange: ranges, Expires: expires }: Input): Attributes {
  return {
    ...(Array.isArray(levels) ? { accessLevels: sortedSet(levels.map(String)) } : {}),
    ...(Array.isArray(ranges) ? { ipRanges: sortedSet(ranges.map(String)) } : {}),
    ...(expires === null ? { expiresAt: null } : {}),
    ...(typeof expires === 'string' ? { expiresAt: utc(expires) } : {}),
  };
}

/** The fields of a request that an attribute repeats as they are, by their names there. */
function picked(input: Input, names: Readonly<Record<string, string>>): Attributes {
  const given = Object.entries(names).filter(([field]) => input[field] !== undefined);
  return Object.fromEntries(given.map(([field, attribute]) => [attribute, input[field]]));
}

const subaccountSettings = {
  MonthlyRefillCredits: 'monthlyRefillCredits',
  RequiresEmailCredits: 'requiresEmailCredits',
  EmailSizeLimit: 'emailSizeLimitMb',
  DailySendLimit: 'dailySendLimit',
  MaxContacts: 'contactsMax',
  EnablePrivateIPPurchase: 'privateIpPurchase',
  PoolName: 'poolName',
  ValidSenderDomainOnly: 'validSenderDomainOnly',
};
const domainSettings = {
  CertificateStatus: 'certificateStatus',
  VERP: 'verp',
  CustomBouncesDomain: 'bouncesDomain',
  IsCustomBouncesDomainDefault: 'isBouncesDomainDefault',
};
const routeSettings = { FilterType: 'filterType', Filter: 'filter', ActionType: 'actionType' };

/** One route's new place, in the list of them. */
function sorted(place: unknown): readonly Expectation[] {
  const { PublicInboundId: id, SortOrder: sortOrder } = Place.parse(place);
  return changed('inbound_route', id, { sortOrder });
}

const listOf = { addBounces: 'bounces', addComplaints: 'complaints', addUnsubscribes: 'unsubscribes' };

const Place = z.object({ PublicInboundId: z.string(), SortOrder: z.int() });

/** A query says `subaccount`, a body `Subaccount`. */
function subaccountOf(input: OperationCall['input']): string | null {
  const named = input['subaccount'] ?? input['Subaccount'];
  return typeof named === 'string' ? named : null;
}
