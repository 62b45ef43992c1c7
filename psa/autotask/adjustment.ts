import { message } from '../../messages/message.ts';
import { addDays } from '../../domain/calendar.ts';
import { decimal, type Day } from '../../domain/quantity.ts';
import type { CreateLinePlan, WriteLimits, WriteOutcome, WritePlan, WriteTrouble } from '../port.ts';
import type { ReadLimits } from '../read-limits.ts';
import { rejected, unknown } from '../write-trouble.ts';
import { psaFailure } from './failures.ts';
import { notSent, type Posting, sendOnce } from './posting.ts';
import { readBack } from './read-back.ts';
import { contractServices, contracts, isRecordId, unitRows } from './records.ts';
import { isStartByContract, laterChange, rowInForce, type UnitRow, unitSeries } from './units.ts';
import { type Adjustment, isOf, type LastRead, rowsAround, type WritePath } from './write-path.ts';

/** Units and differences are whole numbers of 32 bits (autotask.md 3.6). */
export const largest = 2_147_483_647;

/** Plans that change the units of a line. */
export type AdjustingPlan = Exclude<WritePlan, CreateLinePlan>;

/**
 * See `Psa.write`. One adjustment: the difference, from a day on, always with the line that it is of, since one without
 * makes a line (autotask.md 3.6). It rests on the rows of the line as they were read last, and no call comes between;
 * afterwards they are read until they show it, since the answer itself shows nothing. Throws nothing.
 *
 * @param lastRead what was read last; what is of another line or day is read again
 */
export async function adjustUnits(
  reader: Omit<WritePath, 'read'>,
  lastRead: LastRead | null,
  plan: AdjustingPlan,
  limits: WriteLimits,
): Promise<WriteOutcome> {
  const adjustment = adjustmentOf(plan);
  if ('kind' in adjustment) return adjustment;
  const path = { ...reader, read: lastRead !== null && isOf(lastRead, adjustment) ? lastRead : null };
  return sendOnce(path, adjustmentPosting(adjustment), limits, {
    hindrance: (within) => hindranceOf(path, adjustment, within),
    readBack: () => readBack(path, adjustment, limits.signal),
  });
}

/** A line is ended by 0 units from the day after its last billed one on, and is reopened by the opposite difference. */
export function adjustmentOf(plan: AdjustingPlan): Adjustment | WriteTrouble {
  const { ref, before } = plan;
  const day = dayOf(plan);
  if (!isRecordId(ref.agreementId) || !isRecordId(ref.lineId))
    return rejected(psaFailure('PsaNotFound', message('psas.invalid-id.line')));
  const [was, wanted] = [wholeUnits(before), plan.kind === 'end-line' ? 0 : wholeUnits(plan.after)];
  if (was === null || wanted === null)
    return rejected(psaFailure('PsaRejected', message('psas.quantity-range', { most: largest })));
  if (day === null) return rejected(psaFailure('PsaRejected', message('autotask.adjustment-without-day')));
  if (was === wanted) return rejected(psaFailure('PsaRejected', message('autotask.adjustment-of-nothing')));
  return { ref, before: was, after: wanted, day, beginsPeriod: plan.kind !== 'set-quantity' };
}

/** On which a plan acts; null: it names none. */
export const dayOf = (plan: AdjustingPlan): Day | null =>
  plan.kind === 'end-line' ? addDays(plan.lastBilledDay, 1) : plan.day;

/** The whole number of `12` or `12.00`; null for fractions, signs, exponents, and what is too large for an integer. */
export function wholeUnits(written: string): number | null {
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
  if (path.read !== null) return hindranceInRows(path.read.rows, adjustment, path.read);
  const hidden = await hiddenFrom(path, limits);
  if (hidden !== null) return hidden;
  const rows = await rowsAround(path, adjustment, limits);
  return rows.ok ? hindranceInRows(rows.value, adjustment, null) : notSent(rows);
}

/** Why the security level may hide what a write is decided on, or shows afterwards; null: it shows everything. */
export async function hiddenFrom(
  { access }: Pick<WritePath, 'access'>,
  limits: ReadLimits,
): Promise<WriteOutcome | null> {
  const shown = await access.firstRejection([contracts.name, contractServices.name, unitRows.name], limits);
  if (shown === null) return null;
  return shown.code === 'PsaRightMissing' ? rejected(shown) : notSent(shown);
}

/** @param read the line itself, read just before; null: only its rows were */
function hindranceInRows(
  rows: readonly UnitRow[],
  { ref, before, after, day, beginsPeriod }: Adjustment,
  read: LastRead | null,
): WriteOutcome | null {
  // A service that was just created may have no rows until it gets units.
  if (rows.length === 0 && read !== null && before === 0) return null;
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
  const isStart = read === null || isStartByContract(rows, read.periods)(day);
  if (beginsPeriod && !(isStart && beginsRow(rows, inForce, day)))
    return rejected(psaFailure('PsaRejected', message('autotask.day-within-period', { day })));
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

/** A row that begins a period follows on the eve; one that a change began, on the very day (autotask.md 3.5). */
function beginsRow(rows: readonly UnitRow[], inForce: UnitRow, day: Day): boolean {
  const eve = addDays(day, -1);
  const before = rowInForce(rows, eve);
  return inForce.startDate === day && (before === null || before.endDate === null || before.endDate === eve);
}

/** `POST Contracts/{id}/ServiceAdjustments` (autotask.md 3.6). */
export const adjustmentPosting = ({ ref, before, after, day }: Adjustment): Posting => ({
  path: `Contracts/${ref.agreementId}/ServiceAdjustments`,
  body: {
    contractID: Number(ref.agreementId),
    contractServiceID: Number(ref.lineId),
    unitChange: after - before,
    effectiveDate: day,
  },
  right: 'ContractServiceAdjustments (create)',
});
