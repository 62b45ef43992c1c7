import type { PsaLine } from '../../domain/psa-facts.ts';

/** What a statement on `psaLine` selects to give lines in the words of the domain, by {@link psaLineOf}. */
export const psaLineColumns = [
  'psaLine.foreignId as id', 'psaLine.agreementId', 'psaLine.productId', 'psaLine.productIdentifier',
  'psaLine.description', 'psaLine.quantity', 'psaLine.lessIncluded', 'psaLine.unitPrice', 'psaLine.billable',
  'psaLine.billCustomer',
  'psaLine.effectiveDate', 'psaLine.cancelledDate', 'psaLine.status', 'psaLine.lastUpdated',
] as const; // prettier-ignore

/** A stored line in the words of the domain. */
export const psaLineOf = (
  row: Omit<PsaLine, 'lastUpdated'> & { readonly lastUpdated: Date | null },
): PsaLine => ({ ...row, lastUpdated: row.lastUpdated?.toISOString() ?? null });
