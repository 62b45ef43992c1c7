import { consoleFigures } from '../../messages/generated/console-figures.ts';
import { currencyDecimals } from '../../domain/currency-codes.ts';
import { decimal, decimalText } from '../../domain/quantity.ts';
import { groupBy } from '../../domain/group-by.ts';
import type { UsageLineKind } from '../../domain/usage/line-kinds.ts';
import { catalogOf } from '../../messages/catalog.ts';
import { message } from '../../messages/message.ts';
import { createRenderer } from '../../messages/rendering/renderer.ts';
import {
  type Amount,
  type ListedLine,
  type Measures,
  type Month,
  resultsOf,
  type StoredChange,
  type Total,
  totalOf,
} from './figures-agreement.ts';
import { measuresOf } from './month-agreement.ts';

/** A row by the heads of its columns; an amount with its currency. */
export type Row = Readonly<Record<string, string>>;

/** What a table of a file must show, from rows of the list and of the ledger alone. */
export interface ExpectedTable {
  readonly rows: readonly Row[];
  /** Below all rows; a CSV has none. */
  readonly totals: readonly Row[];
  /** Below each group, on paper alone. */
  readonly subtotals: readonly Row[];
}

interface MonthRows {
  readonly month: Month;
  readonly lines: readonly ListedLine[];
  readonly changes: readonly StoredChange[];
}

const nameOf = (figure: keyof Measures | 'recovered' | 'created' | 'credited' | 'ended' | 'net'): string =>
  consoleFigures.texts[`console-figures.name.${figure}`];

const render = createRenderer(catalogOf('en'), {
  timeZone: 'UTC',
  terms: { vendor: 'Duo', psa: 'ConnectWise' },
});

const cash = (amount: string | null, currency: string): string =>
  amount === null ? 'unknown' : `${decimalText(decimal(amount))} ${currency}`;

/** In one currency, null the own one. */
const cashOf = (total: Total, currency: string | null, own: string): string => {
  if (currency !== null) return cash(total.others?.[currency] ?? '0', currency);
  return cash(total.lines > 0 && total.unknown === total.lines ? null : total.perMonth, own);
};

const currenciesIn = (totals: readonly Pick<Total, 'others'>[]): readonly (string | null)[] => [
  null,
  ...new Set(totals.flatMap(({ others }) => Object.keys(others ?? {}))),
];

/** Of rows in one currency. */
const sumIn = (some: readonly Amount[], own: string): string => {
  const { perMonth, others, lines, unknown } = totalOf(some);
  const [foreign] = Object.entries(others ?? {});
  if (lines === unknown) return 'unknown';
  return foreign === undefined ? cash(perMonth, own) : cash(foreign[1], foreign[0]);
};

const grouped = <T>(some: readonly T[], key: (one: T) => string): readonly (readonly T[])[] => [
  ...groupBy(some, key).values(),
];

const open = (lines: readonly ListedLine[]) => lines.filter(({ need }) => need !== null);
const openMeasures = ['underBilled', 'heldUp', 'overBilled', 'heldDown', 'notBilled'] as const;

