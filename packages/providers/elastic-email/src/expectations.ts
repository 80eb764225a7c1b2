import type { OperationCall } from '@rollcall/provider-kit';
import type { Expectation } from '@rollcall/schema';
import { addressName, domainName, keyId } from './map.ts';

/** What listings must show once an operation took effect. Changes that leave name and presence alone are not expected. */
export function expectations({ operationId, input }: OperationCall): readonly Expectation[] {
  const text = (field: string): string => String(input[field]);
  switch (operationId) {
    case 'createApiKey':
      return [{ becomes: 'present', kind: 'api_key', name: text('Name') }];
    case 'updateApiKey':
      return renamed('api_key', { from: text('name'), to: text('Name'), subaccount: subaccountOf(input) });
    case 'deleteApiKey': {
      const externalId = keyId({ name: text('name'), subaccount: subaccountOf(input) });
      return [{ becomes: 'absent', kind: 'api_key', externalId }];
    }
    case 'createSmtpCredential':
      return [{ becomes: 'present', kind: 'smtp_credential', name: addressName(text('Name')) }];
    case 'updateSmtpCredential': {
      const [from, to] = [addressName(text('name')), addressName(text('Name'))];
      return renamed('smtp_credential', { from, to, subaccount: subaccountOf(input) });
    }
    case 'deleteSmtpCredential': {
      const externalId = keyId({ name: addressName(text('name')), subaccount: subaccountOf(input) });
      return [{ becomes: 'absent', kind: 'smtp_credential', externalId }];
    }
    case 'createSubaccount':
      return [{ becomes: 'present', kind: 'sub_account', name: addressName(text('Email')) }];
    case 'deleteSubaccount':
      return [{ becomes: 'absent', kind: 'sub_account', externalId: addressName(text('email')) }];
    case 'addDomain':
      return [{ becomes: 'present', kind: 'domain', name: domainName(text('Domain')) }];
    case 'deleteDomain':
      return [{ becomes: 'absent', kind: 'domain', externalId: domainName(text('domain')) }];
    case 'addBounces':
    case 'addComplaints':
    case 'addUnsubscribes': {
      const names = new Set([input['body']].flat().map((email) => addressName(String(email))));
      return [...names].map((name) => ({ becomes: 'present', kind: 'suppression', name }));
    }
    case 'deleteSuppression':
      return [{ becomes: 'absent', kind: 'suppression', externalId: addressName(text('email')) }];
    case 'createInboundRoute':
    case 'updateInboundRoute':
      return [{ becomes: 'present', kind: 'inbound_route', name: text('Name') }];
    case 'deleteInboundRoute':
      return [{ becomes: 'absent', kind: 'inbound_route', externalId: text('id') }];
    default:
      return [];
  }
}

/** Under its new name it is another resource to every listing. */
function renamed(
  kind: string,
  { from, to, subaccount }: { readonly from: string; readonly to: string; readonly subaccount: string | null },
): readonly Expectation[] {
  if (from === to) return [];
  const externalId = keyId({ name: from, subaccount });
  return [
    { becomes: 'absent', kind, externalId },
    { becomes: 'present', kind, name: to },
  ];
}

/** A query says `subaccount`, a body `Subaccount`. */
function subaccountOf(input: OperationCall['input']): string | null {
  const named = input['subaccount'] ?? input['Subaccount'];
  return typeof named === 'string' ? named : null;
}
