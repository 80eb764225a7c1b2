import type { Scope } from '@rollcall/schema';
import type { Command } from 'commander';
import { askGateway } from '../gateway.ts';
import { type ListOptions, listCommand, pagesOf, showList, tableOf } from '../list-command.ts';
import { ageOf } from '../output/ages.ts';
import { localTime } from '../output/time.ts';

interface ScopesOptions extends ListOptions {
  readonly connection?: string;
  readonly kind?: string;
}

/** `scopes`: how old what the ledger says is, listing by listing. */
export function scopesCommand(): Command {
  return listCommand('scopes', 'list what each listing covers: how old it is, and when it is due next')
    .option('--connection <name>', 'of this connection only')
    .option('--kind <kind>', 'of this kind only: host, domain, inbox, …')
    .action(async (options: ScopesOptions) => {
      const { connection, kind } = options;
      const list = await askGateway(options, (rollcall) =>
        pagesOf(options, (page) => rollcall.resources.scopes.query({ connection, kind, ...page })),
      );
      showList(options, list, {
        lines: tableOf<Scope>([
          { title: 'connection', value: (scope) => scope.connection },
          { title: 'kind', value: (scope) => scope.kind },
          { title: 'of', value: ({ parent }) => (parent === null ? null : (parent.name ?? parent.externalId)) },
          { title: 'grade', value: ({ grade }) => grade },
          { title: 'age', value: (scope) => ageOf(scope) },
          { title: 'next due', value: ({ nextDueAt }) => (nextDueAt === null ? null : localTime(nextDueAt)) },
          { title: 'trouble', value: ({ trouble }) => trouble, style: () => 'yellow' },
        ]),
        empty: 'Nothing was listed yet: "pnpm rollcall sync" does.',
      });
    });
}
