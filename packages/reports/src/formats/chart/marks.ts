import type { ReportChart } from '@rollcall/schema';
import type { Mark, StackTransform } from 'vega';
import type { Room } from './chart-room.ts';

/** Above each other; what is negative, below nought. */
export const stacking: StackTransform = {
  ...{ type: 'stack', groupby: ['c'], sort: { field: 's' }, field: 'v', offset: 'zero' },
};

/** What of a chart is not its axes: bars or lines, and the line at nought. */
export function marksOf(chart: ReportChart, room: Room): Mark[] {
  return [...(chart.type === 'line' ? lines() : bars(chart, room)), zeroLine(room)];
}

function bars({ type }: ReportChart, { lying }: Room): Mark[] {
  const [at, thickness, start, end] = lying
    ? (['y', 'height', 'x', 'x2'] as const)
    : (['x', 'width', 'y', 'y2'] as const);
  const stacked = type === 'stacked';
  const place = stacked
    ? { scale: 'along', field: 'c' }
    : { scale: 'along', field: 'c', offset: { scale: 'beside', field: 's' } };
  const bar: Mark = {
    ...{ type: 'rect', aria: false, from: { data: 'table' } },
    encode: {
      enter: {
        [at]: place,
        [thickness]: { scale: stacked ? 'along' : 'beside', band: 1 },
        [start]: { scale: 'across', field: stacked ? 'y0' : 'v' },
        [end]: stacked ? { scale: 'across', field: 'y1' } : { scale: 'across', value: 0 },
        fill: { scale: 'colour', field: 's' },
        // Neighbours are parted on paper of any colour.
        ...{ stroke: { value: '#ffffff' }, strokeWidth: { value: stacked ? 0.7 : 0 } },
      },
    },
  };
  return [bar];
}

function lines(): Mark[] {
  const place = { x: { scale: 'along', field: 'c' }, y: { scale: 'across', field: 'v' } };
  const defined = { signal: 'isValid(datum.v)' };
  return [
    {
      ...{ type: 'group', aria: false, from: { facet: { name: 'one', data: 'table', groupby: 's' } } },
      marks: [
        {
          ...{ type: 'line', aria: false, from: { data: 'one' } },
          encode: {
            enter: {
              ...{ ...place, defined, strokeWidth: { value: 2 }, strokeJoin: { value: 'round' } },
              ...{ stroke: { scale: 'colour', field: 's' }, strokeDash: { scale: 'dash', field: 's' } },
            },
          },
        },
        {
          // A number between two that are missing has no line.
          ...{ type: 'symbol', aria: false, from: { data: 'one' } },
          encode: {
            enter: {
              ...{ ...place, size: { signal: 'isValid(datum.v) ? 14 : 0' } },
              fill: { scale: 'colour', field: 's' },
            },
          },
        },
      ],
    },
  ];
}

function zeroLine({ lying }: Room): Mark {
  const nought = { scale: 'across', value: 0 };
  return {
    ...{ type: 'rule', aria: false },
    encode: {
      enter: {
        ...(lying
          ? { x: nought, y: { value: 0 }, y2: { signal: 'height' } }
          : { y: nought, x: { value: 0 }, x2: { signal: 'width' } }),
        ...{ stroke: { value: '#8a94a0' }, strokeWidth: { value: 1 } },
      },
    },
  };
}
