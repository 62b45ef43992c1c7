import { type Message, message } from '../../messages/message.ts';
import { decimal, decimalText } from '../quantity.ts';
import type { BillingGroup } from './billing-groups.ts';
import type { CompositionInput, FoundLine, PsaAdvice, VanishedSource } from '../usage/composition.ts';
import { describeFound } from './elsewhere-billed.ts';
import type { ReadingFacts } from './readings.ts';
import { estimatedProduct, type SeatPrices } from './seat-prices.ts';
import { describeVanished } from './vanished-lines.ts';

/** What stands beside usage without a live line of its own: both are outside every sum. */
export interface Beside {
  readonly found: readonly FoundLine[];
  readonly vanished: readonly VanishedSource[];
}

/** Why a group is `new`: what was there, what is elsewhere or begins later, what ended (RULES 3, 8). */
export function newReason(group: BillingGroup, { found, vanished }: Beside): Message {
  const [gone] = vanished;
  if (gone !== undefined) return message('usage.reason.new-vanished', { vanished: describeVanished(gone) });
  const [first, ...more] = found;
  if (first !== undefined)
    return message('usage.reason.new-found', { found: describeFound(first), more: more.length });
  const ended = group.lines
    .filter(({ line, status }) => status === 'ended' && line.cancelledDate !== null)
    .sort((a, b) => ((a.line.cancelledDate ?? '') < (b.line.cancelledDate ?? '') ? 1 : -1));
  const [last] = ended;
  return last === undefined
    ? message('usage.reason.new')
    : message('usage.reason.new-ended', { line: last.line.id, day: last.line.cancelledDate ?? '' });
}

/**
 * Which line to create for `new` (RULES 8); null where that could bill twice: a line was found that may bill the usage, or
 * the one that billed it vanished and nobody read that twice yet, or still stands elsewhere.
 */
export function creation(
  group: BillingGroup,
  units: number,
  { found, vanished }: Beside,
  { usableAgreements }: Pick<ReadingFacts, 'usableAgreements'>,
  prices: SeatPrices,
  input: Pick<CompositionInput, 'vanished' | 'agreements'>,
): PsaAdvice | null {
  if (found.length > 0 || vanished.some((line) => mayStillBill(line, group.key, input))) return null;
  const products = new Set(
    group.accounts.map((account) => estimatedProduct(account, prices)?.identifier ?? null),
  );
  const [only] = products;
  const agreements = group.agreements
    .filter(({ id }) => usableAgreements.has(id))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  return {
    kind: 'create-line',
    productIdentifier: products.size === 1 ? (only ?? null) : null,
    agreementIds: agreements.map(({ id }) => id),
    agreementNames: agreements.map(({ name }) => name),
    quantity: decimalText(decimal(units)),
  };
}

function mayStillBill(
  { psaLineId, confirmed }: VanishedSource,
  groupKey: string,
  { vanished, agreements }: Pick<CompositionInput, 'vanished' | 'agreements'>,
): boolean {
  if (!confirmed) return true;
  const now = vanished.find((line) => line.groupKey === groupKey && line.was.psaLineId === psaLineId)?.now;
  return now !== null && now !== undefined && agreements.some(({ id }) => id === now.agreementId);
}
