import { expect, test } from 'vitest';
import { documentProblems } from '../src/document-problems.ts';
import { type OpenApiDocument, operationsOf } from '../src/index.ts';

function documentWith(
  operation: Readonly<Record<string, unknown>>,
  { info = {}, item = {} }: { info?: object; item?: object } = {},
): OpenApiDocument {
  const post = {
    ...{ operationId: 'makeThing', 'x-rollcall-effect': 'write', 'x-rollcall-bucket': 'default' },
    ...{ responses: { 200: { description: 'Made.' } }, ...operation },
  };
  return {
    openapi: '3.1.0',
    info: { title: 'Things', version: '1', ...info },
    paths: { '/things': { post, ...item } },
  };
}

const specOf = (document: OpenApiDocument) => operationsOf(document)['makeThing'];

test.each([
  { tag: undefined, acts: [], because: 'what is no part of the inventory has no tag' },
  { tag: { inbox: 'create' }, acts: [{ kind: 'inbox', verb: 'create' }], because: 'most do one thing to one kind' },
  {
    tag: { order: 'create', inbox: ['update', 'rotate'] },
    acts: [
      { kind: 'order', verb: 'create' },
      { kind: 'inbox', verb: 'update' },
      { kind: 'inbox', verb: 'rotate' },
    ],
    because: 'one operation may do several',
  },
])('acts of $tag, since $because', ({ tag, acts }) => {
  const document = documentWith(tag === undefined ? {} : { 'x-rollcall-acts': tag });
  expect(documentProblems(document)).toEqual([]);
  expect(specOf(document)?.acts).toEqual(acts);
});

test('a word that no operation does is refused with those there are', () => {
  expect(documentProblems(documentWith({ 'x-rollcall-acts': { inbox: 'make' } }))).toEqual([
    'POST /things says "make" of inbox in x-rollcall-acts: one of list, read, create, update, delete, rotate.',
  ]);
});

const source = (tag: string) => ({ 'x-rollcall-source': tag });

test.each([
  { what: 'nothing', document: documentWith({}), want: { source: 'inferred', isConfirmed: false } },
  { what: 'its document', document: documentWith({}, { info: source('seed') }), want: { source: 'seed' } },
  {
    what: 'its path',
    document: documentWith({}, { info: source('seed'), item: source('inferred') }),
    want: { source: 'inferred', isConfirmed: false },
  },
  {
    what: 'itself',
    document: documentWith(source('seed'), { info: source('public'), item: source('inferred') }),
    want: { source: 'seed', isConfirmed: true },
  },
  {
    what: 'another public source',
    document: documentWith(source('public')),
    want: { source: 'public', isConfirmed: false },
  },
  {
    what: 'a public source of the provider itself',
    document: documentWith(source('public'), { info: { 'x-rollcall-own-sources': ['public'] } }),
    want: { source: 'public', isConfirmed: true },
  },
  {
    what: 'a source that contradicts itself',
    document: documentWith({ ...source('seed'), 'x-rollcall-doubted': true }),
    want: { source: 'seed', isConfirmed: false },
  },
])('the source of an operation that has it from $what', ({ document, want }) => {
  expect(specOf(document)).toMatchObject(want);
});
