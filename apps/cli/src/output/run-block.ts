import { styleText } from 'node:util';
import type { KindResult, Run } from '@rollcall/schema';
import { plain } from './plain.ts';
import { table } from './table.ts';

/** A finished run for a person: how it ended, what it found in one line, and a table of its kinds. */
export function runBlock(run: Run): readonly string[] {
  const { connection, plan, kinds, reason } = run;
  const outcome = `${run.outcome ?? run.state}${plan ? ' (a plan: nothing was changed)' : ''}`;
  const heading = `${connection}: ${outcome}${reason === null ? '' : `: ${plain(reason)}`}`;
  return [
    styleText(outcomeStyle(run) ?? 'reset', heading),
    ...(kinds.length === 0 ? [] : [summaryOf(kinds), ...kindTable(kinds)]),
  ];
}

/** Such as `host 4 · domain 40 · inbox 120 · proven`; where the grades differ, each kind has its own. */
export function summaryOf(kinds: readonly KindResult[]): string {
  const [first, ...others] = kinds;
  if (first === undefined) return '';
  const alike = first.grade !== null && others.every(({ grade }) => grade === first.grade);
  const parts = kinds.map(({ kind, seen, grade }) => {
    if (grade === null) return `${kind} not listed`;
    return alike ? `${kind} ${seen}` : `${kind} ${seen} ${grade}`;
  });
  return [...parts, ...(alike ? [first.grade] : [])].join(' · ');
}

/** Red for what failed, yellow for what is less than whole. */
export function outcomeStyle({ outcome }: Pick<Run, 'outcome'>): 'green' | 'yellow' | 'red' | undefined {
  switch (outcome) {
    case 'complete':
      return 'green';
    case 'failed':
      return 'red';
    case 'partial':
    case 'held':
    case 'cancelled':
      return 'yellow';
    case null:
      return undefined;
    default:
      return outcome satisfies never;
  }
}

function kindTable(kinds: readonly KindResult[]): readonly string[] {
  return table(kinds, [
    { title: 'kind', value: ({ kind }) => kind },
    { title: 'seen', value: ({ seen }) => seen },
    { title: 'appeared', value: ({ appeared }) => appeared },
    { title: 'changed', value: ({ changed }) => changed },
    { title: 'vanished', value: ({ vanished }) => vanished },
    { title: 'reappeared', value: ({ reappeared }) => reappeared },
    { title: 'unchanged', value: ({ unchanged }) => unchanged },
    { title: 'grade', value: ({ grade }) => grade },
    { title: 'reason', value: ({ reason }) => reason },
  ]);
}
