import type { ReportChart } from '@rollcall/schema';
import { visible } from '../visible.ts';

/** How much room each part of a chart takes, in pixels of a screen. */
export interface Room {
  /** Of the plot itself. */
  readonly width: number;
  readonly height: number;
  readonly padding: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number };
  /** Whether its bars lie, so that long names have a line each. */
  readonly lying: boolean;
  /** Of the categories that are drawn; empty where there is no room for it beside the others. */
  readonly names: readonly string[];
  readonly legend: {
    readonly names: readonly string[];
    readonly columns: number;
    readonly x: number;
    readonly y: number;
  };
}

const chartWidth = 680;
const plotHeight = 180;
const barHeight = 24;
/** So many lie below each other; the others are in the table. */
const barsLyingMax = 40;
const nameLengthMax = 32;
const letterWidth = 5.7;
/** Beyond its name: what shows its colour, and the gap to the next. */
const legendEntryWidth = 40;
const legendRowHeight = 17;

export function chartRoom(chart: ReportChart): Room {
  const lying = lies(chart);
  const all = chart.categories.slice(0, lying ? barsLyingMax : undefined).map(shortName);
  const counted = widthOf([Math.max(...numbersOf(chart).map(digits))]);
  const left = lying ? widthOf(all.map(({ length }) => length)) + 12 : counted + 12;
  const right = lying ? counted + 8 : 34;
  const width = chartWidth - left - right;
  const names = lying ? all : thinned(all, width);
  const legend = legendRoom(chart, width + left + right);
  const top = (lying ? 6 : 26) + legend.height;
  const bars = chart.type === 'bar' ? Math.max(1, chart.series.length * 0.7) : 1;
  return {
    ...{ width, height: lying ? Math.round(names.length * barHeight * bars) : plotHeight },
    ...{ padding: { left, right, top, bottom: lying ? 38 : 24 }, lying, names },
    legend: { ...legend, x: -left + 4, y: -top + 2 },
  };
}

/** What a chart does not draw of its numbers, as a sentence; undefined where it draws all. */
export function leftOut(chart: ReportChart): string | undefined {
  const { length } = chart.categories;
  return lies(chart) && length > barsLyingMax ? `The first ${barsLyingMax} of ${length} are drawn.` : undefined;
}

/** Whether there is a number in it that can be drawn. */
export function isDrawn(chart: ReportChart): boolean {
  return chart.categories.length > 0 && numbersOf(chart).length > 0;
}

/** Days and months stand, and where there are many, some are not written; names of things are all written. */
function lies({ type, categories }: ReportChart): boolean {
  if (type === 'line' || categories.every((name) => /^\d{4}-\d\d(-\d\d)?$/.test(name))) return false;
  const lengths = categories.map(({ length }) => length);
  return Math.max(...lengths) > 14 || widthOf([Math.max(...lengths) + 2]) * lengths.length > chartWidth - 80;
}

/** Every second name, or third, or so, that none runs into the next. */
function thinned(names: readonly string[], width: number): readonly string[] {
  const step = Math.ceil(((widthOf(names.map(({ length }) => length)) + 6) * names.length) / width);
  return names.map((name, index) => (index % step === 0 ? name : ''));
}

function legendRoom({ series }: ReportChart, width: number) {
  const names = series.map(({ name }) => shortName(name));
  // What Vega takes for the width of a letter where it can measure none.
  const entry = Math.max(...names.map(({ length }) => length)) * 8.4 + legendEntryWidth;
  const columns = Math.min(names.length, Math.max(1, Math.floor(width / entry)));
  return { names, columns, height: names.length > 1 ? Math.ceil(names.length / columns) * legendRowHeight + 6 : 0 };
}

function shortName(name: string): string {
  const letters = [...visible(name)];
  return letters.length > nameLengthMax ? `${letters.slice(0, nameLengthMax - 1).join('')}…` : letters.join('');
}

function widthOf(lengths: readonly number[]): number {
  return Math.ceil(Math.max(...lengths) * letterWidth);
}

function numbersOf({ series }: ReportChart): readonly number[] {
  return series.flatMap(({ values }) => values.filter((value) => value !== null));
}

/** How long the mark of an axis can become that ends behind a number. */
function digits(value: number): number {
  const whole = Math.ceil(Math.abs(value) * 1.5).toString().length;
  return whole + Math.floor((whole - 1) / 3) + (value < 0 ? 1 : 0) + (Math.abs(value) < 10 ? 2 : 0);
}
