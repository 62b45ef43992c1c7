import { Decimal } from 'decimal.js';
import {
  confirmByDate,
  confirmByValue,
  type Confirmation,
  type ShownLine,
} from '../../domain/write-back/confirmation.ts';
import { type Message, message } from '../../messages/message.ts';
import { sameNumber } from '../../domain/decisions/line-fields.ts';
import type { EndLinePlan, PsaResult, ReopenLinePlan, SetQuantityPlan } from '../port.ts';
import type { ReadLimits } from '../read-limits.ts';
import type { InvoiceReader } from './invoice-reader.ts';
import type { ChangeLog } from './change-log.ts';
import { lineEdit } from './line-edit.ts';
import { billedBy } from './lines.ts';
import { methods } from './methods.ts';
import { pause } from './reads.ts';
import type { HaloPsaSettings } from './settings.ts';

interface Sources {
  readonly books: InvoiceReader;
  readonly log: ChangeLog;
  readonly settings: HaloPsaSettings;
}

type ChangePlan = SetQuantityPlan | EndLinePlan | ReopenLinePlan;

/**
 * By what the line shows. One that follows a licence is done only when it bills what the licence counts: whether it ever
 * will, a person has to see (halopsa.md 6). One kept by hand is done when two readings some seconds apart show what was
 * sent, and when the change log names no edit of it that was written over (halopsa.md 5.4, 7.3).
 */
export async function confirm(
  sources: Sources,
  plan: ChangePlan,
  readings: readonly [ShownLine, ShownLine],
  limits: ReadLimits,
): Promise<PsaResult<Confirmation>> {
  const confirmation = byReadings(plan, readings);
  if (confirmation.verdict !== 'done') return { ok: true, value: confirmation };
  const isShownTwice = shows(plan, readings[0]);
  if (!isShownTwice) await pause(sources.settings.secondReadAfterMs, limits.signal);
  const { ref } = plan;
  const read = await sources.books.lineNow(ref.agreementId, ref.lineId, limits);
  if (!read.ok) return read;
  if (read.value === null) return { ok: true, value: confirmation };
  const { document, found } = read.value;
  const { detail: finding } = confirmation;
  const evaluated = (verdict: Confirmation['verdict'], detail: Message): PsaResult<Confirmation> => ({
    ok: true,
    value: { ...confirmation, verdict, detail },
  });
  if (!shows(plan, found.line)) return evaluated('other', laterOther(plan, finding, found.line));
  if (found.line.keptIn === undefined) {
    const edit = lineEdit(plan);
    if (!edit.ok) return edit;
    const { logged } = edit.value;
    const edits = await sources.log.editsBefore(ref.agreementId, logged, document, plan.lastUpdated, limits);
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

/** Whether the line ends, or is taken back, by its date; else by what its licence counts. */
const isByDate = ({ kind, method }: ChangePlan): boolean =>
  kind !== 'set-quantity' && method !== methods.licence;

const unitsAfter = (plan: ChangePlan): string => (plan.kind === 'end-line' ? '0' : plan.after);

const byReadings = (plan: ChangePlan, readings: readonly [ShownLine, ShownLine]): Confirmation =>
  plan.kind !== 'set-quantity' && isByDate(plan)
    ? confirmByDate(plan, readings)
    : confirmByValue(
        { before: plan.before, after: unitsAfter(plan), lastUpdated: plan.lastUpdated },
        readings,
      );

/** Whether a reading shows what was sent. */
function shows(plan: ChangePlan, shown: Omit<NonNullable<ShownLine>, 'lastUpdated'> | null): boolean {
  if (shown === null) return false;
  if (!isByDate(plan)) return sameNumber(shown.quantity, unitsAfter(plan));
  const edit = lineEdit(plan);
  return edit.ok && edit.value.otherInLine(shown, 'later') === null;
}

function laterOther(
  plan: ChangePlan,
  finding: Message,
  { quantity: shown }: { readonly quantity: string | null },
) {
  if (isByDate(plan)) return message('halopsa.read-back.later-end', { finding });
  return shown === null
    ? message('halopsa.read-back.later-no-quantity', { finding })
    : message('halopsa.read-back.later', { finding, shown });
}

const both = (first: Message, second: Message): Message => message('core.both', { first, second });
