import { Decimal } from 'decimal.js';
import { canceledDateOf } from '../../domain/canceled-day.ts';
import type { PsaLine } from '../../domain/psa-facts.ts';
import { fieldValue } from '../../domain/decisions/line-fields.ts';
import { type Message, message } from '../../messages/message.ts';
import type { EndLinePlan, PsaResult, ReopenLinePlan, SetQuantityPlan } from '../port.ts';
import type { PostedChange } from './change-log.ts';
import { endIn, quantityIn, type Answered } from './posted-answer.ts';
import { outOfRange, wholeQuantity, writtenDay, type PostedFields } from './requests.ts';

/** When a line was read after a post. */
type Moment = 'now' | 'later';

/** What one post changes of a manual line, and what shows that it did. */
export interface LineEdit {
  readonly fields: PostedFields;
  readonly logged: PostedChange;
  /** What the answer shows in its place; null: it shows the change. */
  readonly otherInAnswer: (line: Answered) => PsaResult<Message | null>;
  /** The same of a reading. */
  readonly otherInLine: (line: Pick<PsaLine, 'quantity' | 'cancelledDate'>, moment: Moment) => Message | null;
}

/** Returns a failure where the plan asks for what cannot be posted. */
export function lineEdit(plan: SetQuantityPlan | EndLinePlan | ReopenLinePlan): PsaResult<LineEdit> {
  if (plan.kind !== 'set-quantity') return { ok: true, value: endEdit(plan) };
  const quantity = wholeQuantity(plan.after);
  return quantity === null ? outOfRange() : { ok: true, value: quantityEdit(plan, quantity) };
}

function quantityEdit({ ref, before }: SetQuantityPlan, sent: number): LineEdit {
  const isSent = (shown: string | null): boolean => shown !== null && new Decimal(shown).equals(sent);
  return {
    fields: { qty_order: sent },
    logged: { of: 'quantity', lineId: ref.lineId, before, after: String(sent) },
    otherInAnswer: (line) => {
      const shown = quantityIn(line);
      if (!shown.ok) return shown;
      return { ok: true, value: isSent(shown.value) ? null : otherQuantity(shown.value, sent) };
    },
    otherInLine: ({ quantity: shown }, moment) => {
      if (isSent(shown)) return null;
      return shown === null
        ? message('halopsa.after-write.shows-no-quantity', { moment, sent })
        : message('halopsa.after-write.shows', { moment, shown, sent });
    },
  };
}

const otherQuantity = (shown: string | null, sent: number): Message =>
  shown === null
    ? message('psas.unreadable.no-quantity', { call: 'RecurringInvoice', sent })
    : message('psas.unreadable.quantity', { call: 'RecurringInvoice', shown, sent });

function endEdit(plan: EndLinePlan | ReopenLinePlan): LineEdit {
  const { kind, ref } = plan;
  const day = canceledDateOf(plan);
  const [before, after] = kind === 'end-line' ? [null, day] : [day, null];
  const other = (moment: 'answer' | Moment, shown: string | null): Message | null =>
    shown === after
      ? null
      : message('halopsa.after-write.shows-end', {
          moment,
          shown: fieldValue('cancelledDate', shown),
          sent: fieldValue('cancelledDate', after),
        });
  return {
    fields: { enddate: writtenDay(after) },
    logged: { of: 'end', lineId: ref.lineId, before: before ?? '', after: after ?? '' },
    otherInAnswer: (line) => {
      const shown = endIn(line);
      return shown.ok ? { ok: true, value: other('answer', shown.value) } : shown;
    },
    otherInLine: ({ cancelledDate }, moment) => other(moment, cancelledDate),
  };
}
