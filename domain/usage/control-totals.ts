import { Decimal } from 'decimal.js';
import { decimal, decimalText, type DecimalText } from '../quantity.ts';
import { billedCompany } from './billing-groups.ts';
import type { ComposedLine, CompositionInput, UsageLineKind, VendorAccountFacts } from './composition.ts';
import { isHolding } from './holding-flags.ts';
import { assessLines } from './live-lines.ts';

export interface AccountTotals {
  readonly listed: number;
  readonly counted: number;
  readonly incomplete: number;
  readonly failed: number;
  readonly gone: number;
  /** Accounts that no sync has tried yet: 0 once a first sync ended. */
  readonly notYetRead: number;
}

/** Seats of accounts whose newest read counted (RULES 12). */
export interface SeatTotals {
  readonly counted: number;
  readonly mapped: number;
  readonly internal: number;
  readonly nfr: number;
  readonly excluded: number;
  readonly unmapped: number;
}

/** Live units of mapped products; an unanswered `choice` counts all its candidates (RULES 12). */
export interface UnitTotals {
  readonly live: DecimalText;
  readonly inGroups: DecimalText;
  readonly noAccount: DecimalText;
  readonly ignored: DecimalText;
  /** Live lines without a quantity: in no sum, never taken for 0. */
  readonly linesWithoutQuantity: number;
}

/** Money a month over lines whose effect is known. */
export interface EffectTotals {
  readonly lines: number;
  readonly perMonth: DecimalText;
  /** Lines whose effect is unknown: not in the sum. */
  readonly unknown: number;
}

export interface NotReadAccount {
  readonly accountId: string;
  readonly name: string;
  readonly outcome: 'incomplete' | 'failed' | 'gone' | 'not-yet-read';
  readonly code: string | null;
  /** Null: never counted. */
  readonly lastKnownSeats: number | null;
}

export interface ControlTotals {
  readonly accounts: AccountTotals;
  readonly seats: SeatTotals;
  readonly units: UnitTotals;
  readonly lines: {
    readonly total: number;
    readonly byKind: Readonly<Partial<Record<UsageLineKind, number>>>;
    readonly held: number;
  };
  /** Σ variance over lines with both sides. */
  readonly variance: DecimalText;
  readonly increases: EffectTotals;
  readonly decreases: EffectTotals;
  /** Increases, decreases and orphans that a guard or another flag holds; in neither of the two above. */
  readonly held: EffectTotals;
  /** Those whose approved change the PSA does not show yet: in none of the three above (RULES 6). */
  readonly waiting: EffectTotals;
  readonly atRisk: Readonly<Record<'unmapped' | 'new' | 'bills-nothing', EffectTotals>>;
  /** Apart, with their last known seats. */
  readonly notRead: { readonly accounts: readonly NotReadAccount[]; readonly lastKnownSeats: number };
  readonly closes: boolean;
  /** What does not close: an error of ours, shown as one (RULES 12). */
  readonly mismatches: readonly string[];
}

