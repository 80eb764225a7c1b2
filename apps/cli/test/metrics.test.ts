import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Family, familiesOf, promtool } from '@rollcall/metrics/testing';
import pg from 'pg';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { createProgram } from '../src/program.ts';
import { metricsPage } from './support/metrics-page.ts';
import { scenarioOn } from './support/scenario.ts';
import { useStack } from './support/stack.ts';
import { providerName } from './support/test-sandbox.ts';

const stack = useStack();
const scenario = scenarioOn(stack);
const root = join(import.meta.dirname, '..', '..', '..');
const prometheus = join(root, 'ops', 'prometheus');

/** What a gateway and a daemon say that have worked. */
let gateway: string;
let daemon: string;
/** What nobody may read in them: credentials, keys, and what is in the inventory. */
let hidden: readonly string[];
/** The labels of each metric that there is. */
let there: ReadonlyMap<string, readonly string[]>;

/** Of Node itself prom-client says what it says for every process. */
const ours = (text: string): readonly Family[] => familiesOf(text).filter(({ name }) => name.startsWith('rollcall_'));

beforeAll(async () => {
  const sandbox = await stack.connect('acme', { seed: 71, sizes: { host: 2, domain: 3, inbox: 6 } });
  await scenario.sync('acme');
  await scenario.call('acme', 'addDomain', { name: 'new.example' });
  await ask(`${stack.gatewayUrl}/metrics`, 'nonsense');
  const inventory = await givenWhatIsSeldom();
  const port = /"metricsPort":(\d+)/.exec(stack.logs())?.[1];
  daemon = await vi.waitFor(
    async () => {
      const text = await ask(`http://127.0.0.1:${port}/metrics`);
      if (!/^rollcall_daemon_webhook_attempts_total\{/m.test(text)) throw new Error('nothing was delivered');
      return text;
    },
    { timeout: 20_000 },
  );
  gateway = await vi.waitFor(
    async () => {
      // Daemons judge meanwhile, and resolve what no rule says.
      await givenFinding();
      const text = await ask(`${stack.gatewayUrl}/metrics`, stack.adminKey);
      if (!/^rollcall_findings_open\{/m.test(text)) throw new Error('no finding is open');
      return text;
    },
    { timeout: 20_000 },
  );
  there = new Map([...ours(gateway), ...ours(daemon)].map(({ name, labels }) => [name, labels]));
  hidden = [...inventory, ...Object.values(sandbox.credential), stack.adminKey].filter((text) => text.length > 4);
}, 60_000);

async function ask(url: string, key = ''): Promise<string> {
  const response = await fetch(url, { headers: { authorization: `Bearer ${key}` } });
  return response.text();
}

/** A webhook that nothing can be signed for, and one that stopped. Answers what the inventory's resources are called. */
async function givenWhatIsSeldom(): Promise<readonly string[]> {
  const owner = new pg.Client(stack.database.ownerUrl);
  await owner.connect();
  await owner.query(`
    insert into rollcall.webhook (workspace_id, webhook_id, name, url, filter, filter_applied, ordering, expanded_to, state,
      stop_reason, stopped_at)
    select w.workspace_id, gen_random_uuid(), h.name, 'https://hooks.example/in', f.filter, f.filter, 'none', 0, h.state, h.reason,
      h.at
    from rollcall.workspace w, (values ('app', 'active', null, null::timestamptz), ('gone', 'disabled', 'gone', now()))
      h(name, state, reason, at), (select '{"types":null,"kinds":null,"connectionIds":null,"severity":"normal"}'::jsonb) f(filter)`);
  const { rows } = await owner.query<{ called: string }>(
    `select unnest(array[external_id, name]) as called from rollcall.resource where kind in ('inbox', 'domain', 'api_key')`,
  );
  await owner.end();
  return rows.map(({ called }) => called);
}

async function givenFinding(): Promise<void> {
  const owner = new pg.Client(stack.database.ownerUrl);
  await owner.connect();
  await owner.query(`
    insert into rollcall.finding (workspace_id, finding_id, fingerprint, rule, severity, state, sentence, remedy, evidence,
      connection_id)
    select workspace_id, gen_random_uuid(), gen_random_uuid()::text, 'operation_leaked', 'alarm', 'open', 'It is so.', 'Look.', '[]',
      connection_id
    from rollcall.connection`);
  await owner.end();
}

describe('what a gateway and a daemon say', () => {
  test('is Prometheus’ text format, and says what they did', () => {
    const names = (text: string) => new Map(familiesOf(text).map((family) => [family.name, family.samples]));
    const [atGateway, atDaemon] = [names(gateway), names(daemon)];
    expect(atGateway.get('rollcall_database_up')).toEqual({ rollcall_database_up: 1 });
    expect(Object.values(atGateway.get('rollcall_figures_success') ?? {})).not.toContain(0);
    const of = `provider="${providerName}",outcome="complete"`;
    expect(atGateway.get('rollcall_runs_total')).toEqual({ [`rollcall_runs_total{${of}}`]: 1 });
    expect(atDaemon.get('rollcall_daemon_runs_total')).toEqual({ [`rollcall_daemon_runs_total{${of}}`]: 1 });
    const proven = `workspace="default",connection="acme",provider="${providerName}",coverage="proven"`;
    expect(atGateway.get('rollcall_scopes')?.[`rollcall_scopes{${proven}}`]).toBeGreaterThan(2);
    expect(Object.values(atGateway.get('rollcall_listing_age_seconds') ?? {}).every((age) => age < 60)).toBe(true);
    expect(Object.keys(atGateway.get('rollcall_listing_age_seconds') ?? {}).length).toBeGreaterThan(2);
    expect(Object.values(atDaemon.get('rollcall_daemon_pages_total') ?? {})).toEqual([expect.any(Number)]);
    expect(Object.values(atDaemon.get('rollcall_daemon_events_sealed_total') ?? {})[0]).toBeGreaterThan(3);
    expect(Object.keys(atDaemon.get('rollcall_daemon_webhook_attempts_total') ?? {})).toEqual([
      'rollcall_daemon_webhook_attempts_total{outcome="unsigned"}',
    ]);
  });

  test('has no metric that docs/METRICS.md does not have, with the same labels, and the other way around', async () => {
    const page = metricsPage({ gateway: ours(gateway), daemon: ours(daemon) });
    expect([...ours(gateway), ...ours(daemon)].filter(({ samples }) => Object.keys(samples).length === 0)).toEqual([]);
    await expect(page).toMatchFileSnapshot(join(root, 'docs', 'METRICS.md'));
  });

  test('names nothing of the inventory, and no secret', () => {
    expect(hidden.length).toBeGreaterThan(10);
    for (const text of hidden) {
      expect(gateway).not.toContain(text);
      expect(daemon).not.toContain(text);
    }
  });

  test('is what promtool takes, without a remark', (context) => {
    for (const text of [gateway, daemon]) {
      const said = promtool(['check', 'metrics'], text);
      if (said === undefined) return context.skip('promtool is not installed: apt-get install prometheus');
      expect(said).toBe('');
    }
  });
});

const Rules = z.object({
  groups: z.array(
    z.object({
      rules: z.array(
        z.object({
          alert: z.string(),
          expr: z.string(),
          annotations: z.object({ summary: z.string(), description: z.string(), runbook: z.string() }),
        }),
      ),
    }),
  ),
});

test('the dashboard asks for metrics that there are, by labels that they have', () => {
  const Dashboard = z.object({
    panels: z.array(z.object({ title: z.string(), targets: z.array(z.object({ expr: z.string() })) })),
  });
  const dashboard = readFileSync(join(root, 'ops', 'grafana', 'rollcall.json'), 'utf8');
  const { panels } = Dashboard.parse(JSON.parse(dashboard));
  expect(panels.length).toBeGreaterThan(10);
  for (const { title, targets } of panels) for (const { expr } of targets) expectMetrics(expr, title);
});

describe('the alert rules', () => {
  const { groups } = Rules.parse(parse(readFileSync(join(prometheus, 'alerts.yaml'), 'utf8')));
  const rules = groups.flatMap((group) => group.rules);

  test('ask for metrics that there are, by labels that they have', () => {
    expect(rules.length).toBeGreaterThan(15);
    for (const { alert, expr } of rules) expectMetrics(expr, alert);
  });

  test('say what to do: their sections are there, and so are the metrics and commands that they name', async () => {
    const operating = readFileSync(join(root, 'docs', 'OPERATING.md'), 'utf8');
    const headings = [...operating.matchAll(/^#+ (Rollcall\w+)$/gm)].map(([, name]) => name);
    expect(headings.toSorted()).toEqual(rules.map(({ alert }) => alert).toSorted());
    for (const { alert, annotations } of rules) {
      expect(annotations.runbook).toBe(`docs/OPERATING.md#${alert.toLowerCase()}`);
      const text = `${annotations.summary} ${annotations.description}`;
      for (const [name] of text.matchAll(/\brollcall_\w+/g)) expect([...there.keys()], alert).toContain(name);
      for (const [, command = ''] of text.matchAll(/"rollcall ([^"]+)"/g)) await expectCommand(command, alert);
    }
  });

  for (const args of [
    ['check', 'rules', join(prometheus, 'alerts.yaml')],
    ['test', 'rules', join(prometheus, 'alerts.test.yaml')],
  ]) {
    test(`are what promtool takes: ${args[0]} ${args[1]}`, (context) => {
      const said = promtool(args);
      if (said === undefined) return context.skip('promtool is not installed: apt-get install prometheus');
      expect(said).toBe('');
    });
  }

  test('are all tried, each fires in one of the tests', () => {
    const tried = readFileSync(join(prometheus, 'alerts.test.yaml'), 'utf8');
    for (const { alert } of rules) expect(tried).toContain(`alertname="${alert}"`);
  });
});

/** A command as it stands in a sentence: each of its words in lower case is a command, and each option one of its own. */
async function expectCommand(line: string, alert: string): Promise<void> {
  const words = line.replaceAll(/\{\{[^}]*\}\}/g, 'VALUE').split(/\s+/);
  let command = await createProgram(words);
  const options = words.findIndex((one) => one.startsWith('--'));
  for (const word of words.slice(0, options < 0 ? undefined : options).filter((one) => /^[a-z]+$/.test(one))) {
    const named = command.commands.find((one) => one.name() === word);
    expect(named, `${alert}: ${line}: ${word}`).toBeDefined();
    command = named ?? command;
  }
  // What a list is asked by stands with the list, which needs not be named.
  const known = [command, ...command.commands].flatMap((one) => one.options.map(({ long }) => long));
  for (const word of words.filter((one) => one.startsWith('--'))) expect(known, `${alert}: ${line}`).toContain(word);
}

/** A query names metrics that there are, at least one, and asks for them by their own labels. */
function expectMetrics(query: string, of: string): void {
  const named = [...query.matchAll(/\b(rollcall_\w+?)(?:_bucket)?\b(?:\{([^}]*)\})?/g)];
  expect(named.length, of).toBeGreaterThan(0);
  for (const [, name = '', matchers = ''] of named) {
    expect([...there.keys()], of).toContain(name);
    for (const [, label = ''] of matchers.matchAll(/(\w+)(?==|!=|=~|!~)/g))
      expect(there.get(name), of).toContain(label);
  }
  const labels = new Set([...named.flatMap(([, name = '']) => there.get(name) ?? []), 'instance', 'le']);
  for (const [, by = ''] of query.matchAll(/\bby \(([^)]*)\)/g)) {
    for (const label of by.split(', ')) expect([...labels], of).toContain(label);
  }
}
