import { message } from '../../messages/message.ts';
import { decimal, decimalText, type Day } from '../../domain/quantity.ts';
import type { UnitsAround } from '../../domain/write-back/created-line.ts';
import type { Gone, LineRef, PsaResult } from '../port.ts';
import type { ReadLimits } from '../read-limits.ts';
import type { Access } from './access.ts';
import { psaFailure } from './failures.ts';
import type { Lists } from './lists.ts';
import { contractServices, isRecordId, unitRows } from './records.ts';
import { rowInForce, type UnitRow } from './units.ts';

/** See `Psa.unitsAround`: by every row of the line, those of the past with them. */
export async function unitsAround(
  { lists, access }: { readonly lists: Lists; readonly access: Access },
  { agreementId, lineId }: LineRef,
  day: Day,
  limits: ReadLimits,
): Promise<PsaResult<UnitsAround | Gone>> {
  if (!isRecordId(agreementId) || !isRecordId(lineId))
    return psaFailure('PsaNotFound', message('psas.invalid-id.line'));
  const hidden = await access.firstRejection([contractServices.name, unitRows.name], limits);
  if (hidden !== null) return hidden;
  const onContract = { op: 'eq', field: 'contractID', value: Number(agreementId) } as const;
  const [lines, rows] = await Promise.all([
    lists.all(contractServices, [onContract, { op: 'eq', field: 'id', value: Number(lineId) }], limits),
    lists.all(
      unitRows,
      [onContract, { op: 'eq', field: 'contractServiceID', value: Number(lineId) }],
      limits,
    ),
  ]);
  if (!lines.ok) return lines;
  if (!rows.ok) return rows;
  return {
    ok: true,
    value: lines.value.length === 0 ? { gone: true, movedTo: null } : around(rows.value, day),
  };
}

function around(rows: readonly UnitRow[], day: Day): UnitsAround {
  const earlier = rows.filter(({ startDate }) => startDate < day);
  const most = earlier
    .map(({ startDate }) => decimal(rowInForce(rows, startDate)?.units ?? '0').abs())
    .reduce((highest, units) => (units.greaterThan(highest) ? units : highest), decimal('0'));
  return { before: decimalText(most), on: decimalText(decimal(rowInForce(rows, day)?.units ?? '0')) };
}
