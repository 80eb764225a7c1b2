import { isReadable, type ReadableType } from './wire/from-answer.ts';
import type { Heard } from './wire/interpret.ts';

/** How mailauth asks: as Node's `dns.promises.resolve`, whose errors have a code. */
export type MailResolver = (name: string, type: string) => Promise<string[][] | string[]>;

/** Asked for a name and a type, and answers whatever is known. */
export type Lookup = (name: string, type: ReadableType) => Promise<Heard>;

/** A resolver for mailauth. What is unknown is thrown as such, so that it never passes for an absence. */
export function mailResolver(lookup: Lookup): MailResolver {
  return async (name, type) => {
    if (!isReadable(type)) throw coded('ENOTIMP', `records of type ${type} are not asked for`);
    const { state, records, reason } = await lookup(name, type);
    if (state === 'no_name') throw coded('ENOTFOUND', `${name} does not exist`);
    if (state === 'no_data') throw coded('ENODATA', `${name} has no ${type} record`);
    if (state === 'unknown') throw coded('ESERVFAIL', `${name} (${type}) cannot be looked up: ${reason}`);
    if (type === 'TXT') return records.map(({ content }) => [content]);
    // Its types have text alone, and of a mail exchange it reads these two, as Node gives them.
    if (type === 'MX') {
      return records.map(({ content, priority }) =>
        Object.assign([content], { exchange: content, priority: priority ?? 0 }),
      );
    }
    return records.map(({ content }) => content);
  };
}

function coded(code: string, message: string): Error & { readonly code: string } {
  return Object.assign(new Error(message), { code });
}
