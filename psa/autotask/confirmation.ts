import { addDays } from '../../domain/calendar.ts';
import { decimal, type DecimalText } from '../../domain/quantity.ts';
import { confirmByValue, type Confirmation, type ShownLine } from '../../domain/write-back/confirmation.ts';
import { type Message, message } from '../../messages/message.ts';
import type { PsaResult } from '../port.ts';
import { type AdjustingPlan, dayOf } from './adjustment.ts';
import { rowsAround, type WritePath } from './write-path.ts';
import type { ReadLimits } from '../read-limits.ts';
import { rowInForce, unitSeries } from './units.ts';

/**
 * What became of an adjustment whose answer was lost: it cannot be read itself, only the units around its day. Done where
 * the approved units begin on that very day. The former units prove nothing, since a person may have set them back; and
 * where the approved ones were in force the day before already, another change may have brought them.
 */
export async function confirmAdjustment(
  path: Pick<WritePath, 'lists' | 'today'>,
  plan: AdjustingPlan,
  readings: readonly [ShownLine, ShownLine],
  limits: ReadLimits,
): Promise<PsaResult<Confirmation>> {
  const day = dayOf(plan);
  const after = plan.kind === 'end-line' ? '0' : plan.after;
  const byValue = confirmByValue({ ...plan, after }, readings);
  // The day of an end or of its undoing may lie behind that of which the readings show the units.
  const isSeen = plan.kind === 'set-quantity' ? byValue.verdict === 'done' : !readings.includes(null);
  if (!isSeen || day === null) return { ok: true, value: byValue };
  const rows = await rowsAround(path, { ref: plan.ref, day }, limits);
  if (!rows.ok) return rows;
  const on = rowInForce(rows.value, day);
  const eve = rowInForce(rows.value, addDays(day, -1));
  const shows = { finding: byValue.detail, day };
  const units = unitSeries(rows.value);
  const finding =
    units.length === 0
      ? message('autotask.read-back.no-units', shows)
      : message('autotask.read-back.units', { ...shows, units });
  const evaluated = (verdict: Confirmation['verdict'], detail: Message): PsaResult<Confirmation> => ({
    ok: true,
    value: { verdict, readings, detail },
  });
  if (on === null || !equals(on.units, after))
    return plan.kind === 'set-quantity'
      ? evaluated('undecidable', message('autotask.read-back.differs', { finding }))
      : evaluated(on !== null && equals(on.units, plan.before) ? 'undecidable' : 'other', finding);
  // Before an end that has not come yet, the line has the units that its undoing gives back.
  const isUndone = plan.kind === 'reopen-line' && day === addDays(plan.lastBilledDay, 1);
  return eve !== null && equals(eve.units, after) && !isUndone
    ? evaluated('undecidable', message('autotask.read-back.before', { finding }))
    : evaluated('done', finding);
}

const equals = (units: DecimalText, wanted: DecimalText): boolean => decimal(units).equals(wanted);
