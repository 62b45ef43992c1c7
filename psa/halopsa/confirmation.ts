import { Decimal } from 'decimal.js';
import { confirmByValue, type Confirmation, type ShownLine } from '../../domain/write-back/confirmation.ts';
import { type Message, message } from '../../messages/message.ts';
import { sameNumber } from '../../domain/write-back/line-fields.ts';
import type { PsaResult, SetQuantityPlan } from '../port.ts';
import type { ReadLimits } from '../read-limits.ts';
import type { InvoiceReader } from './invoice-reader.ts';
import type { ChangeLog } from './change-log.ts';
import { billedBy } from './lines.ts';
import { pause } from './reads.ts';
import type { HaloPsaSettings } from './settings.ts';

interface Sources {
  readonly books: InvoiceReader;
  readonly log: ChangeLog;
  readonly settings: HaloPsaSettings;
}

/**
 * By what the line shows. One that follows a licence is done only when it bills what the licence counts: whether it ever
 * will, a person has to see (halopsa.md 6). One kept by hand is done when two readings some seconds apart show what was
 * sent, and when the change log names no edit of it that was written over (halopsa.md 5.4, 7.3).
 */
export async function confirm(
  { books, log, settings }: Sources,
  plan: SetQuantityPlan,
  readings: readonly [ShownLine, ShownLine],
  limits: ReadLimits,
): Promise<PsaResult<Confirmation>> {
  const confirmation = confirmByValue(plan, readings);
  if (confirmation.verdict !== 'done') return { ok: true, value: confirmation };
  const { ref, before, after } = plan;
  const { detail: finding } = confirmation;
  const evaluated = (verdict: Confirmation['verdict'], detail: Message): PsaResult<Confirmation> => ({
    ok: true,
    value: { ...confirmation, verdict, detail },
  });
  const isShownTwice = sameNumber(readings[0]?.quantity ?? null, after);
  if (!isShownTwice) await pause(settings.secondReadAfterMs, limits.signal);
  const read = await books.lineNow(ref.agreementId, ref.lineId, limits);
  if (!read.ok) return read;
  if (read.value === null) return { ok: true, value: confirmation };
  const { document, found } = read.value;
  const { quantity: shown } = found.line;
  if (!sameNumber(shown, after))
    return evaluated(
      'other',
      shown === null
        ? message('halopsa.read-back.later-no-quantity', { finding })
        : message('halopsa.read-back.later', { finding, shown }),
    );
  if (found.line.keptIn === undefined) {
    const change = { lineId: ref.lineId, before, after };
    const edits = await log.editsBefore(ref.agreementId, change, document, plan.lastUpdated, limits);
    if (!edits.ok) return edits;
    const { onLine, elsewhere } = edits.value;
    return onLine === null
      ? { ok: true, value: { ...confirmation, elsewhere } }
      : evaluated('other', both(finding, message('psas.edited-during-write', { edits: onLine })));
  }
  const [wanted, billed] = [billedBy(found.line), found.billed];
  if (wanted !== null && billed !== null && new Decimal(wanted).equals(billed))
    return { ok: true, value: confirmation };
  return evaluated(
    'undecidable',
    billed === null
      ? message('halopsa.read-back.bills-no-quantity', { finding })
      : message('halopsa.read-back.bills', { finding, billed }),
  );
}

const both = (first: Message, second: Message): Message => message('core.both', { first, second });