/** Control totals above every review, always closing (RULES 12). `lines` are those composed from the same `input`. */
export function controlTotals(input: CompositionInput, lines: readonly ComposedLine[]): ControlTotals {
  const mismatches: string[] = [];
  const accounts = accountTotals(input.accounts, mismatches);
  const seats = seatTotals(input.accounts, lines, mismatches);
  const units = unitTotals(input, lines, mismatches);
  const isHeld = (line: ComposedLine): boolean => line.flags.some(isHolding);
  const waits = (line: ComposedLine): boolean => line.flags.some(({ flag }) => flag === 'waiting');
  const ofKind = (kind: UsageLineKind): readonly ComposedLine[] => lines.filter((line) => line.kind === kind);
  const changes = lines.filter(({ kind }) => kind === 'increase' || kind === 'decrease' || kind === 'orphan');
  const undecided = changes.filter((line) => !waits(line));
  const free = (kind: UsageLineKind): readonly ComposedLine[] =>
    undecided.filter((line) => line.kind === kind && !isHeld(line));
  const effect = (some: readonly ComposedLine[]): EffectTotals =>
    sumMoney(some, ({ money }) => money.effectPerMonth);
  // An unmapped account whose newest reading is not complete keeps its kind, and nothing of it is known at risk (RULES 2).
  const atRisk = (kind: UsageLineKind): EffectTotals =>
    sumMoney(
      ofKind(kind).filter(({ notRead }) => notRead === null),
      ({ money }) => money.atRiskPerMonth,
    );
  return {
    accounts,
    seats,
    units,
    lines: { total: lines.length, byKind: countByKind(lines), held: lines.filter(isHeld).length },
    variance: decimalText(
      lines.reduce((sum, line) => (line.variance === null ? sum : sum.plus(line.variance)), decimal(0)),
    ),
    increases: effect(free('increase')),
    decreases: effect(free('decrease')),
    held: effect(undecided.filter(isHeld)),
    waiting: effect(changes.filter(waits)),
    atRisk: { unmapped: atRisk('unmapped'), new: atRisk('new'), 'bills-nothing': atRisk('bills-nothing') },
    notRead: notReadTotals(input.accounts),
    closes: mismatches.length === 0,
    mismatches,
  };
}

