import { inWorkspace, listFindings } from '@rollcall/db';
import { providers } from '@rollcall/provider-registry';
import { beforeAll, describe, expect, test } from 'vitest';
import { judgeWorkspace } from '../src/judging/judge-workspace.ts';
import { moneySets } from '../src/judging/sets/money.ts';
import { type Connected, useInstallation } from './support/installation.ts';
import { type TestSandbox, useSandboxes } from './support/sandboxes.ts';

// The first provider that lists what moves the money of wallets.
const [found] = Object.values(providers).flatMap(({ name, kinds }) =>
  kinds.flatMap(({ kind, moves }) => (moves === undefined ? [] : [{ provider: name, kind, moves }])),
);
if (found === undefined) throw new Error('no provider lists what moves money');
const { provider, kind, moves } = found;
const kinds = [moves.walletKind, kind, moves.billed?.kind ?? kind];
const never = new AbortController().signal;

const installation = useInstallation();
const startSandbox = useSandboxes(provider);
/** A day like any other: what is said of the last weeks must be of them. */
const today = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);

interface Account {
  readonly sandbox: TestSandbox;
  readonly connection: Connected;
}

async function givenAccount({ clean }: { readonly clean: boolean }): Promise<Account> {
  const sandbox = await startSandbox({ seed: 1, now: today, clean });
  const connection = await installation.connect(sandbox, {
    ...{ provider, config: { moneyUnit: 'major' } },
    // Our own patience is not what is tried here.
    rates: { default: 60_000 },
  });
  await sync({ sandbox, connection });
  return { sandbox, connection };
}

const sync = ({ connection }: Account, full = false) => installation.run(connection, { kinds, full });

/** What the rules of money find at an account now: which, about what, for how much. */
async function findings({ connection }: Account): Promise<readonly string[]> {
  const { daemon, workspaceId } = installation;
  await judgeWorkspace({ ...daemon, signal: never }, workspaceId, moneySets);
  const all = await inWorkspace(daemon.db, workspaceId, (tx) => listFindings(tx, { every: false, limit: 200 }));
  return all
    .filter((finding) => finding.connection === connection.name)
    .map(({ rule, subject, money }) => `${rule}: ${subject?.name}, ${money?.minor}`)
    .toSorted();
}

/** Those there are now that were not there before. */
async function moreAfter(account: Account, act: () => Promise<unknown>): Promise<readonly string[]> {
  const before = await findings(account);
  await act();
  await sync(account, true);
  const after = await findings(account);
  expect(
    before.filter((one) => !after.includes(one)),
    'nothing that stood is over',
  ).toEqual([]);
  return after.filter((one) => !before.includes(one));
}

describe('an account with something wrong of every sort', () => {
  let account: Account;
  beforeAll(async () => {
    account = await givenAccount({ clean: false });
  });

  test('each rule finds its own, and nothing else', async () => {
    expect(await findings(account)).toEqual([
      'auto_recharge_surprise: master, 60000',
      'charged_twice: renewal of alder-news.example, 2400',
      'running_balance_broken: renewal of birch-past.example, 100',
      'top_up_without_invoice: top-up by card, 20000',
      'transfer_without_other_leg: transfer out, 2000',
      'wallet_does_not_add_up: birch, 1200',
    ]);
  });

  test('what happens in its story shows as that, and as nothing else', async () => {
    const told = async () => {
      for (const step of account.sandbox.story ?? [])
        if (step.do === 'change') await account.sandbox.change(step.change);
    };
    expect(await moreAfter(account, told)).toEqual([
      'balance_differs: cedar, 500',
      'transaction_changed: renewal of cedar-team.example, corrected, undefined',
      'transaction_vanished: top-up by card, 20000',
    ]);
  });

  test('every figure is exact only where a person has confirmed the unit', async () => {
    const { rows } = await installation.owner.query(
      `update rollcall.connection set config = config - 'moneyUnit' where connection_id = $1 returning config`,
      [account.connection.id],
    );
    expect(rows).toHaveLength(1);
    await sync(account, true);
    const unsure = await findings(account);
    expect(unsure).toHaveLength(9);
    // What is gone is as it was when it went.
    expect(unsure.filter((one) => !one.endsWith('undefined'))).toEqual(['transaction_vanished: top-up by card, 20000']);
    await installation.owner.query(
      `update rollcall.connection set config = config || '{"moneyUnit": "major"}' where connection_id = $1`,
      [account.connection.id],
    );
    await sync(account, true);
    expect((await findings(account)).filter((one) => one.endsWith('undefined'))).toEqual([
      'transaction_changed: renewal of cedar-team.example, corrected, undefined',
    ]);
  });
});

