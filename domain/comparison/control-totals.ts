import { type Message, message } from '../../messages/message.ts';
import { decimal, decimalText } from '../quantity.ts';
import { billedCompany } from './billing-groups.ts';
import type { ComposedLine, CompositionInput, VendorAccountFacts } from '../usage/composition.ts';
import { billableMismatches } from '../usage/billable-totals.ts';
import { assessLines, type AssessedLine } from './line-assessment.ts';
import type { Sums } from '../usage/sums.ts';
import { accountShare, type IgnoredLine, sumsOf } from '../usage/total-parts.ts';

export interface ControlTotals extends Sums {
  readonly closes: boolean;
  /** What does not balance: an internal error, shown as one (RULES 12). */
  readonly mismatches: readonly Message[];
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
    ...billableMismatches(lines),
  ];
  return { ...sums, closes: mismatches.length === 0, mismatches };
}

/** Live lines of mapped products. */
export const liveLines = (input: CompositionInput): readonly AssessedLine[] =>
  assessLines(input).filter(({ status }) => status === 'live');

/** Live lines that no usage line holds, as they are for another purpose at a company without accounts. */
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
  new Set(choices.filter(({ role }) => role === 'other-purpose').map(({ psaLineId }) => psaLineId));

/** Each account once, and none that is mapped in no line. */
function accountMismatches(
  accounts: readonly VendorAccountFacts[],
  lines: readonly ComposedLine[],
): readonly Message[] {
  const status = lines.flatMap((line) => line.accounts.map(({ accountId }) => accountId));
  const known = new Set(status);
  return [
    ...(known.size === status.length ? [] : [message('usage.totals.account-twice')]),
    ...accounts.flatMap((account) => {
      const { id, newestRead, lastComplete } = account;
      return [
        ...(newestRead?.outcome === 'counted' && lastComplete === null
          ? [message('usage.totals.account-not-counted', { account: id })]
          : []),
        ...(billedCompany(account) !== null && !known.has(id)
          ? [message('usage.totals.account-without-line', { account: id })]
          : []),
      ];
    }),
  ];
}

/** Seats by what people decided against those of the accounts that the lines really carry. */
function seatMismatches({ seats }: Sums, lines: readonly ComposedLine[]): readonly Message[] {
  const inLines = (unmapped: boolean): number =>
    lines
      .filter((line) => (line.kind === 'unmapped') === unmapped)
      .flatMap((line) => line.accounts)
      .reduce(
        (sum, { newestRead, seats: its }) =>
          newestRead?.outcome === 'counted' && its !== null ? sum + its : sum,
        0,
      );
  const mismatches: Message[] = [];
  const [mapped, unmapped] = [inLines(false), inLines(true)];
  if (mapped !== seats.mapped)
    mismatches.push(message('usage.totals.mapped-seats', { mapped: seats.mapped, lines: mapped }));
  if (unmapped !== seats.unmapped)
    mismatches.push(message('usage.totals.unmapped-seats', { unmapped: seats.unmapped, lines: unmapped }));
  return mismatches;
}

/** Live units as the PSA has them against those the lines hold, and those a person ignored. */
function unitMismatches(
  input: CompositionInput,
  live: readonly AssessedLine[],
  lines: readonly ComposedLine[],
): readonly Message[] {
  const ignored = ignoredByChoice(input);
  const alone = linesAlone(live, lines);
  const status = lines.flatMap((line) => line.lines.filter((source) => source.live));
  const seen = new Set<string>();
  const twice = status.filter(({ psaLineId }) => seen.size === seen.add(psaLineId).size);
  const total = live.reduce(
    (sum, { line }) => (line.quantity === null ? sum : sum.plus(line.quantity)),
    decimal(0),
  );
  const held = [
    ...status.map(({ quantity }) => quantity),
    ...alone.filter(({ line }) => ignored.has(line.id)).map(({ line }) => line.quantity),
  ].reduce((sum, quantity) => (quantity === null ? sum : sum.plus(quantity)), decimal(0));
  return [
    ...twice.map(({ psaLineId }) => message('usage.totals.line-twice', { line: psaLineId })),
    ...alone
      .filter(({ line }) => !ignored.has(line.id))
      .map(({ line }) => message('usage.totals.line-without-group', { line: line.id })),
    ...(held.equals(total)
      ? []
      : [message('usage.totals.units', { live: decimalText(total), lines: decimalText(held) })]),
  ];
}
