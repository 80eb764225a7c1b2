import type { ReportChart } from '@rollcall/schema';
import type { Axis, Legend, Scale, Spec } from 'vega';
import { chartRoom, type Room } from './chart-room.ts';
import { marksOf, stacking } from './marks.ts';

/** Of all text in it; a reader who lacks the first has one of the others. */
const font = 'Roboto, system-ui, sans-serif';
const ink = '#3d4650';
const faint = '#dfe3e8';

/**
 * Told apart by those who see fewer colours (Okabe and Ito, 2008), and ordered so that neighbours differ in brightness as well, for
 * paper that is grey. Lines differ by their dashes, too. From the ninth series on they come again.
 */
const colours = ['#0072b2', '#e69f00', '#00614a', '#56b4e9', '#8c3b00', '#cc79a7', '#2b2b2b', '#b8b000'];
const dashes = [
  [1, 0],
  [6, 3],
  [2, 3],
  [9, 3, 2, 3],
];

/** How Vega draws a chart. All room is reckoned here, so that no font that happens to be installed changes the picture. */
export function chartSpec(chart: ReportChart): Spec {
  const room = chartRoom(chart);
  const stacked = chart.type === 'stacked';
  return {
    autosize: 'none',
    width: room.width,
    height: room.height,
    padding: room.padding,
    data: [{ name: 'table', values: valuesOf(chart, room.names.length), transform: stacked ? [stacking] : [] }],
    scales: scalesOf(chart, room),
    axes: axesOf(chart, room),
    legends: chart.series.length > 1 ? [legendOf(chart, room)] : [],
    marks: marksOf(chart, room),
  };
}

function valuesOf({ series }: ReportChart, count: number): readonly { c: number; s: number; v: number | null }[] {
  return series.flatMap(({ values }, s) => values.slice(0, count).map((v, c) => ({ c, s, v })));
}

function scalesOf(chart: ReportChart, { lying, names }: Room): Scale[] {
  const along = lying ? 'height' : 'width';
  const series = chart.series.map((_, index) => index);
  const categories = names.map((_, index) => index);
  return [
    chart.type === 'line'
      ? { name: 'along', type: 'point', domain: categories, range: along, padding: 0.5 }
      : { name: 'along', type: 'band', domain: categories, range: along, padding: 0.25 },
    {
      ...{ name: 'across', type: 'linear', range: lying ? 'width' : 'height', nice: 5, zero: true },
      domain: { data: 'table', fields: chart.type === 'stacked' ? ['y0', 'y1'] : ['v'] },
      // Of nothing but noughts, the axis goes to one.
      ...(flat(chart) ? { domainMax: 1 } : {}),
    },
    { name: 'colour', type: 'ordinal', domain: series, range: colours },
    { name: 'dash', type: 'ordinal', domain: series, range: dashes },
    // Bars of one category stand beside each other.
    { name: 'beside', type: 'band', domain: series, range: [0, { signal: "bandwidth('along')" }] },
  ];
}

function flat({ series }: ReportChart): boolean {
  return series.every(({ values }) => values.every((value) => value === null || value === 0));
}

const text = { labelFont: font, labelFontSize: 10.5, labelColor: ink, titleFont: font, titleFontSize: 10.5 } as const;

function axesOf({ series, unit }: ReportChart, { lying, names, padding }: Room): Axis[] {
  const whole = series.every(({ values }) => values.every((value) => value === null || Number.isInteger(value)));
  const named: Axis = {
    ...{ ...text, orient: lying ? 'left' : 'bottom', scale: 'along', ticks: false, domain: false, labelPadding: 6 },
    ...{ aria: false, labelLimit: 0 },
    encode: { labels: { update: { text: { signal: `${JSON.stringify(names)}[datum.value]` } } } },
  };
  const counted: Axis = {
    ...{ ...text, orient: lying ? 'bottom' : 'left', scale: 'across', ticks: false, domain: false, labelPadding: 6 },
    ...{ aria: false, grid: true, gridColor: faint, format: ',~f', tickCount: 5, labelOverlap: 'greedy' },
    ...(whole ? { tickMinStep: 1 } : {}),
    ...{ title: unit, titleFontWeight: 'normal', titleColor: ink, titleAnchor: lying ? 'end' : 'start' },
    ...(lying ? { titlePadding: 4 } : { titleAngle: 0, titleAlign: 'left', titleX: -padding.left + 2, titleY: -12 }),
  };
  // What is drawn first lies below: the lines of the grid.
  return [counted, named];
}

function legendOf({ type }: ReportChart, { legend }: Room): Legend {
  const symbols = type === 'line' ? { stroke: 'colour', strokeDash: 'dash' } : { fill: 'colour' };
  return {
    ...{ ...symbols, aria: false, orient: 'none', legendX: legend.x, legendY: legend.y, direction: 'horizontal' },
    ...{ columns: legend.columns, columnPadding: 14, rowPadding: 4, labelFont: font, labelFontSize: 10.5 },
    ...{ labelColor: ink, labelLimit: 0, symbolType: type === 'line' ? 'stroke' : 'square', symbolSize: 110 },
    ...{ symbolStrokeWidth: type === 'line' ? 2 : 0 },
    encode: {
      labels: { update: { text: { signal: `${JSON.stringify(legend.names)}[datum.value]` } } },
    },
  };
}
