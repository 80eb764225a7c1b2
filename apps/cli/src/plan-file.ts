import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { parsedObject } from './arguments.ts';
import { wrongUsage } from './command-error.ts';
import { readStdin } from './read-stdin.ts';

/** Items of one procedure at one connection, as the gateway takes them. */
export interface PlanGroup {
  connection: string;
  procedure: string;
  items: Record<string, unknown>[];
}

/** What every line is of that does not say so itself. */
export interface LineDefaults {
  readonly connection?: string;
  readonly procedure?: string;
}

/** A program that writes the items may compute them first. */
const silentMsMax = 60_000;

/**
 * Reads what is to be planned, from a file or, for `-`, from stdin: one JSON object `{ groups }`, or a line of JSON for each
 * item, `{ connection, procedure, input }`, or its input alone where both are said by options. What was written is not
 * repeated in an error: it may hold a secret.
 */
export async function readPlanFile(path: string, defaults: LineDefaults): Promise<PlanGroup[]> {
  const text = path === '-' ? await fromStdin() : await fromFile(path);
  const whole = Whole.safeParse(parsedObject(text));
  if (whole.success) return whole.data.groups;
  return groupsOf(text, defaults);
}

const Whole = z.strictObject({
  groups: z.array(
    z.strictObject({
      connection: z.string(),
      procedure: z.string(),
      items: z.array(z.record(z.string(), z.unknown())),
    }),
  ),
});

const Line = z.strictObject({
  connection: z.string(),
  procedure: z.string(),
  input: z.record(z.string(), z.unknown()),
});

async function fromStdin(): Promise<string> {
  const text = await readStdin({ what: 'the items to plan', silentMsMax });
  if (text === 'silent') throw wrongUsage('Nothing came on stdin: pipe the items into it, or name a file.');
  return text;
}

async function fromFile(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    throw wrongUsage(`The file ${path} cannot be read: check its name.`);
  }
}

function groupsOf(text: string, defaults: LineDefaults): PlanGroup[] {
  const groups = new Map<string, PlanGroup>();
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const { connection, procedure, input } = itemOf(line, { index, defaults });
    const key = JSON.stringify([connection, procedure]);
    const group = groups.get(key) ?? { connection, procedure, items: [] };
    group.items.push(input);
    groups.set(key, group);
  }
  if (groups.size === 0) throw wrongUsage('There is nothing to plan: write a line of JSON for each item.');
  return [...groups.values()];
}

function itemOf(line: string, { index, defaults }: { index: number; defaults: LineDefaults }): z.output<typeof Line> {
  const value = parsedObject(line);
  if (value === undefined) throw wrongUsage(`Line ${index + 1} is no JSON object.`);
  const item = Line.safeParse(value);
  if (item.success) return item.data;
  const { connection, procedure } = defaults;
  if (connection !== undefined && procedure !== undefined) return { connection, procedure, input: { ...value } };
  throw wrongUsage(
    `Line ${index + 1} must be {"connection":…,"procedure":…,"input":{…}}; with --connection and --procedure, the input alone.`,
  );
}