export function summaryOf({ month, lines, changes }: MonthRows): ExpectedTable {
  const own = month.currency;
  const done = resultsOf(changes);
  const measures = measuresOf(lines, own);
  const money = (Figure: string, total: Omit<Total, 'lines' | 'unknown'> & Partial<Total>): readonly Row[] =>
    currenciesIn([total]).map((currency) => ({
      Figure,
      Lines: currency === null ? String(total.lines ?? '') : '',
      'Of which, lines': '',
      'Of which, per month': '',
      'Per month': cashOf({ lines: 0, unknown: 0, ...total }, currency, own),
      'Unknown amounts': currency === null ? String(total.unknown ?? '') : '',
    }));
  const part = (figure: Parameters<typeof nameOf>[0], total: Total): readonly Row[] =>
    money(nameOf(figure), total).map((row) => ({
      ...row,
      Figure: `of which: ${row['Figure']!}`,
      Lines: '',
      'Of which, lines': row['Lines']!,
      'Of which, per month': row['Per month']!,
      'Per month': '',
    }));
  const count = (Figure: string, lines: number): Row => ({
    Figure,
    Lines: String(lines),
    'Of which, lines': '',
    'Of which, per month': '',
    'Per month': '',
    'Unknown amounts': '',
  });
  const net = { perMonth: done.net, ...(done.netOthers === undefined ? {} : { others: done.netOthers }) };
  return {
    rows: [
      ...money(nameOf('recovered'), done.recovered),
      ...part('created', done.created),
      ...money(nameOf('credited'), done.credited),
      ...part('ended', done.ended),
      ...money(nameOf('net'), net),
      ...money(nameOf('waitingUp'), done.waiting.up),
      ...money(nameOf('waitingDown'), done.waiting.down),
      ...[...openMeasures, 'noAccount' as const].flatMap((measure) => part(measure, measures[measure])),
      count('Conflicts', done.conflicts),
      count('Open', open(lines).length),
      count('Lines not read', lines.filter(({ kind }) => kind === 'not-read').length),
      count('Accounts not read', month.notKnown.accounts + month.notKnown.aside),
    ],
    totals: [],
    subtotals: [],
  };
}

/** RULES 9: `max(0, quantity - less included) x unit price`, after less before, in the decimals of the currency. */
function effectOf({ before, after, unitPrice, lessIncluded }: StoredChange, currency: string): string | null {
  if (unitPrice === null) return null;
  const billed = (quantity: string) => {
    const rest = decimal(quantity).minus(lessIncluded ?? '0');
    return (rest.isNegative() ? decimal('0') : rest).times(unitPrice);
  };
  return decimalText(billed(after).minus(billed(before)).toDecimalPlaces(currencyDecimals(currency)));
}

export function changesOf({ month, changes }: MonthRows): ExpectedTable {
  const own = month.currency;
  const made = changes.filter((change) => change.made);
  for (const change of made)
    if (change.perInvoice !== null)
      expect([change.label, decimalText(decimal(change.perInvoice))]).toEqual([
        change.label,
        effectOf(change, change.currency ?? own),
      ]);
  const net = (some: readonly StoredChange[]): readonly Row[] =>
    grouped(some, ({ currency }) => currency ?? own).map((its) => ({
      Invoice: '',
      Customer: 'Net',
      Before: '',
      After: '',
      'Unit price': '',
      'Per month': sumIn(its, own),
      'Per invoice': sumIn(
        its.map(({ currency, perInvoice: amount }) => ({ currency, amount })),
        own,
      ),
    }));
  return {
    rows: made.map((change) => {
      const currency = change.currency ?? own;
      return {
        Invoice: change.invoice,
        Customer: change.label,
        Before: decimalText(decimal(change.before)),
        After: decimalText(decimal(change.after)),
        'Unit price': cash(change.unitPrice, currency),
        'Per month': cash(change.amount, currency),
        'Per invoice': cash(change.perInvoice, currency),
      };
    }),
    totals: net(made),
    subtotals: grouped(made, ({ invoice }) => invoice).flatMap(net),
  };
}

/** Independent implementation of RULES 13, of terms that the tests have: first free, then packs rounded up, then the minimum. */
function unitsOf({ vendorQuantity: seats, rule }: ListedLine): string {
  if (seats === null) return 'unknown';
  if (rule?.applied == null) return String(seats);
  const { free = 0, ratio, minimum = 0, ...others } = rule.applied.terms;
  expect([others, ratio?.round ?? 'up']).toEqual([{}, 'up']);
  return String(Math.max(minimum, Math.ceil(Math.max(0, seats - free) / (ratio?.per ?? 1))));
}

/** Empty: no line is under a rule. */
export const billingRulesOf = (lines: readonly ListedLine[]): ExpectedTable => ({
  rows: lines.flatMap((line) =>
    line.rule?.applied == null
      ? []
      : [
          {
            Customer: line.label,
            'Duo seats': String(line.vendorQuantity),
            'Billable units': unitsOf(line),
            'ConnectWise quantity': line.psaQuantity ?? 'unknown',
            Calculation: line.rule.applied.equation,
          },
        ],
  ),
  totals: [],
  subtotals: [],
});