function countByKind(lines: readonly ComposedLine[]): Readonly<Partial<Record<UsageLineKind, number>>> {
  const counts: Partial<Record<UsageLineKind, number>> = {};
  for (const { kind } of lines) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

function sumMoney(
  lines: readonly ComposedLine[],
  amount: (line: ComposedLine) => DecimalText | null,
): EffectTotals {
  let sum = new Decimal(0);
  let unknown = 0;
  for (const line of lines) {
    const value = amount(line);
    if (value === null) unknown += 1;
    else sum = sum.plus(value);
  }
  return { lines: lines.length, perMonth: decimalText(sum), unknown };
}

function accountTotals(accounts: readonly VendorAccountFacts[], mismatches: string[]): AccountTotals {
  const totals = { listed: accounts.length, counted: 0, incomplete: 0, failed: 0, gone: 0, notYetRead: 0 };
  for (const { name, newestRead, lastComplete } of accounts) {
    if (newestRead === null) totals.notYetRead += 1;
    else totals[newestRead.outcome] += 1;
    if (newestRead?.outcome === 'counted' && lastComplete === null)
      mismatches.push(`${name} is counted and has no count`);
  }
  const sum = totals.counted + totals.incomplete + totals.failed + totals.gone + totals.notYetRead;
  if (sum !== totals.listed) mismatches.push(`accounts: ${totals.listed} listed, ${sum} with an outcome`);
  return totals;
}

/** Seats by what people decided, checked against the accounts that the composed lines really carry. */
function seatTotals(
  accounts: readonly VendorAccountFacts[],
  lines: readonly ComposedLine[],
  mismatches: string[],
): SeatTotals {
  const sums = { mapped: 0, internal: 0, nfr: 0, excluded: 0, unmapped: 0 };
  let counted = 0;
  for (const account of accounts) {
    if (account.newestRead?.outcome !== 'counted' || account.lastComplete === null) continue;
    counted += account.lastComplete.seats;
    sums[account.mark ?? account.mapping.state] += account.lastComplete.seats;
  }
  const inLines = (unmapped: boolean): number =>
    lines
      .filter((line) => (line.kind === 'unmapped') === unmapped)
      .flatMap((line) => line.accounts)
      .reduce(
        (sum, { newestRead, seats }) =>
          newestRead?.outcome === 'counted' && seats !== null ? sum + seats : sum,
        0,
      );
  if (inLines(false) !== sums.mapped)
    mismatches.push(`seats: ${sums.mapped} mapped, ${inLines(false)} in groups`);
  if (inLines(true) !== sums.unmapped)
    mismatches.push(`seats: ${sums.unmapped} unmapped, ${inLines(true)} in unmapped lines`);
  checkEachAccountOnce(accounts, lines, mismatches);
  const sum = sums.mapped + sums.internal + sums.nfr + sums.excluded + sums.unmapped;
  if (sum !== counted) mismatches.push(`seats: ${counted} counted, ${sum} by mapping`);
  return { counted, ...sums };
}

function checkEachAccountOnce(
  accounts: readonly VendorAccountFacts[],
  lines: readonly ComposedLine[],
  mismatches: string[],
): void {
  const standing = lines.flatMap((line) => line.accounts.map(({ accountId }) => accountId));
  if (new Set(standing).size !== standing.length) mismatches.push('an account stands in two lines');
  const known = new Set(standing);
  for (const account of accounts) {
    if (billedCompany(account) !== null && !known.has(account.id))
      mismatches.push(`${account.name} is mapped and in no line`);
  }
}

/** Live units read from the PSA against those the lines hold, and those a person ignored. */
function unitTotals(
  input: CompositionInput,
  lines: readonly ComposedLine[],
  mismatches: string[],
): UnitTotals {
  const live = assessLines(input).filter(({ standing }) => standing === 'live');
  let inGroups = decimal(0);
  let noAccount = decimal(0);
  let ignoredInLines = decimal(0);
  const standing = new Set<string>();
  for (const line of lines) {
    for (const source of line.lines) {
      if (!source.live) continue;
      if (standing.has(source.psaLineId)) mismatches.push(`PSA line ${source.psaLineId} stands in two lines`);
      standing.add(source.psaLineId);
      if (source.quantity === null) continue;
      if (source.role === 'ignore') ignoredInLines = ignoredInLines.plus(source.quantity);
      else if (line.kind === 'no-account') noAccount = noAccount.plus(source.quantity);
      else inGroups = inGroups.plus(source.quantity);
    }
  }
  const ignoredAlone = ignoredWithoutGroup(
    input,
    live.filter(({ line }) => !standing.has(line.id)).map(({ line }) => line),
    mismatches,
  );
  const ignored = ignoredInLines.plus(ignoredAlone);
  const total = live.reduce(
    (sum, { line }) => (line.quantity === null ? sum : sum.plus(line.quantity)),
    decimal(0),
  );
  const held = inGroups.plus(noAccount).plus(ignored);
  if (!held.equals(total))
    mismatches.push(`units: ${decimalText(total)} live, ${decimalText(held)} in lines or ignored`);
  return {
    live: decimalText(total),
    inGroups: decimalText(inGroups),
    noAccount: decimalText(noAccount),
    ignored: decimalText(ignored),
    linesWithoutQuantity: live.filter(({ line }) => line.quantity === null).length,
  };
}

/** Live lines in no composed line must be ones a person ignored at a company without accounts. */
function ignoredWithoutGroup(
  input: CompositionInput,
  alone: readonly { readonly id: string; readonly quantity: DecimalText | null }[],
  mismatches: string[],
): Decimal {
  const ignored = new Set(
    input.choices.filter(({ role }) => role === 'ignore').map(({ psaLineId }) => psaLineId),
  );
  let sum = decimal(0);
  for (const line of alone) {
    if (!ignored.has(line.id)) mismatches.push(`PSA line ${line.id} is live and in no line`);
    else if (line.quantity !== null) sum = sum.plus(line.quantity);
  }
  return sum;
}

function notReadTotals(accounts: readonly VendorAccountFacts[]): ControlTotals['notRead'] {
  const notRead = accounts.flatMap((account): NotReadAccount[] => {
    if (account.newestRead?.outcome === 'counted') return [];
    return [
      {
        accountId: account.id,
        name: account.name,
        outcome: account.newestRead?.outcome ?? 'not-yet-read',
        code: account.newestRead?.code ?? null,
        lastKnownSeats: account.lastComplete?.seats ?? null,
      },
    ];
  });
  notRead.sort((a, b) => (a.accountId < b.accountId ? -1 : 1));
  const lastKnownSeats = notRead.reduce(
    (sum, { lastKnownSeats: seats }) => (seats === null ? sum : sum + seats),
    0,
  );
  return { accounts: notRead, lastKnownSeats };
}
