import type { ReportHeadline } from '@rollcall/schema';
import { type DomainState, unprovenText } from './domain-state.ts';

/** More domains are told as a number: the table has them all. */
const domainsMax = 6;

/** The worst domains with what is to be changed where, then how many others there are, and what nobody knows. */
export function dnsHeadline(states: readonly DomainState[]): readonly ReportHeadline[] {
  const alarms = states.filter(({ standing }) => standing.is === 'alarm');
  const notices = states.filter(({ standing }) => standing.is === 'notice');
  const unproven = states.filter(({ standing }) => standing.is === 'unproven');
  const shown = alarms.slice(0, domainsMax).map(alarmOf);
  const rest = alarms.slice(domainsMax);
  const lines = [
    ...shown,
    ...(rest.length === 0 ? [] : [restOf(rest)]),
    ...(notices.length === 0 ? [] : [noticesOf(notices)]),
    ...(unproven.length === 0 ? [] : [unprovenOf(unproven)]),
  ];
  if (lines.length > 0) return lines;
  const sentence =
    states.length === 0
      ? 'No domain was live at an active connection.'
      : `${counted(states.length, 'domain')} ${states.length === 1 ? 'was' : 'were'} asked about, and nothing was wrong with any of them.`;
  return [{ severity: 'good', sentence, cost: null, remedy: null }];
}

function alarmOf({ stands, problems }: DomainState): ReportHeadline {
  const [worst, ...others] = problems;
  const mail =
    stands.inboxes === 0 ? 'No inbox is on it' : `${counted(stands.inboxes, 'inbox')} cannot count on delivery`;
  const more =
    others.length === 0 ? '' : ` ${counted(others.length, 'further finding')} stand${others.length === 1 ? 's' : ''}.`;
  return {
    ...{ severity: 'alarm', cost: null, remedy: worst?.remedy ?? null },
    sentence: `${worst?.sentence ?? ''} ${mail}.${more}`,
  };
}

function restOf(states: readonly DomainState[]): ReportHeadline {
  return {
    ...{ severity: 'alarm', cost: null, remedy: 'The table "problems" has each with the record to change.' },
    sentence: `${counted(states.length, 'more domain')} with alarms, and ${counted(inboxesOf(states), 'inbox')} on ${states.length === 1 ? 'it' : 'them'}: ${named(states)}.`,
  };
}

function noticesOf(states: readonly DomainState[]): ReportHeadline {
  return {
    ...{ severity: 'notice', cost: null, remedy: 'Look at them in the table "problems" when there is time.' },
    sentence: `${counted(states.length, 'domain')} with notices alone, and ${counted(inboxesOf(states), 'inbox')} on ${states.length === 1 ? 'it' : 'them'}: ${named(states)}.`,
  };
}

function unprovenOf(states: readonly DomainState[]): ReportHeadline {
  const whys = Map.groupBy(states, ({ standing }) => (standing.is === 'unproven' ? unprovenText(standing.why) : ''));
  const told = [...whys].map(([why, of]) => `${of.length} ${why}`).sort();
  return {
    ...{ severity: 'notice', cost: null },
    sentence: `Of ${counted(states.length, 'domain')} nobody knows whether mail is delivered: ${told.join(', ')}.`,
    remedy: 'Have them asked now with "rollcall dns DOMAIN --check", and see that a sync daemon asks.',
  };
}

function inboxesOf(states: readonly DomainState[]): number {
  return states.reduce((sum, { stands }) => sum + stands.inboxes, 0);
}

const namesMax = 3;

function named(states: readonly DomainState[]): string {
  const names = states.slice(0, namesMax).map(({ domain }) => domain);
  return states.length > namesMax ? `${names.join(', ')} and ${states.length - namesMax} more` : names.join(' and ');
}

export function counted(count: number, what: string): string {
  const many = what.endsWith('x') ? `${what}es` : `${what}s`;
  return `${count} ${count === 1 ? what : many}`;
}
