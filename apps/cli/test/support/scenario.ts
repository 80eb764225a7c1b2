import type { AuditEvent, Operation, Resource } from '@rollcall/schema';
import type { z } from 'zod';
import { answers } from './answers.ts';
import type { CliResult } from './cli.ts';
import type { Stack } from './stack.ts';
import { providerName } from './test-sandbox.ts';

type SyncedRun = z.output<typeof answers.sync>['data'][number];

/** What the scenarios do over and over, each through the command and its JSON. */
export interface Scenario {
  /** Syncs one connection; fails the test when the command does not end with `code`, 0 unless given. */
  sync(
    name: string,
    code?: number,
  ): Promise<SyncedRun & { kind(kind: string): SyncedRun['kinds'][number] | undefined }>;
  /** Calls one of the provider's operations. */
  call(name: string, operation: string, input: unknown, ...more: readonly string[]): Promise<CliResult>;
  /** Everything that the ledger holds of a connection. */
  inventory(name: string, ...filters: readonly string[]): Promise<readonly Resource[]>;
  events(name: string, ...filters: readonly string[]): Promise<readonly AuditEvent[]>;
  operations(name: string): Promise<readonly Operation[]>;
}

export function scenarioOn(stack: Stack): Scenario {
  return {
    async sync(name, code = 0) {
      const { data } = await stack.ask(['sync', name], answers.sync, { code });
      const run = only(data);
      return { ...run, kind: (kind) => run.kinds.find((result) => result.kind === kind) };
    },
    call(name, operation, input, ...more) {
      const args = ['call', `${providerName}.${operation}`, '--connection', name, '--input', JSON.stringify(input)];
      return stack.cli([...args, ...more, '--json']);
    },
    async inventory(name, ...filters) {
      return (await stack.ask(['resources', '--connection', name, '--all', ...filters], answers.resources)).data;
    },
    async events(name, ...filters) {
      return (await stack.ask(['events', '--connection', name, '--all', ...filters], answers.events)).data;
    },
    async operations(name) {
      return (await stack.ask(['operations', '--connection', name, '--all'], answers.operations)).data;
    },
  };
}

/** The first of a list that must not be empty. */
export function first<Item>(items: readonly Item[]): Item {
  const [item] = items;
  if (item === undefined) throw new Error('there is none');
  return item;
}

/** The one item of a list that must have no other. */
function only<Item>(items: readonly Item[]): Item {
  if (items.length !== 1) throw new Error(`one was expected, not ${items.length}`);
  return first(items);
}
