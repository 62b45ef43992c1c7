import { Decimal } from 'decimal.js';
import { canceledDateOf } from '../../domain/canceled-day.ts';
import type { PsaLine } from '../../domain/psa-facts.ts';
import type { Day } from '../../domain/quantity.ts';
import { fieldValue } from '../../domain/decisions/line-fields.ts';
import { type Message, message } from '../../messages/message.ts';
import type { CreateLinePlan, WritePlan } from '../port.ts';

/**
 * Why an answer that shows this line does not prove what was planned; null: it does. Price and first
 * day of a line that was created are compared with the approval later.
 */
export function notAsSent(plan: WritePlan, line: PsaLine, call: string): Message | null {
  if (plan.kind === 'create-line') return notAsCreated(plan, line, call);
  const { lineId } = plan.ref;
  if (line.id !== lineId)
    return message('psas.unreadable.other-record', { call, id: lineId, shown: line.id });
  switch (plan.kind) {
    case 'set-quantity':
      return otherQuantity(plan.after, line, call);
    case 'end-line':
      return otherEnd(canceledDateOf(plan), line, call);
    case 'reopen-line':
      return otherEnd(null, line, call);
  }
}

function otherQuantity(sent: string, { quantity: shown }: PsaLine, call: string): Message | null {
  if (shown === null) return message('psas.unreadable.no-quantity', { call, sent });
  return new Decimal(shown).equals(sent) ? null : message('psas.unreadable.quantity', { call, shown, sent });
}

function otherEnd(sent: Day | null, { cancelledDate }: PsaLine, call: string): Message | null {
  if (cancelledDate === sent) return null;
  const [shown, wanted] = [cancelledDate, sent].map((day) => fieldValue('cancelledDate', day));
  return shown === undefined || wanted === undefined
    ? null
    : message('psas.unreadable.canceled-date', { call, shown, sent: wanted });
}

/** Without its marker, it could be a line that another person added. */
function notAsCreated({ line, units, marker }: CreateLinePlan, shown: PsaLine, call: string): Message | null {
  if (shown.productId !== line.productId)
    return message('psas.unreadable.other-product', { call, id: shown.id, shown: shown.productId });
  if (shown.marker !== marker) return message('psas.unreadable.no-marker', { call, id: shown.id, marker });
  return otherQuantity(units, shown, call);
}
