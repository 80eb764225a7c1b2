import { styleText } from 'node:util';
import type { Command } from 'commander';
import { askGateway } from '../gateway.ts';
import { type CommandOptions, gatewayCommand } from '../gateway-command.ts';
import { plain } from '../output/plain.ts';
import { show } from '../output/show.ts';

interface ExplainOptions extends CommandOptions {
  readonly attribute?: string;
}

/** `explain`: what the ledger holds of a resource, why, and what comes next. */
export function explainCommand(): Command {
  return gatewayCommand('explain', 'say what the ledger holds of a resource, why, and what comes next')
    .argument('<connection>', 'its name')
    .argument('<kind>', 'of the resource')
    .argument('<external-id>', 'as "resources" shows it')
    .option('--attribute <name>', 'only by which rule this attribute is compared')
    .action(async (...[connection, kind, externalId, options]: [string, string, string, ExplainOptions]) => {
      const { attribute } = options;
      const answer = await askGateway(options, (rollcall) =>
        rollcall.resources.explain.query({ connection, kind, externalId, attribute }),
      );
      const [first = '', ...others] = answer.data.sentences.map(plain);
      show(options, answer, () => [styleText('bold', first), ...others]);
    });
}
