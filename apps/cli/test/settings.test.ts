import { describe, expect, test } from 'vitest';
import { answers } from './support/answers.ts';
import { scenarioOn } from './support/scenario.ts';
import { useStack } from './support/stack.ts';

const stack = useStack();
const scenario = scenarioOn(stack);

test('connections add --help says of each provider what its credential and its settings are, with an example', async () => {
  const { code, stdout } = await stack.cli(['connections', 'add', '--help']);
  expect(code).toBe(0);
  for (const line of [
    `echo '{"apiKey":"…"}' | pnpm rollcall connections add my-adbtd --provider adbtd`,
    `echo '{"apiKey":"…"}' | pnpm rollcall connections add my-elastic-email --provider elastic-email`,
    `echo '{"apiKey":"…","customerId":"…","profileId":"…"}' | pnpm rollcall connections add my-inframail --provider inframail --config '{"hostOrderIds":["…"]}'`,
    `echo '{"token":"…"}' | pnpm rollcall connections add my-mailbux --provider mailbux`,
    `echo '{"apiKey":"…"}' | pnpm rollcall connections add my-simple-inboxes --provider simple-inboxes`,
    'credential apiKey (text; required; begins with adbtd_live_ or adbtd_mcp_): ',
    'credential customerId (text; required): ',
    '--config hostOrderIds (a list; required): ',
    '--config deleteStyle ("delete", "post"; "delete" unless given): ',
    '--config moneyUnit ("major", "minor", "unknown"; optional): ',
    '--config forwarderEndpoint (boolean; false unless given): ',
    '--config subaccounts (a list; optional): ',
  ]) {
    expect(stdout).toContain(line);
  }
  // No field goes without a word on what it means.
  expect(stdout).not.toMatch(/^ {2}(credential|--config) .*: *$/m);
});

describe('a unit of money that is assumed', () => {
  const name = 'money';
  const units = async () => {
    const wallets = await scenario.inventory(name, '--kind', 'wallet');
    return new Set(wallets.map(({ attributes }) => attributes['unit']));
  };
  const note = `${name}: "moneyUnit" is assumed to be "major": "pnpm rollcall connections update ${name} --config '{"moneyUnit":"major"}'" confirms it.`;

  test('is said to be, on each amount and in the list of connections, until somebody confirms it', async () => {
    const sizes = { domain: 1, order: 1, inbox: 1 };
    await stack.connect(name, { provider: 'simple-inboxes', seed: 7, sizes });
    // The sandbox says what its amounts are in; a real account does not.
    await stack.cli(['connections', 'update', name, '--config', '{}']);
    await stack.cli(['sync', name, '--kind', 'wallet']);
    expect(await units()).toEqual(new Set(['assumed']));
    expect((await stack.cli(['connections', 'list'])).stdout).toContain(note);
    const { data } = await stack.ask(['connections', 'list'], answers.connections);
    expect(data).toMatchObject([{ name, config: {}, assumed: { moneyUnit: 'major' } }]);

    const confirm = ['connections', 'update', name, '--config', '{"moneyUnit":"major"}'];
    expect((await stack.cli(confirm)).code).toBe(0);
    expect((await stack.cli(['connections', 'list'])).stdout).not.toContain('is assumed');
    await stack.cli(['sync', name, '--kind', 'wallet']);
    expect(await units()).toEqual(new Set(['confirmed']));
  });

  test('is not changed to one that there is not', async () => {
    const { code, stderr } = await stack.cli(['connections', 'update', name, '--config', '{"moneyUnit":"cents"}']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/invalid_config: .*"moneyUnit" must be major \(24\.50 is \$24\.50\)/);
    expect(await units()).toEqual(new Set(['confirmed']));
  });
});
