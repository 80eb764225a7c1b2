import { CloudEvent, LastingEvent, WorkspaceId } from '@rollcall/schema';
import { expect, test } from 'vitest';
import { cloudEventOf } from '../src/cloud-event.ts';

const workspaceId = WorkspaceId.parse('4d1e1c6e-6f2e-4a52-9d0e-3c1a5b7d9e01');
const event = LastingEvent.parse({
  ...{ id: '0192f0c1-6f2e-7a52-9d0e-3c1a5b7d9e01', sequence: 1_234, at: '2026-11-28T19:00:00.000Z' },
  ...{ type: 'resource.vanished', severity: 'notice', connection: 'agency-dns' },
  actor: { type: 'daemon', id: 'host:1', name: 'sync-daemon' },
  subject: { kind: 'dns_record', externalId: 'r/1', name: 'agency.example TXT' },
  cause: { kind: 'out_of_band', evidence: 'no operation explains it', confidence: 'likely' },
  ...{ before: { value: 'v=spf1' }, after: null, interval: null, traceparent: null },
});

test('an event travels as a CloudEvent, with its place and the place before it as text that sorts', () => {
  const told = cloudEventOf({ event, workspaceId, sequence: 1_234, previousSequence: 1_200 });
  expect(told).toMatchObject({
    ...{ specversion: '1.0', id: event.id, type: 'resource.vanished', time: event.at },
    source: '/workspaces/4d1e1c6e-6f2e-4a52-9d0e-3c1a5b7d9e01',
    subject: 'agency-dns/dns_record/r/1',
    ...{ sequence: '00000000000000001234', previoussequence: '00000000000000001200' },
  });
  expect(CloudEvent.parse(JSON.parse(JSON.stringify(told)))).toEqual(told);
  // CloudEvents: names of attributes are lower-case letters and digits, their values no objects.
  const { data, ...attributes } = told;
  for (const [name, value] of Object.entries(attributes)) {
    expect(name).toMatch(/^[a-z0-9]+$/);
    expect(value).toBeTypeOf('string');
  }
  expect(data).toMatchObject({ id: event.id, sequence: 1_234, before: { value: 'v=spf1' } });
});

test('the newest checkpoint of the log comes along as one word, for a note has lines', () => {
  const note = 'rollcall/1\n2\nroot\n\n— rollcall/1 c2ln\n';
  const told = cloudEventOf({ event, workspaceId, sequence: 1, previousSequence: null, checkpoint: note });
  expect(Buffer.from(String(told.checkpoint), 'base64').toString()).toBe(note);
  expect(CloudEvent.parse(told)).toEqual(told);
  expect(cloudEventOf({ event, workspaceId, sequence: 1, previousSequence: null })).not.toHaveProperty('checkpoint');
});

test('the first that a receiver is sent has none before it, and an event of the workspace no connection', () => {
  const told = cloudEventOf({
    event: { ...event, connection: null },
    workspaceId,
    sequence: 1,
    previousSequence: null,
  });
  expect(told).not.toHaveProperty('previoussequence');
  expect(told).not.toHaveProperty('traceparent');
  expect(told.subject).toBe('dns_record/r/1');
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  expect(
    cloudEventOf({ event: { ...event, traceparent }, workspaceId, sequence: 1, previousSequence: null }),
  ).toMatchObject({
    traceparent,
  });
});

test('a receiver that is older than its sender reads what it knows', () => {
  const told = cloudEventOf({ event, workspaceId, sequence: 2, previousSequence: 1 });
  const newer = {
    ...told,
    type: 'planet.discovered',
    dataschema: 'x',
    data: { ...told.data, type: 'planet.discovered', orbit: 1 },
  };
  expect(CloudEvent.parse(newer)).toEqual(newer);
  expect(CloudEvent.safeParse({ ...told, sequence: '2' }).success).toBe(false);
});
