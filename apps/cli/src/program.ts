import { Command } from 'commander';
import manifest from '../package.json' with { type: 'json' };
import { withCommonOptions } from './gateway-command.ts';

/**
 * Each is loaded when its name stands on the command line, or when none does. Providers take a while to load, so a command
 * that needs them loads them with its own help or when it is run, never for the list of commands.
 */
const commands: Readonly<Record<string, (args: readonly string[]) => Promise<Command>>> = {
  connections: async (args) => (await import('./commands/connections.ts')).connectionsCommand(args),
  sync: async () => (await import('./commands/sync.ts')).syncCommand(),
  resources: async () => (await import('./commands/resources.ts')).resourcesCommand(),
  counts: async () => (await import('./commands/counts.ts')).countsCommand(),
  scopes: async () => (await import('./commands/scopes.ts')).scopesCommand(),
  history: async () => (await import('./commands/history.ts')).historyCommand(),
  events: async () => (await import('./commands/events.ts')).eventsCommand(),
  audit: async () => (await import('./commands/audit.ts')).auditCommand(),
  verify: async () => (await import('./commands/verify.ts')).verifyCommand(),
  revert: async () => (await import('./commands/revert.ts')).revertCommand(),
  accept: async () => (await import('./commands/accept.ts')).acceptCommand(),
  runs: async () => (await import('./commands/runs.ts')).runsCommand(),
  dns: async () => (await import('./commands/dns.ts')).dnsCommand(),
  findings: async () => (await import('./commands/findings.ts')).findingsCommand(),
  report: async () => (await import('./commands/report.ts')).reportCommand(),
  reports: async () => (await import('./commands/reports.ts')).reportsCommand(),
  holds: async () => (await import('./commands/holds.ts')).holdsCommand(),
  brake: async () => (await import('./commands/brake.ts')).brakeCommand(),
  certificate: async () => (await import('./commands/certificate.ts')).certificateCommand(),
  explain: async () => (await import('./commands/explain.ts')).explainCommand(),
  budgets: async () => (await import('./commands/budgets.ts')).budgetsCommand(),
  operations: async () => (await import('./commands/operations.ts')).operationsCommand(),
  capabilities: async () => (await import('./commands/capabilities.ts')).capabilitiesCommand(),
  documents: async () => (await import('./commands/documents.ts')).documentsCommand(),
  call: async (args) =>
    args.includes('call')
      ? (await import('./commands/call.ts')).callCommand()
      : (await import('./commands/call-outline.ts')).callOutline(),
  plan: async () => (await import('./commands/plan.ts')).planCommand(),
  apply: async () => (await import('./commands/apply.ts')).applyCommand(),
  bulk: async () => (await import('./commands/bulk.ts')).bulkCommand(),
  keys: async () => (await import('./commands/keys.ts')).keysCommand(),
  webhooks: async () => (await import('./commands/webhooks.ts')).webhooksCommand(),
  workspaces: async () => (await import('./commands/workspaces.ts')).workspacesCommand(),
  credentials: async () => (await import('./commands/credentials.ts')).credentialsCommand(),
  doctor: async () => (await import('./commands/doctor.ts')).doctorCommand(),
  sandbox: async () => (await import('./commands/sandbox.ts')).sandboxCommand(),
};

/** The command-line program for these arguments. It throws where commander would end the process. */
export async function createProgram(args: readonly string[]): Promise<Command> {
  const program = withCommonOptions(new Command('rollcall'))
    .description('A ledger of rented sending infrastructure that can be believed.')
    .version(manifest.version)
    .enablePositionalOptions()
    .exitOverride()
    // What is wrong is said in one place, with its code.
    .configureOutput({ outputError: () => {} })
    .addHelpText('after', environmentHelp)
    .hook('preAction', (whole, command) => handDown(whole, command));
  const named = Object.keys(commands).filter((name) => args.includes(name));
  for (const name of named.length === 0 ? Object.keys(commands) : named) {
    const command = await commands[name]?.(args);
    if (command !== undefined) program.addCommand(command);
  }
  inherit(program);
  return program;
}

const environmentHelp = `
Run it as "pnpm rollcall …", or "pnpm --silent rollcall … --json" in scripts.
Exit codes: 0 success, 1 an error, 2 wrong usage, 3 a sync of which a run ended other than complete,
            or that left a connection out, or an apply --wait of which something was not done.
Environment:
  ROLLCALL_URL       the gateway; unless set, the one that runs on the data folder
  ROLLCALL_API_KEY   the key to it; unless set, the first admin key, kept in the data folder
  ROLLCALL_DATA_DIR  the data folder; unless set, .rollcall in the repository`;

/** Commands that are made apart from their parent do not take its settings by themselves. */
function inherit(parent: Command): void {
  for (const command of parent.commands) {
    command.copyInheritedSettings(parent);
    inherit(command);
  }
}

/** An option that stands before the command counts as though it stood behind it. */
function handDown(program: Command, command: Command): void {
  for (const [name, value] of Object.entries(program.opts())) {
    if (command.getOptionValue(name) === undefined) command.setOptionValue(name, value);
  }
}
