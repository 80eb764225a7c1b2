import type { Family } from '@rollcall/metrics/testing';

interface Exposed {
  /** What a gateway says of itself, and of the installation. */
  readonly gateway: readonly Family[];
  readonly daemon: readonly Family[];
}

/** `docs/METRICS.md`, as what processes really say makes it. */
export function metricsPage({ gateway, daemon }: Exposed): string {
  const own = gateway.filter(({ name }) => isOfGateway(name));
  const figures = gateway.filter(({ name }) => !isOfGateway(name));
  return `${head}
## The gateway

${tableOf(own)}

## The installation

Every gateway tells the same of these, so that a query takes the greatest, not the sum: \`max by (…) (…)\`. They are up to five seconds old, and
those that take PostgreSQL long are older (\`rollcall_figures_age_seconds\`). Where they cannot be had they are missing.

${tableOf(figures)}

## A sync daemon

${tableOf(daemon)}
`;
}

const ofEveryProcess = /^rollcall_(build_info$|provider_request)/;

function isOfGateway(name: string): boolean {
  return name.startsWith('rollcall_gateway_') || ofEveryProcess.test(name);
}

const head = `# Metrics

What Prometheus is told, made from what a gateway and a daemon that have worked really say: \`pnpm vitest run apps/cli/test/metrics.test.ts -u\`
writes this page, and without \`-u\` that test holds the processes to it.

\`GET /metrics\` of a gateway takes a key with \`metrics:read\` ([API.md](API.md#metrics)); a daemon has a page of its own process where
\`ROLLCALL_METRICS_PORT\` is set ([OPERATING.md](OPERATING.md#watching-it)). Beside these, both say what every Node process can: \`process_*\`
and \`nodejs_*\`, as \`prom-client\` has them.

Times are seconds. What ends with \`_total\` only grows, and begins anew with its process, or with the database; of a histogram the name
stands here that its \`_bucket\`, \`_sum\` and \`_count\` have in common. No label is a resource, an address, or what a caller sent.
\`workspace\`, \`connection\` and \`webhook\` are their names. So that they stay few, 1,000 of each have series of their own, the oldest; all
others are summed up as \`(others)\`, where of ages the greatest counts.
`;

function tableOf(families: readonly Family[]): string {
  const rows = families.map(({ name, type, labels, help }) => {
    const shown = labels.length === 0 ? '' : labels.map((label) => `\`${label}\``).join(', ');
    return `| \`${name}\` | ${type} | ${shown} | ${help.replaceAll('|', '\\|')} |`;
  });
  return ['| metric | type | labels | is |', '| ------ | ---- | ------ | -- |', ...rows.toSorted()].join('\n');
}