export function openLinesOf({ month, lines }: MonthRows): ExpectedTable {
  const own = month.currency;
  const amountOf = ({
    money: { currency, effectPerMonth, atRiskPerMonth, billedPerMonth },
  }: ListedLine): Amount => ({
    currency: currency === own ? null : currency,
    amount: effectPerMonth ?? atRiskPerMonth ?? billedPerMonth ?? null,
  });
  const figure = ({ measure }: ListedLine): string => (measure === null ? '' : nameOf(measure));
  const groups = grouped(open(lines), ({ need }) => String(need));
  return {
    rows: open(lines).map((line) => ({
      Kind: render(message(`console-kinds.${line.kind as UsageLineKind}`)),
      Customer: line.label,
      'Duo seats': String(line.vendorQuantity ?? 'unknown'),
      'Billable units': unitsOf(line),
      'ConnectWise quantity': line.psaQuantity ?? 'unknown',
      Variance: line.variance ?? 'unknown',
      Figure: figure(line),
      'Per month': line.measure === null ? '' : sumIn([amountOf(line)], own),
    })),
    totals: [],
    subtotals: groups.flatMap((group) => {
      const counted = group.filter(({ measure }) => measure !== null);
      return grouped(counted, (line) => `${figure(line)} ${line.money.currency}`).map((its) => ({
        Kind: 'Total',
        Customer: '',
        'Duo seats': '',
        'Billable units': '',
        'ConnectWise quantity': '',
        Variance: '',
        Figure: figure(its[0]!),
        'Per month': sumIn(its.map(amountOf), own),
      }));
    }),
  };
}

export function customersOf({ month, lines, changes }: MonthRows): ExpectedTable {
  const own = month.currency;
  const rowsOf = (
    Customer: string,
    its: readonly ListedLine[],
    made: readonly StoredChange[],
  ): readonly Row[] => {
    const done = resultsOf(made);
    const measures = measuresOf(its, own);
    const figures = [
      ['recovered', done.recovered],
      ['credited', done.credited],
      ['waitingUp', done.waiting.up],
      ['waitingDown', done.waiting.down],
      ...openMeasures.map((measure) => [measure, measures[measure]] as const),
    ] as const;
    return currenciesIn(figures.map(([, total]) => total)).map((currency) => {
      const count = (many: number): string => (currency === null ? String(many) : '');
      return {
        Customer,
        ...Object.fromEntries(
          figures.map(([figure, total]) => [nameOf(figure), cashOf(total, currency, own)]),
        ),
        'Open lines': count(open(its).length),
        Conflicts: count(done.conflicts),
        'Lines not read': count(its.filter(({ kind }) => kind === 'not-read').length),
      };
    });
  };
  const said = lines.filter(({ need, kind }) => need !== null || kind === 'not-read');
  const keyed = [
    ...said.map((line) => ({ key: line.company?.id ?? `account ${line.label}`, line, change: null })),
    ...changes.map((change) => ({ key: change.companyId, line: null, change })),
  ];
  return {
    rows: grouped(keyed, ({ key }) => key).flatMap((its) => {
      const [own, made] = [its.flatMap(({ line }) => line ?? []), its.flatMap(({ change }) => change ?? [])];
      return rowsOf([...own, ...made][0]!.label, own, made);
    }),
    totals: keyed.length === 0 ? [] : rowsOf('Total', said, changes),
    subtotals: [],
  };
}

/** The row of this month among the months, in the tenant's own currency alone. */
export function monthsOf({ month, lines, changes }: MonthRows): ExpectedTable {
  const own = month.currency;
  const { recovered, credited } = resultsOf(changes);
  const row: Row = {
    [nameOf('recovered')]: cash(recovered.perMonth, own),
    [nameOf('credited')]: cash(credited.perMonth, own),
    [nameOf('notBilled')]: cash(measuresOf(lines, own).notBilled.perMonth, own),
    'Open lines': String(open(lines).length),
  };
  return { rows: [row], totals: [], subtotals: [] };
}
