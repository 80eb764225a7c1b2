import type { z } from 'zod';
import type { appRouter } from '../router.ts';

/**
 * The paths of the procedures that answer otherwise than these schemas say: something that does not fit, or a field that is
 * not in the schema; and of those that have no schema.
 */
export type Departing<Schemas> = {
  [Path in keyof Outputs]: Path extends keyof Schemas
    ? Schemas[Path] extends z.ZodType<infer Said>
      ? Holds<Outputs[Path], Said> extends true
        ? never
        : Path
      : Path
    : Path;
}[keyof Outputs];

/** What the procedures answer, by their paths. The providers' own are generated from the documents that say it. */
type Outputs = {
  [Found in Procedures<Omit<typeof appRouter._def.record, 'providers'>> as Found['path']]: Found['output'];
};

/** Every procedure of a router, with its path and what it answers. */
type Procedures<Record, Prefix extends string = ''> = {
  [Name in keyof Record & string]: Record[Name] extends { _def: { $types: { output: infer Output } } }
    ? { path: `${Prefix}${Name}`; output: Output extends AsyncIterable<infer Message> ? Untracked<Message> : Output }
    : Procedures<Record[Name], `${Prefix}${Name}.`>;
}[keyof Record & string];

/** What is told, without the id under which it is. */
type Untracked<Message> = Message extends { id: string; data: infer Data } ? Data : Message;

type Holds<Output, Said> = [Plain<Output>] extends [Plain<Said>]
  ? [Fields<Said>] extends [Fields<Output>]
    ? true
    : false
  : false;

/** As JSON has it: nobody is kept from writing to it, and an id is a text. */
type Plain<Value> = unknown extends Value
  ? unknown
  : Value extends string
    ? Value extends z.core.$brand
      ? string
      : Value
    : Value extends readonly (infer Item)[]
      ? Plain<Item>[]
      : Value extends object
        ? { -readonly [Name in keyof Value]: Plain<Value[Name]> }
        : Value;

/** Which fields there are, however deep, whatever they hold. */
type Fields<Value> = unknown extends Value
  ? unknown
  : Value extends readonly (infer Item)[]
    ? Fields<Item>[]
    : Value extends object
      ? Value extends string
        ? true
        : { [Name in keyof Value]-?: Fields<Value[Name]> }
      : true;
