import type { CurrencyCode } from '../../domain/currency.ts';
import { type Month, monthOfDay } from '../../domain/months/review-month.ts';
import { type Day, type DecimalText, decimal, decimalText, type Instant } from '../../domain/quantity.ts';
import type { AppliedRule } from '../../domain/usage/composition.ts';
import { type Message, message } from '../../messages/message.ts';
import { column, instant, money, none, oneGroup, quantity, text } from '../cells.ts';
import type { ReportCell, ReportDocument, ReportHeader, ReportRow, ReportSection } from '../document.ts';
import { equationCell, equationColumn, termsCell } from '../rule-cells.ts';

/** What one customer uses and what is billed for it, with the header of the page. */
export interface CustomerFacts {
  readonly msp: ReportHeader['msp'];
  readonly company: { readonly id: string; readonly name: string };
  /** Today in the billing time zone. */
  readonly day: Day;
  readonly timeZone: string;
  /** The tenant's own. */
  readonly currency: CurrencyCode;
  readonly services: readonly CustomerService[];
  readonly billed: readonly BilledLine[];
  readonly accounts: readonly CustomerAccount[];
  /** False: IDs stand for names of users. */
  readonly namesKept: boolean;
}

export interface CustomerService {
  readonly name: string;
  readonly seats: number | null;
  /** Billable units (RULES 13); null: not every account was counted. */
  readonly units: number | null;
  /** What makes units of the seats; null: every seat is a unit. */
  readonly rule: AppliedRule | null;
  readonly quantity: DecimalText | null;
  readonly psaReadAt: Instant | null;
}

export interface BilledLine {
  readonly agreement: { readonly id: string; readonly name: string };
  readonly product: string | null;
  readonly productId: string;
  readonly quantity: DecimalText | null;
  readonly lessIncluded: DecimalText | null;
  readonly unitPrice: DecimalText | null;
  /** What the price is for, in the PSA's own word; null: not said. */
  readonly period: string | null;
  /** Of one invoice; null: unknown. */
  readonly amount: DecimalText | null;
  readonly currency: CurrencyCode;
  readonly nextInvoice: Day | null;
  /** Why it is not billed; null: it is. */
  readonly notBilled: Message | null;
}

export interface CustomerAccount {
  readonly name: string;
  readonly readAt: Instant | null;
  readonly statuses: readonly { readonly status: string; readonly users: number; readonly counts: boolean }[];
  readonly users: readonly {
    readonly id: string;
    readonly name: string | null;
    readonly status: string;
    readonly holdsSeat: boolean;
  }[];
}

/** What a customer is given when it asks what it pays for. */
export function customerDocument(facts: CustomerFacts): ReportDocument {
  const { company, day, msp, timeZone, currency } = facts;
  const month: Month = monthOfDay(day);
  return {
    kind: 'customer',
    fileName: `customer-sheet-${asciiOf(company.name)}${asciiOf(company.id)}${month}`,
    title: message('customer-sheet.title', { customer: company.name }),
    banner: null,
    header: {
      msp,
      month,
      currency,
      timeZone,
      facts: [
        { label: message('reports.customer'), value: text(company.name, company.id) },
        { label: message('reports.company-id'), value: text(company.id) },
        { label: message('customer-sheet.period'), value: { kind: 'month', month } },
        { label: message('customer-sheet.as-of'), value: { kind: 'day', day } },
      ],
      checksum: null,
    },
    sections: [services(facts), ...rules(facts), billed(facts), seats(facts), users(facts)],
  };
}

/** Returns lower-case letters and digits with a hyphen behind them; empty: the name has none. */
const asciiOf = (name: string): string => {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z\d]+/gu, '-')
    .replace(/^-|-$/gu, '');
  return plain === '' ? '' : `${plain.slice(0, 40)}-`;
};

const yesNo = (is: boolean): ReportCell => text(message(is ? 'tables.yes' : 'tables.no'));

const services = ({ services: all }: CustomerFacts): ReportSection => ({
  key: 'services',
  title: message('customer-sheet.services'),
  note: null,
  whenEmpty: message('customer-sheet.no-services'),
  columns: [
    column('service', message('tables.column.service'), 'text'),
    column('billed', message('customer-sheet.counted-and-billed'), 'text', 4),
    column('seats', message('tables.column.vendor-seats'), 'quantity'),
    column('units', message('tables.column.billable-units'), 'quantity'),
    column('quantity', message('tables.column.psa-quantity'), 'quantity'),
    column('psaReadAt', message('tables.column.psa-read-at'), 'instant'),
  ],
  groups: oneGroup(
    all.map((one) => [
      text(one.name),
      text(countedAndBilled(one)),
      quantity(one.seats),
      quantity(one.units),
      quantity(one.quantity),
      instant(one.psaReadAt),
    ]),
  ),
  totals: [],
});

/** "20 seats counted, 20 billed". */
function countedAndBilled({ seats: counted, quantity: units }: CustomerService): Message {
  if (counted === null)
    return units === null
      ? message('customer-sheet.neither-known')
      : message('customer-sheet.not-counted', { billed: units });
  return units === null
    ? message('customer-sheet.counted-not-known', { seats: counted })
    : message('customer-sheet.counted-billed', { seats: counted, billed: units });
}