describe('an account in which nothing is wrong', () => {
  let account: Account;
  beforeAll(async () => {
    account = await givenAccount({ clean: true });
  });
  const old = async (place: number) => {
    const thing = (await account.sandbox.things(kind))[place];
    if (thing === undefined) throw new Error(`there is no ${kind} ${place}`);
    return thing;
  };
  const { walletKind } = moves;

  test('has no finding, also as days pass', async () => {
    expect(await findings(account)).toEqual([]);
    for (let days = 0; days < 30; days += 10) {
      await account.sandbox.change({ do: 'pass', days: 10 });
      await sync(account);
      expect(await findings(account)).toEqual([]);
    }
  });

  test('a wallet that holds something else than its newest transaction says', async () => {
    const edit = { do: 'edit', kind: walletKind, name: 'master' };
    const held = await balanceOf('master');
    expect(await moreAfter(account, () => account.sandbox.change({ ...edit, set: { balance: held + 5 } }))).toEqual([
      'balance_differs: master, 500',
    ]);
    await account.sandbox.change({ ...edit, set: { balance: held } });
    await sync(account);
    expect(await findings(account)).toEqual([]);
  });

  test('a transaction that was changed after it was final, until it is as it was', async () => {
    const { id, name } = await old(4);
    const edit = { do: 'edit', kind, id };
    expect(await moreAfter(account, () => account.sandbox.change({ ...edit, set: { description: 'other' } }))).toEqual([
      'transaction_changed: other, undefined',
    ]);
    await account.sandbox.change({ ...edit, set: { description: name } });
    await sync(account, true);
    expect(await findings(account)).toEqual([]);
  });

  test('a transaction of another amount is that, and the wallet adds up no more', async () => {
    const { id, name } = await old(4);
    const { rows } = await installation.owner.query(
      `select (attributes ->> 'amountMinor')::int as minor from rollcall.resource where connection_id = $1 and external_id = $2`,
      [account.connection.id, id],
    );
    const amount = rows[0].minor / 100;
    expect(
      await moreAfter(account, () => account.sandbox.change({ do: 'edit', kind, id, set: { amount: amount + 1 } })),
    ).toEqual([`transaction_changed: ${name}, 100`, expect.stringMatching(/^wallet_does_not_add_up: \w+, 100$/)]);
    await account.sandbox.change({ do: 'edit', kind, id, set: { amount } });
    await sync(account, true);
    expect(await findings(account)).toEqual([]);
  });

  test('a transaction that is gone after it was final', async () => {
    // The oldest: the opening of the wallet is all that moves.
    const { id } = await old(0);
    expect(await moreAfter(account, () => account.sandbox.change({ do: 'delete', kind, id }))).toEqual([
      expect.stringMatching(/^transaction_vanished: top-up by card, \d+$/),
    ]);
  });

  test('a wallet that fills itself up though that is off', async () => {
    await account.sandbox.change({ do: 'alter', kind: walletKind, name: 'master', attribute: 'autoRecharge' });
    await sync(account);
    const recharge = () => account.sandbox.change({ do: 'create', kind, name: 'automatic top-up' });
    expect(await moreAfter(account, recharge), 'it was turned off just now: that may have come first').toEqual([]);
    await longAgo('2 days');
    expect((await findings(account)).filter((one) => one.startsWith('auto'))).toEqual([
      'auto_recharge_surprise: master, 1000',
    ]);
  });

  async function balanceOf(name: string): Promise<number> {
    const { rows } = await installation.owner.query(
      `select attributes ->> 'balanceRaw' as raw from rollcall.resource where connection_id = $1 and kind = $2 and name = $3`,
      [account.connection.id, walletKind, name],
    );
    return Number(rows[0].raw);
  }

  /** As if the ledger had held what it holds of the wallets for so long. */
  async function longAgo(time: string): Promise<void> {
    await installation.owner.query(
      `begin; set local session_replication_role = replica;
        update rollcall.resource_version set recorded_at = recorded_at - interval '${time}' where kind = '${walletKind}'; commit`,
    );
  }
});
