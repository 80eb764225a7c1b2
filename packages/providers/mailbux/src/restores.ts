import {
  type CallsOf,
  type Drifted,
  each,
  ProviderError,
  type Restores,
  type RestoreWay,
} from '@rollcall/provider-kit';
import { z } from 'zod';
import type { Confirmed } from './common.ts';
import type { operations } from './generated/types.ts';

type Calls = CallsOf<operations, 'data', never, Confirmed>;
type Body = Calls['updatePrincipal']['input']['body'];
type Way = RestoreWay<{ readonly operationId: 'updatePrincipal'; readonly input: Calls['updatePrincipal']['input'] }>;

/** What can be put back that the common operations cannot. The reasons are those of the provider's guide (2026-11-20). */
export const restores: Restores<Calls> = {
  domain: {
    vanished: {
      operations: ['createPrincipal'],
      nearest: 'It comes back with another number, without its mailboxes, lists and DKIM keys.',
      steps: ({ before: { name, attributes } }) => [
        { operationId: 'createPrincipal', input: { name, type: 'domain', ...described(attributes) } },
      ],
    },
    attributes: { description: description() },
  },
  inbox: {
    vanished: {
      operations: ['createPrincipal'],
      nearest: 'It comes back empty: its mail and its further addresses are gone, and its password is another.',
      needs: 'password',
      steps: ({ before: { name, attributes } }, password) => {
        const mailbox = { name, type: 'individual' as const, emails: [name], secrets: [password] };
        const quota = Count.safeParse(attributes['quotaBytes']).data;
        const own = { ...described(attributes), ...(quota === undefined ? {} : { quota }) };
        return [{ operationId: 'createPrincipal', input: { ...mailbox, ...own } }];
      },
    },
    name: {
      notPossible: 'a mailbox of another name is another one there: undo that one came and that the other went.',
    },
    attributes: {
      description: description(),
      primaryEmail: { notPossible: 'the order of its addresses is set as a whole, and no listing shows the whole.' },
      quotaBytes: updating(({ attributes }) => {
        const quota = Count.safeParse(attributes['quotaBytes']).data;
        return quota === undefined ? undefined : { quota };
      }),
      holdsMail: { notPossible: 'mail is nothing that could be put back by anybody but who sent it.' },
      roles: setting('roles'),
      memberOf: setting('memberOf'),
    },
  },
  alias: {
    vanished: {
      operations: ['aliases.add', 'createPrincipal'],
      steps: ({ before: { name, attributes } }) => {
        const { madeAs, targets } = Delivery.parse(attributes);
        const [inbox = ''] = targets;
        if (madeAs === 'mailbox_address') return [{ common: 'aliases.add', input: { alias: name, inbox } }];
        const list = { name, type: 'list' as const, members: targets, ...described(attributes) };
        return [{ operationId: 'createPrincipal', input: list }];
      },
    },
    attributes: {
      targets: updating(({ attributes }) => listOnly(attributes, ({ targets }) => targets)),
      madeAs: {
        notPossible: 'a list and a further address of a mailbox are two things: one does not become the other.',
      },
      description: describedList(),
    },
  },
  forwarder: {
    appeared: {
      operations: ['deletePrincipal'],
      steps: ({ target: { name, attributes } }) => {
        requireList(attributes);
        return [{ operationId: 'deletePrincipal', input: { name, confirm: name } }];
      },
    },
    vanished: {
      operations: ['createPrincipal'],
      steps: ({ before: { name, attributes } }) => {
        const { targets, localTargets = [] } = requireList(attributes);
        const list = { name, type: 'list' as const, members: [...localTargets, ...targets], ...described(attributes) };
        return [{ operationId: 'createPrincipal', input: list }];
      },
    },
    attributes: {
      ...each(
        ['targets', 'localTargets'],
        updating(({ attributes }) =>
          listOnly(attributes, ({ targets, localTargets = [] }) => [...localTargets, ...targets]),
        ),
      ),
      madeAs: { notPossible: 'a list and a forwarder beside the lists are two things: one does not become the other.' },
      description: describedList(),
    },
  },
  dkim: {
    appeared: { notPossible: 'no operation of its API ends a DKIM key.' },
    vanished: { notPossible: 'its private key is gone: createDkim makes another pair, to be published anew.' },
    attributes: each(['algorithm', 'publicKey'], {
      notPossible: 'the private key that went with it is gone: createDkim makes another pair.',
    }),
  },
  dns_expectation: {
    appeared: { notPossible: 'what a domain needs follows from the domain and its DKIM keys.' },
    vanished: { notPossible: 'what a domain needs follows from the domain and its DKIM keys.' },
  },
};

type Attributes = Drifted['target']['attributes'];

/** As `map.ts` writes them. */
const Delivery = z.object({
  madeAs: z.enum(['list', 'mailbox_address', 'forwarder']),
  targets: z.array(z.string()),
  localTargets: z.array(z.string()).optional(),
});
const Count = z.int().min(0);
const Words = z.array(z.string());

const hadNone = 'it had none, and one can be changed there and not be taken away.';

/** A change of the principal that is made of what it was; undefined where that cannot be said to the provider. */
function updating(bodyOf: (before: Drifted['before']) => Body | undefined): Way {
  return {
    operations: ['updatePrincipal'],
    steps: ({ target: { name }, before }) => {
      const body = bodyOf(before);
      if (body !== undefined) return [{ operationId: 'updatePrincipal', input: { name, body } }];
      throw new ProviderError('not_supported', hadNone);
    },
  };
}

function description(): Way {
  return updating(({ attributes: { description: text } }) =>
    typeof text === 'string' ? { description: text } : undefined,
  );
}

/** That it can be set so is known from Stalwart; the guide speaks of "other account settings". */
/** The members are said again, which tells the provider, and whoever looks for the effect, that it is a list. */
function describedList(): Way {
  return {
    operations: ['updatePrincipal'],
    steps: ({ target: { name, attributes }, before }) => {
      const { description: text } = before.attributes;
      if (typeof text !== 'string') throw new ProviderError('not_supported', hadNone);
      const body = { ...listOnly(attributes, ({ targets, localTargets = [] }) => [...localTargets, ...targets]) };
      return [{ operationId: 'updatePrincipal', input: { name, body: { ...body, description: text } } }];
    },
  };
}

function setting(field: 'roles' | 'memberOf'): Way {
  return updating(({ attributes }) => [{ action: 'set', field, value: Words.parse(attributes[field]) }]);
}

function listOnly(
  attributes: Attributes,
  members: (list: z.infer<typeof Delivery>) => string[],
): { members: string[] } {
  return { members: members(requireList(attributes)) };
}

/** What is kept beside the lists is known there by a number that no listing here tells. */
function requireList(attributes: Attributes): z.infer<typeof Delivery> {
  const delivery = Delivery.parse(attributes);
  if (delivery.madeAs === 'list') return delivery;
  const reason = 'it is no list: a further address changes with its mailbox, a kept forwarder in the dashboard.';
  throw new ProviderError('not_supported', reason);
}

function described({ description: text }: Attributes) {
  return typeof text === 'string' ? { description: text } : {};
}
