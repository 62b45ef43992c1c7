import { message } from '../../messages/message.ts';
import { decimal } from '../../domain/quantity.ts';
import type { WriteLimits, WriteOutcome, SetQuantityPlan, WriteTrouble } from '../port.ts';
import type { ReadLimits } from '../read-limits.ts';
import { rejected, unknown } from '../write-trouble.ts';
import { psaFailure } from './failures.ts';
import { notSent, type Posting, sendOnce } from './posting.ts';
import { readBack } from './read-back.ts';
import { contractServices, contracts, isRecordId, unitRows } from './records.ts';
import { laterChange, rowInForce, type UnitRow, unitSeries } from './units.ts';
import { type Adjustment, rowsAround, type WritePath } from './write-path.ts';

/** Units and differences are whole numbers of 32 bits (autotask.md 3.6). */
const largest = 2_147_483_647;

/**
 * See `Psa.write`. One adjustment: the difference, from a day on, always with the line that it is of, since one without
 * makes a line (autotask.md 3.6). It rests on the rows of the line as they were read last, and no call comes between;
 * afterwards they are read until they show it, since the answer itself shows nothing. Throws nothing.
 */
export async function adjustUnits(
  path: WritePath,
  plan: SetQuantityPlan,
  limits: WriteLimits,
): Promise<WriteOutcome> {
  const adjustment = adjustmentOf(plan);
  if ('kind' in adjustment) return adjustment;
  return sendOnce(path, posting(adjustment), limits, {
    hindrance: (within) => hindranceOf(path, adjustment, within),
    readBack: () => readBack(path, adjustment, limits.signal),
  });
}

function adjustmentOf({ ref, before, after, day }: SetQuantityPlan): Adjustment | WriteTrouble {
  if (!isRecordId(ref.agreementId) || !isRecordId(ref.lineId))
    return rejected(psaFailure('PsaNotFound', message('psas.invalid-id.line')));
  const [was, wanted] = [wholeUnits(before), wholeUnits(after)];
  if (was === null || wanted === null)
    return rejected(psaFailure('PsaRejected', message('psas.quantity-range', { most: largest })));
  if (day === null) return rejected(psaFailure('PsaRejected', message('autotask.adjustment-without-day')));
  if (was === wanted) return rejected(psaFailure('PsaRejected', message('autotask.adjustment-of-nothing')));
  return { ref, before: was, after: wanted, day };
}

/** The whole number of `12` or `12.00`; null for fractions, signs, exponents, and what is too large for an integer. */
function wholeUnits(written: string): number | null {
  const whole = /^(0|[1-9]\d{0,9})(?:\.0{1,30})?$/.exec(written)?.[1];
  const units = whole === undefined ? null : Number(whole);
  return units === null || units > largest ? null : units;
}

/** Why nothing may be sent, by the security level and by the rows of the line just before; null: it may. */
async function hindranceOf(
  path: WritePath,
  adjustment: Adjustment,
  limits: ReadLimits,
): Promise<WriteOutcome | null> {
  if (path.read !== null) return hindranceInRows(path.read.rows, adjustment);
  const shown = await path.access.firstRejection(
    [contracts.name, contractServices.name, unitRows.name],
    limits,
  );
  if (shown !== null) return shown.code === 'PsaRightMissing' ? rejected(shown) : notSent(shown);
  const rows = await rowsAround(path, adjustment, limits);
  return rows.ok ? hindranceInRows(rows.value, adjustment) : notSent(rows);
}

function hindranceInRows(
  rows: readonly UnitRow[],
  { ref, before, after, day }: Adjustment,
): WriteOutcome | null {
  if (rows.length === 0)
    return unknown(
      psaFailure(
        'PsaNotFound',
        message('autotask.no-units', { line: ref.lineId, contract: ref.agreementId }),
      ),
    );
  const inForce = rowInForce(rows, day);
  if (inForce === null)
    return rejected(
      psaFailure('PsaRejected', message('autotask.no-period', { day, units: unitSeries(rows) })),
    );
  if (inForce.posted) return rejected(psaFailure('PsaRejected', message('autotask.period-posted', { day })));
  const later = laterChange(rows, day);
  if (later !== null) {
    const shifted = Number(later.units) + after - before;
    const booked = { day: later.startDate, shifted, units: unitSeries(rows) };
    return rejected(psaFailure('PsaRejected', message('autotask.later-change', booked)));
  }
  if (decimal(inForce.units).equals(before)) return null;
  return {
    kind: 'withheld',
    detail: message('autotask.withheld.units-changed', { day, shown: inForce.units, expected: before }),
  };
}

/** `POST Contracts/{id}/ServiceAdjustments` (autotask.md 3.6). */
const posting = ({ ref, before, after, day }: Adjustment): Posting => ({
  path: `Contracts/${ref.agreementId}/ServiceAdjustments`,
  body: {
    contractID: Number(ref.agreementId),
    contractServiceID: Number(ref.lineId),
    unitChange: after - before,
    effectiveDate: day,
  },
  right: 'ContractServiceAdjustments (create)',
});
