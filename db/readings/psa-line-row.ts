import { StoredMessage } from '../../messages/stored.ts';
import type { PsaLine } from '../../domain/psa-facts.ts';

/** What a statement on `psaLine` selects to give lines in the words of the domain, by {@link psaLineOf}. */
export const psaLineColumns = [
  'psaLine.foreignId as id', 'psaLine.agreementId', 'psaLine.productId', 'psaLine.productIdentifier',
  'psaLine.description', 'psaLine.quantity', 'psaLine.lessIncluded', 'psaLine.minimum', 'psaLine.unitPrice',
  'psaLine.unitCost',
  'psaLine.billable', 'psaLine.billCustomer', 'psaLine.effectiveDate', 'psaLine.cancelledDate', 'psaLine.status',
  'psaLine.lastUpdated', 'psaLine.locked', 'psaLine.keptIn',
  'psaLine.marker',
] as const; // prettier-ignore

/** What a line need not have, and a row does. */
type Rare = 'minimum' | 'unitCost' | 'keptIn' | 'marker';

/** A stored line in the words of the domain. */
export function psaLineOf({
  minimum,
  unitCost,
  locked,
  keptIn,
  marker,
  lastUpdated,
  ...row
}: Omit<PsaLine, 'lastUpdated' | 'locked' | Rare> & {
  readonly lastUpdated: Date | null;
  readonly locked: unknown;
} & Readonly<Record<Rare, string | null>>): PsaLine {
  return {
    ...row,
    lastUpdated: lastUpdated?.toISOString() ?? null,
    ...(minimum === null ? {} : { minimum }),
    ...(unitCost === null ? {} : { unitCost }),
    ...(locked === null ? {} : { locked: StoredMessage.parse(locked) }),
    ...(keptIn === null ? {} : { keptIn }),
    ...(marker === null ? {} : { marker }),
  };
}
