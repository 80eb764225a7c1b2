import { EventType, eventTypes } from '@rollcall/schema';
import { wrongUsage } from './command-error.ts';

/** Reads an option that is a whole number within bounds. */
export function wholeNumber(option: string, { min, max }: { min: number; max: number }): (text: string) => number {
  return (text) => {
    const number = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
    if (number >= min && number <= max) return number;
    throw wrongUsage(`${option} must be a whole number from ${min} to ${max}.`);
  };
}

/** Reads an option that is so many days from now, or a date or time. */
export function dayAhead(option: string): (text: string) => string {
  return (text) => {
    const days = /^(\d{1,4})d$/.exec(text)?.[1];
    const at = days === undefined ? Date.parse(text) : Date.now() + Number(days) * 86_400_000;
    if (!Number.isNaN(at)) return new Date(at).toISOString();
    throw wrongUsage(`${option} takes a number of days such as 30d, or a date such as 2027-03-01.`);
  };
}

/** Reads an option that is a place in the order of events; 0, where it is allowed, stands before the first. */
export function sequence(option: string, min: 0 | 1 = 1): (text: string) => number {
  return wholeNumber(option, { min, max: Number.MAX_SAFE_INTEGER });
}

/** Reads an option `--type` of events that may be repeated. */
export function eventTypesGiven(text: string, before: readonly EventType[] | undefined): readonly EventType[] {
  const { data } = EventType.safeParse(text);
  if (data === undefined) throw wrongUsage(`--type must be a type of event, one of ${eventTypes.join(', ')}.`);
  return [...(before ?? []), data];
}

/** Reads an option that is a JSON object. What was typed is not repeated: it may hold a secret. */
export function jsonObject(option: string): (text: string) => Readonly<Record<string, unknown>> {
  return (text) => {
    const object = parsedObject(text);
    if (object !== undefined) return object;
    throw wrongUsage(`${option} must be a JSON object such as '{"name":"value"}': quote it for the shell.`);
  };
}

/** The JSON object that a text is; undefined when it is something else. */
export function parsedObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Reads an option that may be repeated. */
export function repeated(text: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), text];
}

/** Reads an option `NAME=VALUE` that may be repeated; the last of a name counts. A value may be empty. */
export function pairs(
  option: string,
): (text: string, before: Readonly<Record<string, string>> | undefined) => Readonly<Record<string, string>> {
  return (text, before) => {
    const at = text.indexOf('=');
    if (at < 1) throw wrongUsage(`${option} must be a name, "=" and a value: quote it for the shell.`);
    return Object.fromEntries([...Object.entries(before ?? {}), [text.slice(0, at).trim(), text.slice(at + 1).trim()]]);
  };
}

/** Reads an option `BUCKET=REQUESTS` that may be repeated. Without a number it takes the bucket's own rate out: null. */
export function rates(
  text: string,
  before: Readonly<Record<string, number | null>> | undefined,
): Readonly<Record<string, number | null>> {
  const given = pairs('--rate')(text, undefined);
  const read = wholeNumber('--rate BUCKET=N: N', { min: 1, max: 1_000_000 });
  const numbers = Object.entries(given).map(([bucket, number]) => [bucket, number === '' ? null : read(number)]);
  return { ...before, ...Object.fromEntries(numbers) };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
