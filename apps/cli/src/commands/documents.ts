import { styleText } from 'node:util';
import type { DocumentDiff, DocumentHunk } from '@rollcall/schema';
import { Command } from 'commander';
import { askGateway } from '../gateway.ts';
import { type CommandOptions, gatewayCommand } from '../gateway-command.ts';
import { plain } from '../output/plain.ts';
import { show } from '../output/show.ts';
import { localTime } from '../output/time.ts';

/** `documents`: what providers' documents say, beside what providers answer. */
export function documentsCommand(): Command {
  return new Command('documents').description("hold providers' answers to their documents").addCommand(
    gatewayCommand('diff', "show how a connection's answers differ from its provider's openapi.yaml")
      .argument('<connection>', 'its name')
      .action(async (connection: string, options: CommandOptions) => {
        const answer = await askGateway(options, (rollcall) => rollcall.documents.diff.query({ connection }));
        show(options, answer, () => linesOf(answer.data));
      }),
  );
}

function linesOf({ connection, provider, documentVersion, lookedAt, hunks }: DocumentDiff): readonly string[] {
  if (lookedAt === null) return [`No answer of ${connection} was looked at yet: "pnpm rollcall sync" does.`];
  if (hunks.length === 0) {
    return [`What ${connection} answers is as its document says (${documentVersion}), until ${localTime(lookedAt)}.`];
  }
  return [
    plain(`--- openapi.yaml of ${provider}, ${documentVersion}`),
    plain(`+++ what ${connection} answers, until ${localTime(lookedAt)}`),
    ...hunks.flatMap(hunkLines),
  ];
}

function hunkLines({ pointer, operations, published, lines }: DocumentHunk): readonly string[] {
  const sure = published ? '' : ' (inferred)';
  return [
    styleText('cyan', plain(`@@ ${pointer}${sure} @@ ${operations.join(', ')}`)),
    ...lines.map(plain).map(coloured),
  ];
}

function coloured(line: string): string {
  if (line.startsWith('-')) return styleText('red', line);
  return line.startsWith('+') ? styleText('green', line) : line;
}
