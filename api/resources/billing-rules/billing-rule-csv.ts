import { parseCsv } from 'hucre/csv';
import { isDeepStrictEqual } from 'node:util';
import { RuleChange as RuleChangeSchema } from '../../../contracts/api/billing-rules.ts';
import { issueMessage, withoutWords } from '../../../contracts/api/issue-message.ts';
import { cellText } from '../../../contracts/api/table-cells.ts';
import type { ListedRule } from '../../../db/billing-rules/rule-versions.ts';
import type { BillingRule } from '../../../domain/billing-rules/billing-rule.ts';
import type { RuleChange } from '../../../domain/billing-rules/rule-change.ts';
import { type Message, message } from '../../../messages/message.ts';
import type { CsvCell } from '../../../reports/csv/row.ts';

/**
 * Billing rules as a file that a spreadsheet keeps and the import takes: names of fields as heads, in every language. A row
 * with a rule's ID corrects it, or leaves it alone if nothing differs; one without adds a rule.
 */
const columns = [
  'ruleId', 'version', 'scope', 'scopeId', 'scopeName', 'excludeStatuses', 'free', 'per', 'round', 'minimum', 'maximum',
  'fixed', 'flat', 'committed', 'decreaseFrom', 'doNotBill', 'source', 'from', 'to', 'withPsaTerms',
] as const; // prettier-ignore
type Column = (typeof columns)[number];

export const ruleColumns: readonly string[] = columns;

/** So that one change of the rules stays one that somebody can look at. */
export const mostRows = 2_000;

const yes = 'yes';
const between = '; ';

export function ruleCells(rule: ListedRule): readonly CsvCell[] {
  const { scope, terms } = rule;
  const cells: Readonly<Record<Column, CsvCell>> = {
    ruleId: rule.id,
    version: rule.version,
    scope: scope.kind,
    scopeId: scope.kind === 'everything' ? null : scope.id,
    scopeName: rule.scopeName,
    excludeStatuses: terms.excludeStatuses?.join(between) ?? null,
    free: terms.free ?? null,
    per: terms.ratio?.per ?? null,
    round: terms.ratio?.round ?? null,
    minimum: terms.minimum ?? null,
    maximum: terms.maximum ?? null,
    fixed: terms.fixed?.units ?? null,
    flat: terms.fixed?.flat === true ? yes : null,
    committed: terms.commitment?.units ?? null,
    decreaseFrom: terms.commitment?.decreaseFrom ?? null,
    doNotBill: terms.doNotBill?.reason ?? null,
    source: rule.source,
    from: rule.from,
    to: rule.to,
    withPsaTerms: rule.withPsaTerms === true ? yes : null,
  };
  return columns.map((column) => cells[column]);
}

/** A row that is no rule; from 1, without the head. */
export interface RejectedRow {
  readonly row: number;
  readonly detail: Message;
}

export interface RulesOfFile {
  readonly changes: readonly { readonly row: number; readonly change: RuleChange }[];
  readonly rejected: readonly RejectedRow[];
  /** Rows that say what is in force already. */
  readonly unchanged: number;
}

/** @param rules in force, by ID */
export function rulesOfFile(csv: string, rules: ReadonlyMap<string, BillingRule>): RulesOfFile | Message {
  const [head = [], ...rows] = parseCsv(csv, { skipEmptyRows: true }).map((row) =>
    row.map((cell) => cellText(String(cell ?? '')).trim()),
  );
  const missing = columns.filter((column) => column !== 'scopeName' && !head.includes(column));
  if (missing.length > 0) return message('requests.rules-file.columns', { columns: missing });
  if (rows.length > mostRows)
    return message('requests.rules-file.rows', { rows: rows.length, most: mostRows });
  const changes: { readonly row: number; readonly change: RuleChange }[] = [];
  const rejected: RejectedRow[] = [];
  const seen = new Set<string>();
  let unchanged = 0;
  for (const [at, cells] of rows.entries()) {
    const row = at + 1;
    const cellOf = (column: Column): string => cells[head.indexOf(column)] ?? '';
    const read = RuleChangeSchema.safeParse(changeIn(cellOf), withoutWords);
    const id = cellOf('ruleId');
    if (!read.success) rejected.push({ row, detail: issuesIn(read.error.issues) });
    else if (id !== '' && seen.has(id)) rejected.push({ row, detail: message('requests.rules-file.twice') });
    else if (isInForce(read.data, rules)) unchanged += 1;
    else changes.push({ row, change: read.data });
    seen.add(id);
  }
  return { changes, rejected, unchanged };
}

/** What a row asks for, before it is checked; an empty cell is an absent term. */
function changeIn(cellOf: (column: Column) => string): unknown {
  const given = (column: Column): string | undefined => cellOf(column) || undefined;
  const number = (column: Column): unknown => {
    const cell = given(column);
    return cell === undefined || !/^\d{1,9}$/u.test(cell) ? cell : Number(cell);
  };
  const present = (parts: Readonly<Record<string, unknown>>): object | undefined =>
    Object.values(parts).some((part) => part !== undefined) ? withoutAbsent(parts) : undefined;
  const flat = given('flat') === yes ? true : given('flat');
  const rule = withoutAbsent({
    scope: withoutAbsent({ kind: given('scope'), id: given('scopeId') }),
    terms: withoutAbsent({
      excludeStatuses: given('excludeStatuses')
        ?.split(between.trim())
        .map((status) => status.trim()),
      free: number('free'),
      ratio: present({ per: number('per'), round: given('round') }),
      minimum: number('minimum'),
      maximum: number('maximum'),
      fixed: present({ units: number('fixed'), flat }),
      commitment: present({ units: number('committed'), decreaseFrom: given('decreaseFrom') }),
      doNotBill: present({ reason: given('doNotBill') }),
    }),
    source: given('source'),
    from: given('from'),
    to: given('to') ?? null,
    withPsaTerms: given('withPsaTerms') === yes ? true : given('withPsaTerms'),
  });
  const id = given('ruleId');
  return id === undefined
    ? { change: 'add', rule }
    : { change: 'correct', id, version: number('version'), rule };
}

const withoutAbsent = (parts: Readonly<Record<string, unknown>>): object =>
  Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== undefined));

/** A file that was exported and not touched changes nothing. */
function isInForce(change: RuleChange, rules: ReadonlyMap<string, BillingRule>): boolean {
  if (change.change !== 'correct') return false;
  const { id, version, rule } = change;
  return isDeepStrictEqual(rules.get(id), { ...withoutAbsent({ ...rule }), id, version });
}

const longestList = 5;

const issuesIn = (issues: Parameters<typeof issueMessage>[0][]): Message =>
  message('requests.rules-file.cells', {
    cells: issues.slice(0, longestList).map((issue) =>
      message('requests.rules-file.cell', {
        field: issue.path.filter((part) => part !== 'rule').join('.'),
        problem: issueMessage(issue),
      }),
    ),
  });
