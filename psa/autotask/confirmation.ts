import { addDays } from '../../domain/calendar.ts';
import { decimal, type DecimalText } from '../../domain/quantity.ts';
import { confirmByValue, type Confirmation, type ShownLine } from '../../domain/write-back/confirmation.ts';
import type { PsaResult, WritePlan } from '../port.ts';
import { rowsAround, type WritePath } from './write-path.ts';
import type { ReadLimits } from '../waiting.ts';
import { rowInForce, series } from './units.ts';

/**
 * What became of an adjustment whose answer was lost: it cannot be read itself, only the units around its day. Done where
 * the approved units begin on that very day. The former units prove nothing, since somebody may have set them back; and
 * where the approved ones were in force the day before already, somebody else may have brought them.
 */
export async function confirmAdjustment(
  path: Pick<WritePath, 'lists' | 'today'>,
  plan: WritePlan,
  readings: readonly [ShownLine, ShownLine],
  limits: ReadLimits,
): Promise<PsaResult<Confirmation>> {
  const byValue = confirmByValue(plan, readings);
  if (byValue.verdict !== 'done' || plan.day === null) return { ok: true, value: byValue };
  const { day } = plan;
  const rows = await rowsAround(path, { ref: plan.ref, day }, limits);
  if (!rows.ok) return rows;
  const on = rowInForce(rows.value, day);
  const eve = rowInForce(rows.value, addDays(day, -1));
  const told = `${byValue.detail}; units around ${day}: ${series(rows.value)}`;
  const evaluated = (verdict: Confirmation['verdict'], why: string): PsaResult<Confirmation> => ({
    ok: true,
    value: { verdict, readings, detail: `${told}${why}` },
  });
  if (on === null || !equals(on.units, plan.after))
    return evaluated('undecidable', ', which differs from the line');
  return eve !== null && equals(eve.units, plan.after)
    ? evaluated(
        'undecidable',
        ': they were there the day before already, so that another change may have brought them',
      )
    : evaluated('done', '');
}

const equals = (units: DecimalText, wanted: DecimalText): boolean => decimal(units).equals(wanted);
