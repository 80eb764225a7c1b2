import ts from 'typescript';
import type { RepositoryFile } from './repository-files.ts';

/** Where a file departs from the house style, by rule. Each place is `path:line`. */
export type Exemptions = Readonly<Record<ExemptionRule, readonly string[]>>;

export const exemptionRules = [
  'type assertion (`as`)',
  'type assertion without a comment that says why',
  'non-null assertion (`!`)',
  'any',
  'biome-ignore',
  'TODO, FIXME or XXX',
  'function of more than 60 lines',
  'more than three parameters',
] as const;
export type ExemptionRule = (typeof exemptionRules)[number];

const functionLinesMax = 60;
const parametersMax = 3;

/** Reads a file's syntax, so that a word in a string or a comment is not mistaken for code. */
export function exemptionsIn({ path, text }: RepositoryFile): Exemptions {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const lines = text.split('\n');
  const found: Record<ExemptionRule, string[]> = emptyExemptions();
  const note = (rule: ExemptionRule, node: ts.Node) =>
    found[rule].push(`${path}:${lineOf(source, node.getStart()) + 1}`);
  const visit = (node: ts.Node): void => {
    // `as unknown as T` is one assertion.
    if (ts.isAsExpression(node) && !ts.isAsExpression(node.parent) && node.type.getText(source) !== 'const') {
      note('type assertion (`as`)', node);
      if (!isExplained(lines, source, node)) note('type assertion without a comment that says why', node);
    }
    if (ts.isNonNullExpression(node)) note('non-null assertion (`!`)', node);
    if (node.kind === ts.SyntaxKind.AnyKeyword) note('any', node);
    if (ts.isFunctionLike(node)) {
      if (!isMigration(path) && ownLines(source, node) > functionLinesMax) note('function of more than 60 lines', node);
      if (node.parameters.length > parametersMax) note('more than three parameters', node);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  for (const [index, line] of lines.entries()) {
    if (/biome-ignore/.test(line)) found['biome-ignore'].push(`${path}:${index + 1}`);
    if (/\b(TODO|FIXME|XXX)\b/.test(line)) found['TODO, FIXME or XXX'].push(`${path}:${index + 1}`);
  }
  return found;
}

export function emptyExemptions(): Record<ExemptionRule, string[]> {
  // Every rule of the list is a key, which `fromEntries` cannot know.
  return Object.fromEntries(exemptionRules.map((rule) => [rule, []])) as unknown as Record<ExemptionRule, string[]>;
}

/** A migration is one text of SQL, and cutting it up would make it no easier to read. */
function isMigration(path: string): boolean {
  return path.startsWith('packages/db/src/migrations/');
}

/** A comment on the line of the assertion, or above the statement or the function it stands in. */
function isExplained(lines: readonly string[], source: ts.SourceFile, assertion: ts.Node): boolean {
  const commentOn = (line: number) => /(^|\s)(\/\/|\*)/.test(lines[line] ?? '');
  if (commentOn(lineOf(source, assertion.getStart())) || commentOn(lineOf(source, assertion.getEnd()))) return true;
  for (let node = assertion; !ts.isSourceFile(node); node = node.parent) {
    if (commentOn(lineOf(source, node.getStart()) - 1)) return true;
    if (ts.isFunctionLike(node)) return false;
  }
  return false;
}

/** A function's lines without those of the functions inside it, which are read on their own. */
function ownLines(source: ts.SourceFile, node: ts.Node): number {
  const inner = (child: ts.Node): number => {
    if (ts.isFunctionLike(child)) return lineOf(source, child.getEnd()) - lineOf(source, child.getStart());
    let lines = 0;
    ts.forEachChild(child, (grandchild) => {
      lines += inner(grandchild);
    });
    return lines;
  };
  let length = lineOf(source, node.getEnd()) - lineOf(source, node.getStart()) + 1;
  ts.forEachChild(node, (child) => {
    length -= inner(child);
  });
  return length;
}

function lineOf(source: ts.SourceFile, position: number): number {
  return source.getLineAndCharacterOfPosition(position).line;
}
