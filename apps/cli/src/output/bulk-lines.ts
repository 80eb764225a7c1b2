import { styleText } from 'node:util';
import type { BulkItem, BulkProgress, PlanTotals } from '@rollcall/schema';
import { plain } from './plain.ts';
import { localTime } from './time.ts';

/** What a plan would do, or a bulk operation does, as a few lines. */
export function bulkLines(bulk: BulkProgress): readonly string[] {
  const { title, state, id, totals } = bulk;
  return [
    styleText('bold', `${plain(title)}: ${state}`),
    `id ${id}, hash ${bulk.hash}`,
    ...totalsLines(totals),
    ...(state === 'planned'
      ? [`Until ${localTime(bulk.expiresAt)}, "apply ${id} --hash ${bulk.hash.slice(0, 12)}" does exactly this.`]
      : [progressText(bulk), ...parkedLines(bulk)]),
  ];
}

/** How far it is, in one line. */
export function progressText({ counts, state }: BulkProgress): string {
  const all = Object.entries(counts).map(([of, count]) => `${count} ${of}`);
  return all.length === 0 ? state : all.join(', ');
}

export function parkedLines({ parked, id }: BulkProgress): readonly string[] {
  return parked.map(({ connection, code, message, until }) => {
    const next = until === null ? `"bulk resume ${id}" goes on once that is in order` : `until ${localTime(until)}`;
    return `${plain(connection)} waits (${code}: ${plain(message)}): ${next}.`;
  });
}

/** What one item does, and what became of it. */
export function itemLines(item: BulkItem): readonly string[] {
  const { ordinal, state, connection, operation, target, destroys, warnings, error } = item;
  const about =
    target === null
      ? item.creates.map(({ kind, name }) => `${kind} ${name ?? '(new)'}`).join(', ')
      : `${target.kind} ${target.name}`;
  const more = destroys.total > destroys.data.length ? ` and ${destroys.total - destroys.data.length} more` : '';
  return [
    `${ordinal} ${state}: ${plain(connection)} ${operation} ${plain(about)}`,
    ...(destroys.total === 0
      ? []
      : [
          styleText(
            'red',
            `  destroys ${destroys.data.map(({ kind, name }) => `${kind} ${plain(name)}`).join(', ')}${more}`,
          ),
        ]),
    ...warnings.map(({ message }) => styleText('yellow', `  ${plain(message)}`)),
    ...(error === null ? [] : [styleText('red', `  ${error.kind}: ${plain(error.message)}`)]),
  ];
}

function totalsLines({ creates, changes, destroys, cost, undo }: PlanTotals): readonly string[] {
  const counted = (counts: Readonly<Record<string, number>>) =>
    Object.entries(counts)
      .map(([kind, count]) => `${count} ${kind}`)
      .join(', ');
  const does = [
    ['creates', counted(creates)],
    ['changes', counted(changes)],
    ['destroys', counted(destroys)],
  ].filter(([, what]) => what !== '');
  const known = cost.known.map(({ minor, currency }) => `${minor} minor units of ${currency}`).join(', ');
  return [
    does.map(([verb, what]) => `${verb} ${what}`).join('; ') || 'changes nothing that is listed',
    `cost: ${[known, counted(positive(cost.items))].filter((text) => text !== '').join('; ')}. Can be taken back: ${counted(positive(undo))}.`,
  ];
}

function positive(counts: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
}
