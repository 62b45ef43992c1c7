import type { PsaLine } from '../psa-facts.ts';
import { sameNumber } from './stamp.ts';

const fields = [
  ['agreementId', 'agreement'],
  ['productId', 'product'],
  ['quantity', 'quantity'],
  ['billCustomer', 'billing option'],
  ['unitPrice', 'unit price'],
  ['lessIncluded', 'less included'],
  ['effectiveDate', 'effective date'],
  ['cancelledDate', 'cancelled date'],
] as const satisfies readonly (readonly [keyof PsaLine, string])[];
const numbers: ReadonlySet<string> = new Set(['quantity', 'unitPrice', 'lessIncluded']);

/**
 * What differs between two readings of the other lines of a document, whatever product they are of: whoever writes a whole
 * document writes them too. Empty: nothing.
 */
export function documentDifferences(before: readonly PsaLine[], now: readonly PsaLine[]): string {
  const known = new Map(before.map((line) => [line.id, line]));
  const differences = now.flatMap((line) => {
    const former = known.get(line.id);
    known.delete(line.id);
    return former === undefined ? [`${nameOf(line)} is new`] : changesOf(former, line);
  });
  return [...differences, ...[...known.values()].map((line) => `${nameOf(line)} is gone`)].join('; ');
}

const changesOf = (former: PsaLine, line: PsaLine): readonly string[] =>
  fields.flatMap(([field, name]) => {
    const [a, b] = [former[field], line[field]];
    if (a === b || (numbers.has(field) && sameNumber(a, b))) return [];
    return [`${nameOf(line)}: ${name} ${a ?? 'none'} → ${b ?? 'none'}`];
  });

const nameOf = ({ id, productIdentifier }: PsaLine): string =>
  productIdentifier === null ? `line ${id}` : `${productIdentifier} (line ${id})`;
