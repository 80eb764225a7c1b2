import type { Handlers } from '@rollcall/provider-kit/sandbox';
import type { operations } from '../generated/types.ts';
import { failure } from './answers.ts';
import { addApiKey, addSmtpCredential, apiKeyFields, smtpCredentialFields } from './creating.ts';
import {
  type ApiKey,
  apiKeysMax,
  keyId,
  ofAccount,
  type SmtpCredential,
  type State,
  shownCredential,
  shownKey,
} from './state.ts';

type SecurityOperations = Pick<
  operations,
  | 'listApiKeys'
  | 'createApiKey'
  | 'getApiKey'
  | 'updateApiKey'
  | 'deleteApiKey'
  | 'listSmtpCredentials'
  | 'createSmtpCredential'
  | 'getSmtpCredential'
  | 'updateSmtpCredential'
  | 'deleteSmtpCredential'
>;

/** API keys and SMTP credentials, of the account and of its sub-accounts. */
export const securityHandlers: Handlers<SecurityOperations, State> = {
  listApiKeys: ({ state, query: { subaccount = '' } }) => {
    if (!isAccount(state, subaccount)) return noSubaccount(subaccount);
    return { status: 200, body: ofAccount(state.apiKeys, subaccount).map(shownKey) };
  },

  createApiKey: ({ state, body }) => {
    const { Name, Subaccount = '' } = body;
    if (!isAccount(state, Subaccount)) return noSubaccount(Subaccount);
    if (ofAccount(state.apiKeys, Subaccount).length >= apiKeysMax) {
      return failure(`You have reached the limit of ${apiKeysMax} API keys.`);
    }
    if (apiKey(state, Name, Subaccount) !== undefined) return failure(`ApiKey ${Name} already exists.`);
    const key = addApiKey(state, body);
    return { status: 201, body: { Token: key.Token, ...shownKey(key) } };
  },

  getApiKey: ({ state, path, query }) => {
    const key = apiKey(state, path.name, query.subaccount);
    return key === undefined ? noKey(path.name) : { status: 200, body: shownKey(key) };
  },

  updateApiKey: ({ state, path, body }) => {
    const key = apiKey(state, path.name, body.Subaccount);
    if (key === undefined) return noKey(path.name);
    const taken = apiKey(state, body.Name, body.Subaccount);
    if (taken !== undefined && taken !== key) return failure(`ApiKey ${body.Name} already exists.`);
    const next: ApiKey = { ...key, ...apiKeyFields(body) };
    state.apiKeys.replace(key, next);
    return { status: 200, body: shownKey(next) };
  },

  deleteApiKey: ({ state, path, query }) => {
    const key = apiKey(state, path.name, query.subaccount);
    if (key === undefined) return noKey(path.name);
    state.apiKeys.remove(key);
    return done;
  },

  listSmtpCredentials: ({ state, query: { subaccount = '' } }) => {
    if (!isAccount(state, subaccount)) return noSubaccount(subaccount);
    return { status: 200, body: ofAccount(state.smtpCredentials, subaccount).map(shownCredential) };
  },

  createSmtpCredential: ({ state, body }) => {
    const { Name, Subaccount = '' } = body;
    if (!isAccount(state, Subaccount)) return noSubaccount(Subaccount);
    if (smtpCredential(state, Name, Subaccount) !== undefined) return failure(`${Name} already exists.`);
    const credential = addSmtpCredential(state, body);
    return { status: 201, body: { Token: credential.Token, ...shownCredential(credential) } };
  },

  getSmtpCredential: ({ state, path, query }) => {
    const credential = smtpCredential(state, path.name, query.subaccount);
    return credential === undefined ? noKey(path.name) : { status: 200, body: shownCredential(credential) };
  },

  updateSmtpCredential: ({ state, path, body }) => {
    const credential = smtpCredential(state, path.name, body.Subaccount);
    if (credential === undefined) return noKey(path.name);
    const taken = smtpCredential(state, body.Name, body.Subaccount);
    if (taken !== undefined && taken !== credential) return failure(`${body.Name} already exists.`);
    const next: SmtpCredential = { ...credential, ...smtpCredentialFields(body) };
    state.smtpCredentials.replace(credential, next);
    return { status: 200, body: shownCredential(next) };
  },

  deleteSmtpCredential: ({ state, path, query }) => {
    const credential = smtpCredential(state, path.name, query.subaccount);
    if (credential === undefined) return noKey(path.name);
    state.smtpCredentials.remove(credential);
    return done;
  },
};

const done = { status: 200, body: undefined } as const;

function apiKey(state: State, name: string, subaccount = ''): ApiKey | undefined {
  return state.apiKeys.named(keyId({ Name: name, Subaccount: subaccount.toLowerCase() }));
}

function smtpCredential(state: State, name: string, subaccount = ''): SmtpCredential | undefined {
  return state.smtpCredentials.named(keyId({ Name: name, Subaccount: subaccount.toLowerCase() }));
}

function isAccount(state: State, subaccount: string): boolean {
  return subaccount === '' || state.subaccounts.named(subaccount) !== undefined;
}

function noSubaccount(email: string) {
  return failure(`Subaccount ${email} was not found.`);
}

function noKey(name: string) {
  return failure(`ApiKey ${name} was not found.`);
}
