import { type BrakeLimits, BrakeOverrides } from '@rollcall/schema';
import { Command } from 'commander';
import { parsedObject } from '../arguments.ts';
import { wrongUsage } from '../command-error.ts';
import { askGateway } from '../gateway.ts';
import { type CommandOptions, gatewayCommand } from '../gateway-command.ts';
import { show } from '../output/show.ts';
import { table } from '../output/table.ts';

type BrakeOptions = CommandOptions & { readonly connection?: string };

/** `brake`: how much change that nobody asked for is believed without a person. */
export function brakeCommand(): Command {
  return new Command('brake')
    .description('how much change that nobody asked for passes without a decision')
    .addCommand(brakeShow())
    .addCommand(brakeSet());
}

function brakeShow(): Command {
  return gatewayCommand('show', 'show the limits, and which of them were set')
    .option('--connection <name>', 'those of this connection')
    .action(async (options: BrakeOptions) => {
      const { connection } = options;
      const { data } = await askGateway(options, (rollcall) => rollcall.brake.get.query({ connection }));
      show(options, { data }, () => linesOf(data.limits, [data.workspace, data.connection]));
    });
}

function brakeSet(): Command {
  return gatewayCommand('set', "set limits in place of those set before; '{}' goes back to the defaults")
    .argument('<limits>', `JSON, such as '{"lost":{"scope":{"percent":30}}}'`, overrides)
    .option('--connection <name>', 'of this connection; of the whole workspace unless given')
    .action(async (limits: BrakeOverrides, options: BrakeOptions) => {
      const connection = options.connection ?? null;
      const { data } = await askGateway(options, (rollcall) => rollcall.brake.set.mutate({ connection, limits }));
      show(options, { data }, () => linesOf(data.limits, [limits]));
    });
}

function overrides(text: string): BrakeOverrides {
  const read = BrakeOverrides.safeParse(parsedObject(text));
  if (read.success) return read.data;
  throw wrongUsage(
    `<limits> must be JSON with "lost" or "altered", in it "scope", "connection" or "workspace", in it "absolute", "percent" or "min", such as '{"lost":{"scope":{"percent":30}}}': quote it for the shell.`,
  );
}

function linesOf(limits: BrakeLimits, set: readonly BrakeOverrides[]): readonly string[] {
  const rows = (['lost', 'altered'] as const).flatMap((sort) =>
    (['scope', 'connection', 'workspace'] as const).map((extent) => ({
      ...{ sort, extent, ...limits[sort][extent] },
      isSet: set.some((given) => Object.keys(given[sort]?.[extent] ?? {}).length > 0),
    })),
  );
  return table(rows, [
    { title: 'what', value: ({ sort }) => (sort === 'lost' ? 'vanishes' : 'changes') },
    { title: 'over', value: ({ extent }) => `one ${extent}` },
    { title: 'no more than', value: ({ absolute }) => absolute },
    { title: 'nor than', value: ({ percent, min }) => `${percent} % from ${min} on` },
    { title: 'set', value: ({ isSet }) => (isSet ? 'yes' : null) },
  ]);
}
