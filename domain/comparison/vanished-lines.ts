import { type Message, message } from '../../messages/message.ts';
import type { BillingGroup } from './billing-groups.ts';
import type { ComposedLine, CompositionInput, VanishedLine, VanishedSource } from '../usage/composition.ts';
import type { UsageLineFlag } from '../usage/line-flags.ts';
import type { GroupLine } from './group-line.ts';
import { isOutside } from '../usage/line-roles.ts';
import { quantityMessage } from '../usage/quantity-message.ts';

/** A line of a former composition that the present facts do not have in its place, before anybody looked where it is. */
export type MissedLine = Pick<VanishedLine, 'groupKey' | 'was' | 'beside'>;

/**
 * Lines that stood in a sum at the last composition and are not where they were: gone from the PSA, of another product,
 * or of another company (RULES 3); none that Seatwise ended. Of a product that people merely do not map any more they are `isThere`.
 */
export function missedLines(
  before: readonly ComposedLine[],
  input: Pick<CompositionInput, 'agreements' | 'lines' | 'mappedProductIds'>,
): readonly MissedLine[] {
  const mapped = new Set(input.mappedProductIds);
  const companyOf = new Map(input.agreements.map(({ id, companyId }) => [id, companyId]));
  const present = new Map(
    input.lines
      .filter(({ productId }) => mapped.has(productId))
      .map((line) => [line.id, companyOf.get(line.agreementId)]),
  );
  return before.flatMap(({ groupKey, lines }) => {
    const inSum = lines.filter(({ live, role }) => live && !isOutside(role));
    return inSum
      .filter((was) => present.get(was.psaLineId) !== was.companyId && was.ownDates?.ends === undefined)
      .map((was) => ({
        groupKey,
        was,
        beside: inSum.map(({ psaLineId }) => psaLineId).filter((id) => id !== was.psaLineId),
      }));
  });
}

/** Whether the PSA still has the line as it was: of the same product, for the same company. Then only a mapping changed. */
export function isThere(
  { was }: Pick<VanishedLine, 'was'>,
  now: VanishedLine['now'],
  agreements: CompositionInput['agreements'],
): boolean {
  if (now === null || now.productId !== was.productId) return false;
  return agreements.find(({ id }) => id === now.agreementId)?.companyId === was.companyId;
}

/**
 * What a group still misses (RULES 3). It ends by the line itself, by a live line that took its place, and, once a later
 * reading said the same, by any live line of the group.
 */
export function missedIn(
  group: BillingGroup,
  inSum: readonly GroupLine[],
  input: CompositionInput,
): readonly VanishedSource[] {
  return input.vanished
    .filter(({ groupKey }) => groupKey === group.key)
    .filter(({ was, beside, confirmed }) => {
      if (group.lines.some(({ line }) => line.id === was.psaLineId)) return false;
      return !inSum.some(({ line }) => confirmed || !beside.includes(line.id));
    })
    .map((line) => ({
      ...line.was,
      notedAt: line.notedAt,
      confirmed: line.confirmed,
      answered: line.answered,
      became: becameOf(line, input),
    }));
}

function becameOf({ was, now }: VanishedLine, { agreements }: CompositionInput): Message {
  const agreement = agreements.find(({ id }) => id === (now ?? was).agreementId);
  if (agreement === undefined) return message('usage.became.unlisted');
  if (now === null) return message('usage.became.deleted');
  if (now.productId !== was.productId)
    return now.productIdentifier === null
      ? message('usage.became.other-product-id', { productId: now.productId })
      : message('usage.became.other-product', { identifier: now.productIdentifier });
  return message('usage.became.moved', { agreementId: agreement.id, companyId: agreement.companyId });
}

/** Held until one more complete reading says the same; then said until a live line or a decision ends it (RULES 3). */
export function vanishedFlag(vanished: readonly VanishedSource[]): readonly UsageLineFlag[] {
  const [first, ...more] = vanished.filter(({ answered }) => !answered);
  if (first === undefined) return [];
  const confirmed = [first, ...more].every((line) => line.confirmed) ? 'yes' : 'no';
  return [
    {
      flag: 'vanished',
      reason: message('usage.flag.vanished', {
        vanished: describeVanished(first),
        more: more.length,
        confirmed,
      }),
    },
  ];
}

/** "25 × SEAT-ESS on Managed IT (line 7), at 4.00 USD each, last seen …, is missing: deleted". */
export function describeVanished(source: VanishedSource): Message {
  const line = quantityMessage(source, source.unitPrice);
  const { became, readAt: seen } = source;
  return seen === null
    ? message('usage.vanished', { line, became })
    : message('usage.vanished-seen', { line, seen, became });
}
