import {
  minorDigits,
  type ReportAmount,
  type ReportColumn,
  type ReportFigure,
  type ReportValue,
  type ReportValueType,
} from '@rollcall/schema';
import { visible } from './visible.ts';

/** How bad something is that is marked. */
type Severity = (typeof severities)[number];

const severities = ['good', 'notice', 'alarm'] as const;

/** A value of a table as people read it, in one line of visible characters. That it is a time in UTC stands in the title of its column. */
export function valueText(value: ReportValue, type: ReportValueType): string {
  if (value === null) return '—';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'object') return amountText(value);
  if (typeof value === 'number') return type === 'days' ? `${grouped(decimal(value))} d` : grouped(decimal(value));
  if (type === 'time') return timeText(value);
  if (type === 'mark') return visible(withTimes(markOf(value).text));
  return visible(/^[{[]/.test(value) ? value : value.replaceAll(told, (text) => withTimes(text)));
}

/** The value of a figure, which stands alone. */
export function figureText({ value, type }: Pick<ReportFigure, 'value' | 'type'>): string {
  if (value === null) return 'not known';
  if (type === 'time' && typeof value === 'string') return instantText(value);
  if (type === 'days' && typeof value === 'number') return `${grouped(decimal(value))} ${value === 1 ? 'day' : 'days'}`;
  return valueText(value, type);
}

export function columnTitle({ title, type }: ReportColumn): string {
  return type === 'time' && !/\bUTC\b/.test(title) ? `${visible(title)} (UTC)` : visible(title);
}

/** Numbers stand at the right, below each other. */
export function isNumeric(type: ReportValueType): boolean {
  return type === 'count' || type === 'amount' || type === 'days';
}

/** An instant to the minute, or to the second where it has some: `2026-11-01 12:30`. */
function timeText(instant: string): string {
  const at = Date.parse(instant);
  if (Number.isNaN(at)) return visible(instant);
  return new Date(at).toISOString().slice(0, 16).replace('T', ' ');
}

/** The same where nothing else says that it is in UTC. */
export function instantText(instant: string): string {
  return `${timeText(instant)} UTC`;
}

/** A period's bound: the day, where it begins with one. */
export function boundText(instant: string): string {
  return /T00:00:00(\.000)?Z$/.test(instant) ? instant.slice(0, 10) : instantText(instant);
}

/** An instant in a sentence of a table, such as evidence: not one in a name, and not one in JSON. */
const told = /\b(?:at|of|since|by|before|after|until|seen|between|and) \d{4}-\d{2}-\d{2}T[\d:.]+Z/g;

/** A sentence of ours in which instants are told to the minute, and a midnight as its day. */
export function withTimes(sentence: string): string {
  return sentence.replaceAll(/\b\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z(?![\p{L}\p{N}])/gu, boundText);
}

/** What a mark says, and how bad that is: `alarm: 3 unexplained`. */
export function markOf(value: string): { readonly severity: Severity | undefined; readonly text: string } {
  const [word = '', ...rest] = value.split(':');
  const severity = severities.find((known) => known === word);
  if (severity === undefined) return { severity, text: value };
  return { severity, text: rest.join(':').trim() || word };
}

/** A sum in whole units and the rest: `1,250.00 USD`. Of an unknown unit it is what the provider said, and no sum. */
export function amountText({ minor, currency, unit, raw }: ReportAmount): string {
  if (unit === 'unknown') {
    const said = raw ?? minor;
    return said === null ? '—' : `${visible(said)}${currency === null ? '' : ` ${visible(currency)}`} (unit unknown)`;
  }
  if (minor === null) return '—';
  const sum =
    currency === null
      ? `${grouped(minor)} minor units`
      : `${grouped(decimalAmount(minor, currency))} ${visible(currency)}`;
  return unit === 'assumed' ? `${sum} (unit assumed)` : sum;
}

/** Exactly what minor units come to, without grouping: `-1250.00`. */
export function decimalAmount(minor: string, currency: string): string {
  const digits = minorDigits(currency);
  const [, sign = '', figures = ''] = /^(-?)0*(\d+)$/.exec(minor) ?? [];
  if (digits === 0) return `${sign}${figures}`;
  const padded = figures.padStart(digits + 1, '0');
  return `${sign}${padded.slice(0, -digits)}.${padded.slice(-digits)}`;
}

/** A number without an exponent, and without more decimals than somebody reads. */
function decimal(value: number): string {
  return Number.isInteger(value) ? BigInt(value).toString() : String(Number(value.toFixed(2)));
}

/** Thousands are parted: `-1,250.5`. */
function grouped(figures: string): string {
  const [whole = '', ...rest] = figures.split('.');
  return [whole.replaceAll(/\B(?=(\d{3})+$)/g, ','), ...rest].join('.');
}
