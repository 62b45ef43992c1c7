import ts from 'typescript';
import { readText } from './markdown.ts';

/** Between the names of groups and the name of the test. */
const separator = ' › ';

/**
 * The tests of a file by name. Tells whether one is called so: by its own name, or after the names of groups it stands
 * in, joined by " › ". What `each` and templates fill in may be anything; tests that are always skipped are none.
 */
export function namedTests(file: string): (name: string) => boolean {
  const source = ts.createSourceFile(file, readText(file), ts.ScriptTarget.Latest, true);
  const patterns: RegExp[] = [];
  const visit = (node: ts.Node, groups: readonly string[]): void => {
    const called = ts.isCallExpression(node) ? declared(node) : null;
    if (called?.kind === 'skipped') return;
    if (called?.kind === 'test') {
      const path = [...groups, called.pattern];
      path.forEach((_, index) => patterns.push(new RegExp(`^${path.slice(index).join(separator)}$`, 'u')));
      return;
    }
    const inside = called === null ? groups : [...groups, called.pattern];
    ts.forEachChild(node, (child) => {
      visit(child, inside);
    });
  };
  visit(source, []);
  return (name) => patterns.some((pattern) => pattern.test(name));
}

type Declared =
  | { readonly kind: 'group' | 'test'; readonly pattern: string }
  | { readonly kind: 'skipped' }
  | null;

const kinds: Readonly<Record<string, 'group' | 'test'>> = {
  describe: 'group',
  describeInBrowser: 'group',
  it: 'test',
  test: 'test',
  // Steps of a story (test/browser/browser.ts).
  step: 'test',
};

function declared(call: ts.CallExpression): Declared {
  const words = calledBy(call.expression);
  const kind = Object.hasOwn(kinds, words[0] ?? '') ? kinds[words[0] ?? ''] : undefined;
  const pattern = call.arguments[0] === undefined ? null : patternOf(call.arguments[0]);
  if (kind === undefined || pattern === null) return null;
  return words.includes('skip') || words.includes('todo') ? { kind: 'skipped' } : { kind, pattern };
}

/** `it.each(table)(…)` is called by `it`, `each`. */
function calledBy(expression: ts.Expression): readonly string[] {
  if (ts.isIdentifier(expression)) return [expression.text];
  if (ts.isPropertyAccessExpression(expression))
    return [...calledBy(expression.expression), expression.name.text];
  if (ts.isCallExpression(expression)) return calledBy(expression.expression);
  if (ts.isTaggedTemplateExpression(expression)) return calledBy(expression.tag);
  return [];
}

function patternOf(name: ts.Expression): string | null {
  if (ts.isStringLiteralLike(name)) return filledIn(name.text);
  if (!ts.isTemplateExpression(name)) return null;
  return [name.head.text, ...name.templateSpans.map(({ literal }) => literal.text)].map(filledIn).join('.+');
}

/** Jest's own placeholders: `%s`, `$name`, `$outer.inner`. */
const filledIn = (text: string): string =>
  text
    .split(/%[spdifjoc#]|\$[\w.]+/u)
    .map((literal) => literal.replace(/[\\^$.*+?()[\]{}|/]/gu, String.raw`\$&`))
    .join('.+');