/** How seats become what is billed; without a billing rule, nothing is to be said. */
function rules({ services: all }: CustomerFacts): readonly ReportSection[] {
  const ruled = all.filter(({ rule }) => rule !== null);
  if (ruled.length === 0) return [];
  return [
    {
      key: 'billing-rules',
      title: message('customer-sheet.billing-rules'),
      note: null,
      whenEmpty: message('customer-sheet.no-services'),
      columns: [
        column('service', message('tables.column.service'), 'text'),
        column('rule', message('tables.column.billing-rule'), 'text', 4),
        equationColumn,
      ],
      groups: oneGroup(
        ruled.map(({ name, rule, seats: counted }) => [
          text(name),
          termsCell(rule),
          equationCell(rule, counted),
        ]),
      ),
      totals: [],
    },
  ];
}

const billed = ({ billed: lines }: CustomerFacts): ReportSection => ({
  key: 'billed',
  title: message('tables.sheet.billed'),
  note: null,
  whenEmpty: message('customer-sheet.nothing-billed'),
  columns: [
    column('agreement', message('tables.column.agreement'), 'text', 3),
    column('product', message('tables.column.product-id'), 'text', 3),
    column('quantity', message('tables.column.quantity'), 'quantity'),
    column('lessIncluded', message('tables.column.less-included'), 'quantity'),
    column('unitPrice', message('tables.column.unit-price'), 'money'),
    column('period', message('customer-sheet.price-for'), 'text'),
    column('amount', message('customer-sheet.amount'), 'money'),
    column('reason', message('tables.column.reason'), 'text'),
  ],
  groups: [...invoicesOf(lines)].map(([name, { title, rows }]) => ({
    title,
    rows: rows.map(billedRow),
    totals: name === notBilled ? [] : totalsOf(rows),
  })),
  totals: [],
});

const notBilled = 'not-billed';

/** Lines by the invoice that bills them next, which is what their amounts add up to. */
function invoicesOf(lines: readonly BilledLine[]) {
  const invoices = new Map<string, { readonly title: Message; readonly rows: readonly BilledLine[] }>();
  const inOrder = [...lines].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : keyOf(a) > keyOf(b) ? 1 : 0));
  for (const line of inOrder) {
    const key = keyOf(line);
    const rows = invoices.get(key)?.rows ?? [];
    invoices.set(key, { title: titleOf(line), rows: [...rows, line] });
  }
  return invoices;
}

const keyOf = ({ notBilled: reason, nextInvoice }: BilledLine): string =>
  reason === null ? (nextInvoice ?? 'later') : notBilled;

function titleOf({ notBilled: reason, nextInvoice: day }: BilledLine): Message {
  if (reason !== null) return message('customer-sheet.not-billed');
  return day === null
    ? message('customer-sheet.no-invoice-date')
    : message('customer-sheet.invoice-of', { day });
}

const billedRow = (line: BilledLine): ReportRow => [
  text(line.agreement.name, line.agreement.id),
  text(line.product ?? message('customer-sheet.product', { id: line.productId }), line.productId),
  quantity(line.quantity),
  line.lessIncluded === null || decimal(line.lessIncluded).isZero() ? none : quantity(line.lessIncluded),
  money(line.unitPrice, line.currency),
  text(line.period),
  line.notBilled === null ? money(line.amount, line.currency) : none,
  line.notBilled === null ? none : text(line.notBilled),
];

/** One for each currency; of an amount that is unknown the sum is too. */
function totalsOf(lines: readonly BilledLine[]): readonly ReportRow[] {
  const sums = new Map<CurrencyCode, DecimalText | null>();
  for (const { amount, currency } of lines) {
    const before = sums.get(currency);
    const sum = before === undefined ? '0' : before;
    sums.set(currency, sum === null || amount === null ? null : decimalText(decimal(sum).plus(amount)));
  }
  return [...sums].map(([currency, amount]) => [
    text(message('customer-sheet.total')),
    none, none, none, none, none,
    money(amount, currency),
    none,
  ]); // prettier-ignore
}

const seats = ({ accounts }: CustomerFacts): ReportSection => ({
  key: 'seats',
  title: message('tables.title.seats'),
  note: null,
  whenEmpty: message('customer-sheet.no-count'),
  columns: [
    column('account', message('tables.column.account'), 'text', 3),
    column('status', message('tables.column.status'), 'text'),
    column('users', message('tables.column.users'), 'quantity'),
    column('usesSeat', message('tables.column.uses-seat'), 'text', 1),
    column('readAt', message('tables.column.read-at'), 'instant'),
  ],
  groups: oneGroup(
    accounts.flatMap(({ name, readAt, statuses }) =>
      statuses.map(({ status, users: count, counts }): ReportRow => [
        text(name),
        text(status),
        quantity(count),
        yesNo(counts),
        instant(readAt),
      ]),
    ),
  ),
  totals: [],
});

const users = ({ accounts, namesKept }: CustomerFacts): ReportSection => ({
  key: 'users',
  title: message('tables.sheet.users'),
  note: namesKept ? null : message('customer-sheet.names-not-stored'),
  whenEmpty: message('customer-sheet.no-users'),
  columns: [
    column('user', message('tables.column.user'), 'text', 3),
    column('account', message('tables.column.account'), 'text', 3),
    column('status', message('tables.column.status'), 'text'),
    column('usesSeat', message('tables.column.uses-seat'), 'text', 1),
  ],
  groups: oneGroup(
    accounts.flatMap((account) =>
      account.users.map((user): ReportRow => [
        text(user.name ?? user.id, user.id),
        text(account.name),
        text(user.status),
        yesNo(user.holdsSeat),
      ]),
    ),
  ),
  totals: [],
});
