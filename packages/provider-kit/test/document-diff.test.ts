import { expect, test } from 'vitest';
import { type DocumentDifference, documentDiff, type OpenApiDocument } from '../src/index.ts';

const document: OpenApiDocument = {
  openapi: '3.1.0',
  info: { title: 'Things', version: '1' },
  paths: {},
  components: {
    schemas: {
      Thing: {
        required: ['id', 'state'],
        properties: {
          id: { type: 'string' },
          state: { type: 'string', enum: ['on', 'off', 'new', 'old', 'gone'] },
          size: { type: ['integer', 'null'] },
          madeAt: { type: 'string', format: 'date-time' },
          part: { $ref: '#/components/schemas/Part' },
          tags: { type: 'array', items: { type: 'string' } },
        },
      },
    },
  },
};
const thing = '#/components/schemas/Thing';
const seen: DocumentDifference = {
  ...{ operation: 'listThings', path: 'data[].size', pointer: `${thing}/properties/size`, what: 'other_type' },
  ...{ types: ['integer', 'string'], isPublished: true, seen: 40, strayed: 4, missed: 0 },
};

test.each<{ what: string; given: Partial<DocumentDifference>; lines: readonly string[] }>([
  {
    what: 'another type, between what stands beside it',
    given: {},
    lines: [
      ' properties:',
      '   …',
      '   state: { type: string, enum: [on, off, new, old, …] } # required',
      '-  size: { type: [integer, null] }',
      '+  size: { type: [integer, string] } # otherwise in 4 of 40 samples',
      '   madeAt: { type: string, format: date-time }',
      '   …',
    ],
  },
  {
    what: 'a field that the document does not have, behind all that it has',
    given: { what: 'appeared', path: 'data[].warmup', pointer: thing, types: ['boolean'] },
    lines: [
      ' properties:',
      '   …',
      '   tags: { type: array, items: { type: string } }',
      '+  warmup: { type: boolean } # seen 40 times',
    ],
  },
  {
    what: 'a required field that is missing',
    given: { what: 'missing', path: 'data[].id', pointer: `${thing}/properties/id`, missed: 10 },
    lines: [
      ' properties:',
      '-  id: { type: string } # required',
      '+  id: { type: string } # not in 10 of 50 samples',
      '   state: { type: string, enum: [on, off, new, old, …] } # required',
      '   …',
    ],
  },
  {
    what: 'a field that vanished',
    given: { what: 'vanished', path: 'data[].part', pointer: `${thing}/properties/part` },
    lines: [
      ' properties:',
      '   …',
      '   madeAt: { type: string, format: date-time }',
      '-  part: { $ref: "#/components/schemas/Part" } # in none of the last answers',
      '   tags: { type: array, items: { type: string } }',
    ],
  },
  {
    what: 'the elements of a list',
    given: { path: 'data[].tags[]', pointer: `${thing}/properties/tags/items`, types: ['integer'] },
    lines: [
      ' …',
      '   type: "array"',
      '-  items: { type: string }',
      '+  items: { type: integer } # otherwise in 4 of 40 samples',
    ],
  },
  {
    what: 'what the document has no more',
    given: { pointer: '#/components/schemas/Gone/properties/size' },
    lines: [' …', '+  size: { type: [integer, string] } # seen 40 times'],
  },
])('shows $what', ({ given, lines }) => {
  expect(documentDiff(document, [{ ...seen, ...given }]).map((hunk) => hunk.lines)).toEqual([lines]);
});

test('what several operations show of one object is one hunk, and as sure as the least sure of it', () => {
  const differences = [
    seen,
    { ...seen, operation: 'readThing', path: 'data.size' },
    { ...seen, operation: 'readThing', path: 'data.tags', pointer: `${thing}/properties/tags`, isPublished: false },
  ];
  const [hunk, ...others] = documentDiff(document, differences);
  expect(others).toEqual([]);
  expect(hunk).toMatchObject({ pointer: thing, operations: ['listThings', 'readThing'], published: false });
  expect(hunk?.lines.filter((line) => line.startsWith('+'))).toHaveLength(2);
});
