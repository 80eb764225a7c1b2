import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

export const descriptionsFile = 'packages/schema/src/generated/descriptions.ts';

const sources = ['packages/schema/src/*.ts', 'packages/provider-kit/src/common/capabilities.ts'];

/** The generated file: what the comments of the sources say of each noun, and of its fields by their path. */
export function descriptionsOfNouns(root: string): string {
  const found = new Map<string, string>();
  const bases = new Map<string, string>();
  for (const path of globSync(sources, { cwd: root }).sort()) {
    describeFile(ts.createSourceFile(path, readFileSync(join(root, path), 'utf8'), ts.ScriptTarget.Latest, true), {
      found,
      bases,
    });
  }
  for (const [noun, base] of bases) inherit(found, { noun, base });
  const entries = [...found].sort(([one], [other]) => (one < other ? -1 : 1));
  const lines = entries.map(([path, text]) => `  ${JSON.stringify(path)}: ${JSON.stringify(text)},\n`);
  return `// Written by \`pnpm generate\` from the sources' comments. DO NOT EDIT.
/** What each noun is, and its fields by their path, for the document of the API. */
export const descriptions: Readonly<Record<string, string>> = {\n${lines.join('')}};\n`;
}

interface Found {
  readonly found: Map<string, string>;
  /** Which noun one is made from; its fields are described there. */
  readonly bases: Map<string, string>;
}

function describeFile(file: ts.SourceFile, { found, bases }: Found): void {
  for (const statement of file.statements) {
    if (!ts.isVariableStatement(statement)) continue;
    for (const { name, initializer } of statement.declarationList.declarations) {
      if (!ts.isIdentifier(name) || initializer === undefined || !/^[A-Z]/.test(name.text)) continue;
      const text = commentOf(statement);
      if (text !== undefined) found.set(name.text, text);
      const base = baseOf(initializer);
      if (base !== undefined) bases.set(name.text, base);
      describeFields(initializer, name.text, found);
    }
  }
}

/** Describes the fields of the object schemas in an expression, nested ones by their path. */
function describeFields(node: ts.Node, path: string, found: Map<string, string>): void {
  if (ts.isPropertyAssignment(node) && (ts.isIdentifier(node.name) || ts.isStringLiteral(node.name))) {
    const own = `${path}.${node.name.text}`;
    const text = commentOf(node);
    if (text !== undefined) found.set(own, text);
    describeFields(node.initializer, own, found);
    return;
  }
  ts.forEachChild(node, (child) => describeFields(child, path, found));
}

/** The noun that this one is made from, by `extend`, `pick` or `omit`; undefined for what is made from nothing. */
function baseOf(expression: ts.Expression): string | undefined {
  let at: ts.Expression = expression;
  while (ts.isCallExpression(at) || ts.isPropertyAccessExpression(at)) at = at.expression;
  return ts.isIdentifier(at) && at.text !== 'z' ? at.text : undefined;
}

function inherit(found: Map<string, string>, { noun, base }: { noun: string; base: string }): void {
  for (const [path, text] of [...found]) {
    const own = `${noun}${path.slice(base.length)}`;
    if (path.startsWith(`${base}.`) && !found.has(own)) found.set(own, text);
  }
}

function commentOf(node: ts.Node): string | undefined {
  const [comment] = ts.getJSDocCommentsAndTags(node);
  const text = comment === undefined ? undefined : ts.getTextOfJSDocComment(comment.comment);
  return text?.replaceAll(/\s+/g, ' ').trim();
}
