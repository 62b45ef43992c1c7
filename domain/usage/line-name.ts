import type { PsaLine } from '../psa-facts.ts';

/** How people know a line of the PSA: its Product ID and agreement, with the PSA's id behind. */
export function lineName(
  line: Pick<PsaLine, 'id' | 'productId' | 'productIdentifier'>,
  agreementName: string | null,
): string {
  const product = line.productIdentifier ?? `product ${line.productId}`;
  const on = agreementName === null ? '' : ` on ${agreementName}`;
  return `${product}${on} (line ${line.id})`;
}
