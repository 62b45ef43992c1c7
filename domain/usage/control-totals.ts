import { decimal, decimalText, type DecimalText } from '../quantity.ts';
import { billedCompany } from './billing-groups.ts';
import type { ComposedLine, CompositionInput, UsageLineKind, VendorAccountFacts } from './composition.ts';
import { assessLines, type AssessedLine } from './live-lines.ts';
import { accountShare, type IgnoredLine, sumsOf } from './total-parts.ts';

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

/** What is summed; each figure is the sum of what lines, accounts and ignored lines add to it. */
export interface Sums {
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
}

export interface ControlTotals extends Sums {
  readonly closes: boolean;
  /** What does not close: an error of ours, shown as one (RULES 12). */
  readonly mismatches: readonly string[];
}

/** Control totals above every review, always closing (RULES 12). `lines` are those composed from the same `input`. */
export function controlTotals(input: CompositionInput, lines: readonly ComposedLine[]): ControlTotals {
  const live = liveLines(input);
  const sums = sumsOf({
    lines,
    accounts: input.accounts.map(accountShare),
    ignored: ignoredLines(input, live, lines),
  });
  const mismatches = [
    ...accountMismatches(input.accounts, lines),
    ...seatMismatches(sums, lines),
    ...unitMismatches(input, live, lines),
  ];
  return { ...sums, closes: mismatches.length === 0, mismatches };
}

/** Live lines of mapped products. */
export const liveLines = (input: CompositionInput): readonly AssessedLine[] =>
  assessLines(input).filter(({ standing }) => standing === 'live');

/** Live lines that no usage line holds, as people ignored them at a company without accounts. */
export function ignoredLines(
  input: CompositionInput,
  live: readonly AssessedLine[],
  lines: readonly ComposedLine[],
): readonly IgnoredLine[] {
  const ignored = ignoredByChoice(input);
  return linesAlone(live, lines)
    .filter(({ line }) => ignored.has(line.id))
    .map(({ line, companyId }) => ({ psaLineId: line.id, companyId, quantity: line.quantity }));
}

const linesAlone = (
  live: readonly AssessedLine[],
  lines: readonly ComposedLine[],
): readonly AssessedLine[] => {
  const held = new Set(lines.flatMap((line) => line.lines.map(({ psaLineId }) => psaLineId)));
  return live.filter(({ line }) => !held.has(line.id));
};

const ignoredByChoice = ({ choices }: Pick<CompositionInput, 'choices'>): ReadonlySet<string> =>
  new Set(choices.filter(({ role }) => role === 'ignore').map(({ psaLineId }) => psaLineId));

/** Each account once, and none that is mapped in no line. */
function accountMismatches(
  accounts: readonly VendorAccountFacts[],
  lines: readonly ComposedLine[],
): readonly string[] {
  const standing = lines.flatMap((line) => line.accounts.map(({ accountId }) => accountId));
  const known = new Set(standing);
  return [
    ...(known.size === standing.length ? [] : ['an account stands in two lines']),
    ...accounts.flatMap((account) => {
      const { id, name, newestRead, lastComplete } = account;
      return [
        ...(newestRead?.outcome === 'counted' && lastComplete === null
          ? [`${name} is counted and has no count`]
          : []),
        ...(billedCompany(account) !== null && !known.has(id) ? [`${name} is mapped and in no line`] : []),
      ];
    }),
  ];
}

/** Seats by what people decided against those of the accounts that the lines really carry. */
function seatMismatches({ seats }: Sums, lines: readonly ComposedLine[]): readonly string[] {
  const inLines = (unmapped: boolean): number =>
    lines
      .filter((line) => (line.kind === 'unmapped') === unmapped)
      .flatMap((line) => line.accounts)
      .reduce(
        (sum, { newestRead, seats: its }) =>
          newestRead?.outcome === 'counted' && its !== null ? sum + its : sum,
        0,
      );
  const mismatches: string[] = [];
  if (inLines(false) !== seats.mapped)
    mismatches.push(`seats: ${seats.mapped} mapped, ${inLines(false)} in groups`);
  if (inLines(true) !== seats.unmapped)
    mismatches.push(`seats: ${seats.unmapped} unmapped, ${inLines(true)} in unmapped lines`);
  return mismatches;
}

/** Live units as the PSA has them against those the lines hold, and those a person ignored. */
function unitMismatches(
  input: CompositionInput,
  live: readonly AssessedLine[],
  lines: readonly ComposedLine[],
): readonly string[] {
  const ignored = ignoredByChoice(input);
  const alone = linesAlone(live, lines);
  const standing = lines.flatMap((line) => line.lines.filter((source) => source.live));
  const seen = new Set<string>();
  const twice = standing.filter(({ psaLineId }) => seen.size === seen.add(psaLineId).size);
  const total = live.reduce(
    (sum, { line }) => (line.quantity === null ? sum : sum.plus(line.quantity)),
    decimal(0),
  );
  const held = [
    ...standing.map(({ quantity }) => quantity),
    ...alone.filter(({ line }) => ignored.has(line.id)).map(({ line }) => line.quantity),
  ].reduce((sum, quantity) => (quantity === null ? sum : sum.plus(quantity)), decimal(0));
  return [
    ...twice.map(({ psaLineId }) => `PSA line ${psaLineId} stands in two lines`),
    ...alone
      .filter(({ line }) => !ignored.has(line.id))
      .map(({ line }) => `PSA line ${line.id} is live and in no line`),
    ...(held.equals(total)
      ? []
      : [`units: ${decimalText(total)} live, ${decimalText(held)} in lines or ignored`]),
  ];
}
