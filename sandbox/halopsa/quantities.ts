import type { HaloLicence, HaloLine, HaloPsaScenario } from './scenario.ts';

/** What a counted line bills: of each source the count less what is free, at least the minimum (halopsa.md 5.2). */
export function countedQuantity(line: HaloLine, licences: readonly HaloLicence[]): number {
  return line.sources.reduce((sum, { licenceId, counted, qtyFree, minimumQty }) => {
    const count = licences.find(({ id }) => id === licenceId)?.count ?? counted;
    return sum + Math.max(minimumQty, count - qtyFree);
  }, 0);
}

export interface Recounted {
  readonly line: HaloLine;
  readonly before: number;
}

/** Recomputes every line that HaloPSA counts; those whose stored quantity was another. */
export function recountLines({ invoices, licences }: HaloPsaScenario): readonly Recounted[] {
  return invoices.flatMap(({ lines }) =>
    lines.flatMap((line) => {
      const before = line.qtyOrder;
      if (line.quantityType !== 0) line.qtyOrder = countedQuantity(line, licences);
      return line.qtyOrder === before ? [] : [{ line, before }];
    }),
  );
}
