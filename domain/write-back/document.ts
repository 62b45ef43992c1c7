import { type Message, message } from '../../messages/message.ts';
import type { PsaLine } from '../psa-facts.ts';
import { fieldValue, type LineField, lineFields, sameField } from '../decisions/line-fields.ts';

/**
 * What differs between two readings of the other lines of a document, whatever product they are of: whoever writes a whole
 * document writes them too. Empty: nothing.
 */
export function documentDifferences(before: readonly PsaLine[], now: readonly PsaLine[]): readonly Message[] {
  const known = new Map(before.map((line) => [line.id, line]));
  const differences = now.flatMap((line) => {
    const former = known.get(line.id);
    known.delete(line.id);
    return former === undefined ? [lineNew(line.id, line.quantity)] : changesOf(former, line);
  });
  return [...differences, ...[...known.values()].map(({ id, quantity }) => lineMissing(id, quantity))];
}

const changesOf = (former: PsaLine, line: PsaLine): readonly Message[] =>
  (Object.entries(lineFields) as [LineField, (typeof lineFields)[LineField]][]).flatMap(([field, name]) => {
    const [a, b] = [former[field] ?? null, line[field] ?? null];
    if (sameField(field, a, b)) return [];
    return [
      message('write-back.difference-of-line', {
        field: message(`write-back.field.${name}`),
        line: line.id,
        before: fieldValue(field, a),
        after: fieldValue(field, b),
      }),
    ];
  });

export const lineNew = (line: string, quantity: string | null): Message =>
  message('write-back.line-new', { line, quantity: fieldValue('quantity', quantity) });

export const lineMissing = (line: string, quantity: string | null): Message =>
  message('write-back.line-missing', { line, quantity: fieldValue('quantity', quantity) });
