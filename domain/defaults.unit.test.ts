import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import * as defaults from './defaults.ts';

/** Where a default could hide. Migrations are compared in db/schema/schema.integration.test.ts. */
const folders = [
  'activities', 'api', 'cli', 'config', 'contracts', 'db', 'domain', 'embedded', 'http', 'psa', 'use-cases', 'vendors',
  'web', 'worker', 'workflows',
]; // prettier-ignore

const isProduct = (file: string): boolean =>
  /\.tsx?$/u.test(file) &&
  !/\.test\.tsx?$|\.fixture\.ts$|\/testing\/|\/migrations\//u.test(file) &&
  file !== 'domain/defaults.ts';

const sources = folders
  .flatMap((folder) => readdirSync(folder, { recursive: true }).map((file) => join(folder, file.toString())))
  .filter(isProduct)
  .map((file) => ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2023, true));

function nodesOf(source: ts.SourceFile): readonly ts.Node[] {
  const found: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** The number that a literal, or a product or sum of literals, is; null: it is none. */
function numberOf(node: ts.Node): number | null {
  if (ts.isNumericLiteral(node)) return Number(node.text);
  if (!ts.isBinaryExpression(node)) return null;
  const [left, right] = [numberOf(node.left), numberOf(node.right)];
  if (left === null || right === null) return null;
  if (node.operatorToken.kind === ts.SyntaxKind.AsteriskToken) return left * right;
  return node.operatorToken.kind === ts.SyntaxKind.PlusToken ? left + right : null;
}

const found = (matches: (node: ts.Node) => boolean): readonly string[] =>
  sources.flatMap((source) =>
    nodesOf(source)
      .filter(matches)
      .map((node) => `${source.fileName}: ${node.getText().replace(/\s+/gu, ' ')}`),
  );

/** What is given to `.default()` of a schema, where it is written out and says more than off, empty or an order. */
const hiddenInSchema = (node: ts.Node): boolean => {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return false;
  const [given] = node.arguments;
  if (node.expression.name.text !== 'default' || given === undefined) return false;
  const { fileName } = node.getSourceFile();
  const isText = ts.isStringLiteral(given) && fileName.startsWith('config/');
  return isText || numberOf(given) !== null || (ts.isArrayLiteralExpression(given) && /\d/u.test(given.getText()));
}; // prettier-ignore

/** A number that takes the place of one that was not said. Nothing and one are no wish of anybody. */
const hiddenInFallback = (node: ts.Node): boolean =>
  ts.isBinaryExpression(node) &&
  node.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken &&
  (numberOf(node.right) ?? 0) > 1;

/** Days, months and hours, and what is as long: shorter times are paces, of which many are equal by chance. */
const isLong = (unit: string, value: number): boolean => unit !== 'Ms' || value >= 600_000;
const unitOf = (name: string): string | null =>
  /(Ms|Seconds|Minutes|Hours|Days|Months)$/u.exec(name)?.[1] ?? null;

const times = new Set(
  Object.values(defaults).flatMap((group) =>
    Object.entries(group).flatMap(([name, value]) => {
      const unit = unitOf(name);
      return unit !== null && typeof value === 'number' && isLong(unit, value) ? [`${value} ${unit}`] : [];
    }),
  ),
);

const standsAgain = (node: ts.Node): boolean => {
  if (!ts.isVariableDeclaration(node) && !ts.isPropertyAssignment(node)) return false;
  const unit = unitOf(node.name.getText());
  const value = node.initializer === undefined ? null : numberOf(node.initializer);
  return unit !== null && value !== null && times.has(`${value} ${unit}`);
};

describe('the defaults', () => {
  it('are in no schema of the environment or of a request', () => {
    expect(found(hiddenInSchema)).toEqual(["config/variables.ts: z.enum(['production', 'development', 'test']).default('development')"]);
  }); // prettier-ignore

  it('are in no fallback for what was not said, but for what is of a protocol, a process or a picture', () => {
    expect(found(hiddenInFallback).map((text) => text.replace(/: .*\?\?/u, ':'))).toEqual([
      // A problem whose code has no status of its own.
      'contracts/errors.ts: 500',
      // How long a process waits for its own database.
      'db/driver/connections.ts: 2_000',
      // Minor units of a currency that ISO 4217 does not list.
      'domain/currency-codes.ts: 2',
      // The client for calls out, wherever nobody says more.
      'http/outbound.ts: 20_000',
      'http/outbound.ts: 10 * 1024 * 1024',
      'http/outbound.ts: 16',
      // The vendor's own limits (duo.md), and what fits into one probe.
      'vendors/duo/client.ts: 60_000',
      'vendors/duo/client.ts: 9_500',
      // Pixels of a frame that is not drawn yet.
      'web/components/virtual-grid.tsx: 320',
      'web/values/figure.ts: 2',
      'web/screens/mapping/row-list.tsx: 320',
    ]);
  });

  it('stand once: other constants of the same time are of a slice, a connection or a look', () => {
    expect(times.size).toBeGreaterThan(10);
    expect(found(standsAgain)).toEqual([
      'activities/sync/refresh-editions.ts: batchMs = 10 * 60_000',
      'api/resources/operations/events.ts: longestMs = 10 * 60_000',
      'db/audit/audit-verification.ts: oldestPendingMs = 2 * 3_600_000',
      // Milliseconds of a day.
      'domain/calendar.ts: dayMs = 24 * 3_600_000',
      'use-cases/people/provider-logout.ts: rememberedMs = 10 * 60_000',
      'web/api/mapping-commands.ts: lateMs = 10 * 60_000',
      'web/context/live-events.tsx: fallbackSeconds = 30',
      // What setTimeout can wait for.
      'web/app/shell/session-dialogs.tsx: longestTimerMs = 24 * 3_600_000',
    ]);
  });
});
