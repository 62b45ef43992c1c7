import { Decimal } from 'decimal.js';
import { confirmByValue, type Confirmation, type ShownLine } from '../../domain/write-back/confirmation.ts';
import type { PsaResult, WritePlan } from '../port.ts';
import type { Books } from './books.ts';
import { billedBy } from './lines.ts';
import type { ReadLimits } from '../waiting.ts';

/**
 * By what the line shows. One that follows a licence is done only when it bills what the licence counts: whether it ever
 * will, a person has to see (halopsa.md 6).
 */
export async function confirm(
  books: Books,
  plan: WritePlan,
  readings: readonly [ShownLine, ShownLine],
  limits: ReadLimits,
): Promise<PsaResult<Confirmation>> {
  const confirmation = confirmByValue(plan, readings);
  if (confirmation.verdict !== 'done') return { ok: true, value: confirmation };
  const read = await books.lineNow(plan.ref.agreementId, plan.ref.lineId, limits);
  if (!read.ok) return read;
  const found = read.value?.found;
  if (found === undefined || found.line.keptIn === undefined) return { ok: true, value: confirmation };
  const [wanted, billed] = [billedBy(found.line), found.billed];
  if (wanted !== null && billed !== null && new Decimal(wanted).equals(billed))
    return { ok: true, value: confirmation };
  const detail = `${confirmation.detail}, and the line that follows it bills ${billed ?? 'none'}`;
  return { ok: true, value: { ...confirmation, verdict: 'undecidable', detail } };
}
