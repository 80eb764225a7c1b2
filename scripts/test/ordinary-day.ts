import assert from 'node:assert/strict';
import type { Rollcall } from '@rollcall/client';
import { createRandom, type Random } from '@rollcall/provider-kit/sandbox';

/** What an agency does on ordinary days, through the gateway: the same for the same seed. */
export interface OrdinaryDays {
  /** Does what is to be done on the next day. Answers what that was. */
  live(): Promise<readonly string[]>;
}

const password = 'a-password-of-nobody';
/** Every so many days an address is taken in addition. */
const addressEvery = 7;
/** What was made on a day is given up so many days later. */
const keptDays = 3;

/**
 * Inboxes are made, and some of them are given up days later; others get another address or password; domains get records; and
 * now and then there is one more address to send from.
 */
export function createOrdinaryDays(rollcall: Rollcall, seed: number): OrdinaryDays {
  const random = createRandom(seed, 'ordinary-days');
  const made: { readonly day: number; readonly connection: string; readonly inbox: string }[] = [];
  let day = 0;
  return {
    async live() {
      day += 1;
      const did: string[] = [];
      for (const connection of ['adbtd-sandbox', 'inframail-sandbox', 'mailbux-sandbox']) {
        const inbox = await createInbox(rollcall, { connection, random, day });
        made.push({ day, connection, inbox });
        did.push(`${connection}: created ${inbox}`);
      }
      for (const { connection, inbox } of made.filter((one) => one.day === day - keptDays)) {
        await rollcall.inboxes.delete.mutate({ connection, input: { inbox, confirm: inbox } });
        did.push(`${connection}: deleted ${inbox}`);
      }
      did.push(...(await changeThings(rollcall, { connection: 'simple-inboxes-sandbox', random, day })));
      if (day % addressEvery === 0) {
        await rollcall.providers.adbtd.orderIps.mutate({ connection: 'adbtd-sandbox', input: { count: 1 } });
        did.push('adbtd-sandbox: ordered an address');
      }
      return did;
    },
  };
}

interface Doing {
  readonly connection: string;
  readonly random: Random;
  readonly day: number;
}

async function createInbox(rollcall: Rollcall, { connection, random, day }: Doing): Promise<string> {
  const domain = random.pick(await named(rollcall, connection, 'domain'));
  const address = `day${day}@${domain}`;
  const given = connection === 'adbtd-sandbox' ? {} : { password };
  await rollcall.inboxes.create.mutate({ connection, input: { address, ...given } });
  return address;
}

async function changeThings(rollcall: Rollcall, { connection, random, day }: Doing): Promise<readonly string[]> {
  const inboxes = await named(rollcall, connection, 'inbox');
  const old = random.pick(inboxes);
  const address = `renamed${day}@${old.slice(old.indexOf('@') + 1)}`;
  await rollcall.inboxes.rename.mutate({ connection, input: { inbox: old, address } });
  const inbox = random.pick(inboxes.filter((one) => one !== old));
  await rollcall.inboxes.setPassword.mutate({ connection, input: { inbox, password } });
  const domain = random.pick(await named(rollcall, connection, 'domain'));
  const record = { type: 'TXT', name: `_day${day}`, content: `proof-${day}` };
  await rollcall.dns.add.mutate({ connection, input: { domain, ...record } });
  return [
    `${connection}: renamed ${old} to ${address}`,
    `${connection}: gave ${inbox} another password`,
    `${connection}: added a record to ${domain}`,
  ];
}

/** Some of these that are there, by their names. */
async function named(rollcall: Rollcall, connection: string, kind: string): Promise<readonly string[]> {
  const { data } = await rollcall.resources.list.query({ connection, kind, limit: 200 });
  assert(data.length > 1, `${connection} has too few of ${kind}`);
  return data.map(({ name }) => name);
}
