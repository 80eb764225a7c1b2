import { expect, test } from 'vitest';
import { answers } from '../src/answers/answers.ts';
import { departuresOf } from './support/held-router.ts';

const finding = {
  id: '019399b0-0000-7000-8000-000000000001',
  rule: 'operation_leaked',
  severity: 'alarm',
  state: 'open',
  family: 'drift',
  connection: 'a-connection',
  subject: null,
  sentence: 'Two were paid for.',
  remedy: 'Look at the provider.',
  evidence: ['A listing shows both.'],
  money: { minor: '499', currency: 'USD' },
  operationId: null,
  eventId: null,
  firstOpenedAt: '2026-11-28T00:00:00.000Z',
  openedAt: '2026-11-28T00:00:00.000Z',
  ageDays: 0,
  reopened: 0,
  updatedAt: '2026-11-28T00:00:00.000Z',
  resolvedAt: null,
  acknowledged: null,
  assigned: null,
  accepted: null,
};

// What every other test of a gateway here relies on: it looks at each answer so.
test.each([
  { answer: { data: finding }, departs: [], because: 'it is what the schema says' },
  {
    answer: { data: { ...finding, money: { ...finding.money, card: '4242' } } },
    departs: ['answers .data.money.card, of which its schema knows nothing'],
    because: 'a field that no schema has is one that leaks, or that nobody is told of',
  },
  {
    answer: { data: { ...finding, openedAt: new Date(0), resolvedAt: 0 } },
    departs: ['departs at data.resolvedAt: Invalid input: expected string, received number'],
    because: 'what counts is what JSON makes of it',
  },
  {
    answer: { data: { ...finding, evidence: undefined } },
    departs: ['departs at data.evidence: Invalid input: expected array, received undefined'],
    because: 'JSON leaves out what is undefined',
  },
])('an answer is held to its schema: $because', ({ answer, departs }) => {
  expect(departuresOf(answer, answers['findings.get'])).toEqual(departs);
});
