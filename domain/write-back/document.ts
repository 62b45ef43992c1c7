import type { PsaLine } from '../psa-facts.ts';
import { type LineField, lineFields, sameField } from './line-fields.ts';

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
  (Object.entries(lineFields) as [LineField, string][]).flatMap(([field, name]) => {
    const [a, b] = [former[field] ?? null, line[field] ?? null];
    if (sameField(field, a, b)) return [];
    return [`${nameOf(line)}: ${name} ${a ?? 'none'} → ${b ?? 'none'}`];
  });

const nameOf = ({ id, productIdentifier }: PsaLine): string =>
  productIdentifier === null ? `line ${id}` : `${productIdentifier} (line ${id})`;
