import ts from 'typescript';

/** Words in code that people would read: they belong in the catalog (docs/messages.md). */
export interface Literal {
  readonly line: number;
  readonly text: string;
}

/** Attributes of JSX, and properties of objects, that hold words in the console. */
const wordsOfConsole =
  /^(?:aria-(?:label|description|roledescription|valuetext)|advice|alt|altText|confirm|description|detail|empty|group|head|heading|hint|label|legend|message|placeholder|title|words)$/u;

/** At least three words, of which the last begins small. */
const sentence = /^["'“‘(]?\p{L}[\p{Ll}’']*(?:,? (?:\p{L}[\p{L}’'-]*|\d+|X)){1,3}(?:[.,:;]?) \p{Ll}/u;

/** Not read by people: a program's log, selectors, and what documents say of programs. */
const ofPrograms =
  /(?:^|\.)(?:log|debug|info|warn|error|trace|describe|meta|raw|closest|matches|querySelector(?:All)?)$/u;
const documented = /^(?:description|summary|help|example)$/u;

/** Statements of a database, and names of classes. */
const ofOtherLanguages =
  /^(?:select|insert|update|delete|drop|alter|comment on) |\b(?:bg|border|hover|text)[-:]\w/u;

/** Of a product and of files: never translated. */
const names = new Set(['Seatwise', 'Excel', 'CSV', 'JSON', 'PDF']);

/**
 * Returns the literals of a file that people would read: in the console all words that are rendered or name something,
 * elsewhere sentences.
 * @param path decides which of the two
 */
export function literalsOf(path: string, source: string): readonly Literal[] {
  const file = ts.createSourceFile(path, source, ts.ScriptTarget.Latest, true);
  const found: Literal[] = [];
  const isConsole = path.startsWith('web/');
  const visit = (node: ts.Node): void => {
    if (isSkipped(node, isConsole)) return;
    const text = textOf(node);
    if (text !== null && isForPeople(node, text, isConsole))
      found.push({ line: file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1, text });
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** With an X for each value that is filled in; `null` for what is no text. */
function textOf(node: ts.Node): string | null {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text;
  if (ts.isTemplateExpression(node))
    return node.templateSpans.reduce((all, span) => `${all}X${span.literal.text}`, node.head.text);
  return ts.isJsxText(node) ? node.text.trim() : null;
}

function isSkipped(node: ts.Node, isConsole: boolean): boolean {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || ts.isTypeNode(node)) return true;
  if (ts.isThrowStatement(node) || ts.isTaggedTemplateExpression(node)) return true;
  if (ts.isNewExpression(node)) return /Error$/u.test(node.expression.getText());
  if (ts.isCallExpression(node)) return ofPrograms.test(node.expression.getText());
  if (ts.isPropertyAssignment(node)) return !isConsole && documented.test(node.name.getText());
  if (ts.isJsxAttribute(node)) return /^(?:className|style)$/u.test(node.name.getText());
  return ts.isJsxElement(node) && /^(?:code|kbd)$/u.test(node.openingElement.tagName.getText());
}

function isForPeople(node: ts.Node, text: string, isConsole: boolean): boolean {
  const words = text.replaceAll(/X/gu, '');
  if (!/\p{L}{2}/u.test(words) || names.has(text) || ofOtherLanguages.test(text)) return false;
  if (sentence.test(text)) return true;
  return isConsole && !/^[\w-]+(?:\.[\w-]+)+$/u.test(text) && isShown(node);
}

/** Rendered by JSX, or the value of an attribute or a property that holds words. */
function isShown(node: ts.Node): boolean {
  if (ts.isJsxText(node)) return true;
  let at: ts.Node = node.parent;
  while (
    ts.isConditionalExpression(at) ||
    ts.isParenthesizedExpression(at) ||
    (ts.isBinaryExpression(at) && /^(?:\+|\?\?|\|\||&&)$/u.test(at.operatorToken.getText()))
  )
    at = at.parent;
  if (ts.isPropertyAssignment(at)) return at.name !== node && wordsOfConsole.test(at.name.getText());
  if (ts.isJsxAttribute(at)) return wordsOfConsole.test(at.name.getText());
  if (!ts.isJsxExpression(at)) return false;
  return ts.isJsxAttribute(at.parent) ? wordsOfConsole.test(at.parent.name.getText()) : true;
}
