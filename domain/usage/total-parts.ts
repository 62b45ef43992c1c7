import { Decimal } from 'decimal.js';
import { billableSums } from './billable-totals.ts';
import { decimalText, type DecimalText } from '../quantity.ts';
import { type NamedSums, minus, plus } from './named-sums.ts';
import type { ComposedLine, VendorAccountFacts } from './composition.ts';
import type { UsageLineKind } from './line-kinds.ts';
import type { Sums, UnitTotals } from './sums.ts';
import { isHolding } from './line-flags.ts';

/** What one account adds to the control totals; kept with the account, so that it can be taken away again. */
export interface AccountShare {
  readonly accountId: string;
  readonly name: string;
  readonly outcome: 'counted' | 'incomplete' | 'failed' | 'gone' | 'not-yet-read';
  readonly code: string | null;
  /** By what people decided. */
  readonly as: 'mapped' | 'internal' | 'nfr' | 'excluded' | 'unmapped';
  /** Of the last complete count; null: never counted. */
  readonly seats: number | null;
}

export const accountShare = ({
  id,
  name,
  newestRead,
  lastComplete,
  mark,
  mapping,
}: VendorAccountFacts): AccountShare => ({
  accountId: id,
  name,
  outcome: newestRead?.outcome ?? 'not-yet-read',
  code: newestRead?.outcome === 'counted' ? null : (newestRead?.code ?? null),
  as: mark ?? mapping.state,
  seats: lastComplete?.seats ?? null,
});

/** A live line that no usage line holds: it is for another purpose, at a company without accounts. */
export interface IgnoredLine {
  readonly psaLineId: string;
  readonly companyId: string | null;
  readonly quantity: DecimalText | null;
}

export interface TotalParts {
  readonly lines: readonly ComposedLine[];
  readonly accounts: readonly AccountShare[];
  readonly ignored: readonly IgnoredLine[];
}

/** The sums of these parts; those of all parts are the control totals. */
export function sumsOf({ lines, accounts, ignored }: TotalParts): Sums {
  return {
    accounts: accountSums(accounts),
    seats: seatSums(accounts),
    units: unitSums(lines, ignored),
    billable: billableSums(lines),
    ...lineSums(lines),
    notRead: notReadSums(accounts),
  };
}

/** The sums once `former` parts gave way to `present` ones. */
export function sumsAfter(sums: Sums, former: TotalParts, present: TotalParts): Sums {
  const less = sumsOf(former);
  const more = sumsOf(present);
  const amounts = plus(minus(amountsOf(sums), amountsOf(less)), amountsOf(more));
  // Adding and taking away what has the same names keeps them.
  const { notRead, ...rest } = amounts as unknown as Omit<Sums, 'notRead'> & {
    readonly notRead: Pick<Sums['notRead'], 'lastKnownSeats'>;
  };
  const gone = new Set(less.notRead.accounts.map(({ accountId }) => accountId));
  const stay = sums.notRead.accounts.filter(({ accountId }) => !gone.has(accountId));
  return {
    ...rest,
    lines: withoutEmptyKinds(rest.lines),
    notRead: { accounts: [...stay, ...more.notRead.accounts].sort(byAccount), ...notRead },
  };
}

/** Everything that is a figure. */
const amountsOf = (sums: Sums): NamedSums => ({
  accounts: { ...sums.accounts },
  seats: { ...sums.seats },
  units: { ...sums.units },
  billable: { ...sums.billable },
  lines: { total: sums.lines.total, byKind: { ...sums.lines.byKind }, held: sums.lines.held },
  variance: sums.variance,
  notRead: { lastKnownSeats: sums.notRead.lastKnownSeats },
});

const withoutEmptyKinds = ({ byKind, ...lines }: Sums['lines']): Sums['lines'] => ({
  ...lines,
  byKind: Object.fromEntries(Object.entries(byKind).filter(([, count]) => count !== 0)),
});

const lineSums = (lines: readonly ComposedLine[]): Pick<Sums, 'lines' | 'variance'> => ({
  lines: {
    total: lines.length,
    byKind: countByKind(lines),
    held: lines.filter(({ flags }) => flags.some(isHolding)).length,
  },
  variance: sumOf(lines.map(({ variance }) => variance)),
});

function countByKind(lines: readonly ComposedLine[]): Readonly<Partial<Record<UsageLineKind, number>>> {
  const counts: Partial<Record<UsageLineKind, number>> = {};
  for (const { kind } of lines) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

function accountSums(accounts: readonly AccountShare[]): Sums['accounts'] {
  const of = (asked: AccountShare['outcome']): number =>
    accounts.filter(({ outcome }) => outcome === asked).length;
  return {
    listed: accounts.length,
    counted: of('counted'),
    incomplete: of('incomplete'),
    failed: of('failed'),
    gone: of('gone'),
    notYetRead: of('not-yet-read'),
  };
}

/** Seats by what people decided, of accounts whose newest reading counted. */
function seatSums(accounts: readonly AccountShare[]): Sums['seats'] {
  const sums = { counted: 0, mapped: 0, internal: 0, nfr: 0, excluded: 0, unmapped: 0 };
  for (const { outcome, as, seats } of accounts) {
    if (outcome !== 'counted' || seats === null) continue;
    sums.counted += seats;
    sums[as] += seats;
  }
  return sums;
}

/** Live units of the PSA: in groups, at companies without accounts, for another purpose, billed twice. */
function unitSums(lines: readonly ComposedLine[], alone: readonly IgnoredLine[]): UnitTotals {
  const inGroups: (DecimalText | null)[] = [];
  const noAccount: (DecimalText | null)[] = [];
  const otherPurpose: (DecimalText | null)[] = alone.map(({ quantity }) => quantity);
  const billedTwice: (DecimalText | null)[] = [];
  for (const { kind, lines: sources } of lines) {
    for (const { live, role, quantity } of sources) {
      if (!live) continue;
      if (role === 'other-purpose') otherPurpose.push(quantity);
      else if (role === 'duplicate' || kind === 'billed-twice') billedTwice.push(quantity);
      else if (kind === 'no-account') noAccount.push(quantity);
      else inGroups.push(quantity);
    }
  }
  const ignored = [...otherPurpose, ...billedTwice];
  const all = [...inGroups, ...noAccount, ...ignored];
  return {
    live: sumOf(all),
    inGroups: sumOf(inGroups),
    noAccount: sumOf(noAccount),
    ignored: sumOf(ignored),
    otherPurpose: sumOf(otherPurpose),
    billedTwice: sumOf(billedTwice),
    linesWithoutQuantity: all.filter((quantity) => quantity === null).length,
  };
}

/** Of what is known: a missing amount is in no sum, and never taken for 0. */
const sumOf = (amounts: readonly (DecimalText | null)[]): DecimalText =>
  decimalText(amounts.reduce((sum, amount) => (amount === null ? sum : sum.plus(amount)), new Decimal(0)));

function notReadSums(accounts: readonly AccountShare[]): Sums['notRead'] {
  const notRead = accounts.flatMap(({ accountId, name, outcome, code, seats }) =>
    outcome === 'counted' ? [] : [{ accountId, name, outcome, code, lastKnownSeats: seats }],
  );
  return {
    accounts: notRead.sort(byAccount),
    lastKnownSeats: notRead.reduce(
      (sum, { lastKnownSeats }) => (lastKnownSeats === null ? sum : sum + lastKnownSeats),
      0,
    ),
  };
}

const byAccount = (a: { readonly accountId: string }, b: { readonly accountId: string }): number =>
  a.accountId < b.accountId ? -1 : 1;
