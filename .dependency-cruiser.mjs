// Which way imports may point. Every rule has a planted breach in scripts/test/layers.test.ts that proves it bites.

/** What a package's source may import, apart from itself and Node. A package that is not named here is not limited. */
const packages = {
  schema: { workspace: [], npm: ['zod'] },
  ledger: { workspace: ['schema'], npm: ['cron-parser', 'zod'] },
  'process-lock': { workspace: [], npm: ['zod'] },
  'data-folder': { workspace: ['process-lock', 'schema'], npm: ['zod'] },
  'embedded-postgres': { workspace: ['process-lock', 'schema'], npm: [] },
  webhooks: { workspace: ['schema'], npm: ['ipaddr\\.js', 'undici', 'zod'] },
  telemetry: { workspace: [], npm: ['@opentelemetry', 'pino'] },
  db: { workspace: ['ledger', 'schema', 'telemetry'] },
  'provider-kit': { workspace: ['schema', 'telemetry'] },
  metrics: { workspace: ['provider-kit'], npm: ['prom-client'] },
  dns: { workspace: ['provider-kit', 'schema', 'webhooks'], npm: ['dns-packet', 'mailauth', 'zod'] },
  reports: { workspace: ['db', 'ledger', 'provider-kit', 'schema'], npm: ['fontkit', 'pdfmake', 'vega'] },
  client: { workspace: ['schema'] },
};

const testing = '/src/testing/';

/** Inside `packages/<name>/src`, another package of the workspace. */
const workspaceRules = Object.entries(packages).map(([name, { workspace }]) => ({
  name: `${name}-imports-downwards`,
  comment: `packages/${name} may import ${workspace.join(' and ') || 'no other package'}.`,
  severity: 'error',
  from: { path: `^packages/${name}/src/`, pathNot: testing },
  to: { path: '^packages/', pathNot: `^packages/(${[name, ...workspace].join('|')})/` },
}));

/** Inside `packages/<name>/src`, a package from npm. */
const npmRules = Object.entries(packages)
  .filter(([, { npm }]) => npm !== undefined)
  .map(([name, { npm }]) => ({
    name: `${name}-npm`,
    comment: `packages/${name} may use ${npm.join(' and ') || 'no package'} from npm.`,
    severity: 'error',
    from: { path: `^packages/${name}/src/`, pathNot: testing },
    to: {
      path: 'node_modules/',
      ...(npm.length > 0 ? { pathNot: `node_modules/(${npm.join('|')})/` } : {}),
    },
  }));

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...workspaceRules,
    ...npmRules,
    {
      name: 'no-circular',
      comment: 'A circle has no first file to read.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-unresolvable',
      comment: 'The import leads nowhere.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-dev-dependency',
      comment: 'What runs must be a dependency, or it is missing from an install without devDependencies.',
      severity: 'error',
      from: { path: '^(apps|packages)/.+/src/', pathNot: testing },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'ledger-is-pure',
      comment: 'The ledger has no I/O: the same input gives the same plan.',
      severity: 'error',
      from: { path: '^packages/(ledger|schema)/src/' },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?(assert|assert/strict|crypto)$' },
    },
    {
      name: 'packages-not-to-apps',
      comment: 'Apps stand on packages, not the other way round.',
      severity: 'error',
      from: { path: '^packages/', pathNot: '^packages/client/' },
      to: { path: '^apps/' },
    },
    {
      name: 'no-app-to-app',
      comment: 'Apps meet over HTTP and in the database only.',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'client-knows-the-router-type-only',
      comment: "The client imports the type of the gateway's router, and nothing that runs.",
      severity: 'error',
      from: { path: '^packages/client/src/' },
      to: { path: '^apps/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'client-knows-the-router-only',
      comment: "The client imports the gateway's router and none of its other files.",
      severity: 'error',
      from: { path: '^packages/client/' },
      to: { path: '^apps/', pathNot: '^apps/gateway/src/router\\.ts$' },
    },
    {
      name: 'cli-not-to-database',
      comment: 'The CLI speaks to the gateway through the typed client, never to the database.',
      severity: 'error',
      from: { path: '^apps/cli/src/' },
      to: { path: '^packages/(db|embedded-postgres)/' },
    },
    {
      name: 'only-db-speaks-sql',
      comment: 'SQL lives in packages/db, one named function a question.',
      severity: 'error',
      from: { path: '^(apps|packages)/.+/src/', pathNot: '^packages/db/' },
      to: { path: 'node_modules/(pg|kysely|pg-boss|pg-copy-streams)/' },
    },
    {
      name: 'provider-imports-kit-and-schema',
      comment: 'A provider knows the kit and the nouns, and nothing of the engine.',
      severity: 'error',
      from: { path: '^packages/providers/([^/]+)/src/', pathNot: '^packages/providers/registry/' },
      to: { path: '^packages/', pathNot: '^packages/(provider-kit|schema|providers/[^/]+)/' },
    },
    {
      name: 'no-provider-to-provider',
      comment: 'A provider never imports another one.',
      severity: 'error',
      from: { path: '^packages/providers/([^/]+)/', pathNot: '^packages/providers/registry/' },
      to: { path: '^packages/providers/', pathNot: '^packages/providers/$1/' },
    },
    {
      name: 'only-the-registry-knows-providers',
      comment: 'No code outside the registry names a provider: it takes whatever the registry holds.',
      severity: 'error',
      from: { path: '^(apps|packages|scripts|bench)/', pathNot: '^packages/providers/' },
      to: { path: '^packages/providers/', pathNot: '^packages/providers/registry/' },
    },
    {
      name: 'generated-stays-inside',
      comment:
        "Generated code is imported inside its own package only: what others need goes through the package's index.",
      severity: 'error',
      from: { path: '^(apps|packages|scripts|bench)/', pathNot: '^packages/providers/([^/]+)/' },
      to: { path: '^packages/providers/[^/]+/src/generated/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.mjs', '.js'],
    },
  },
};
