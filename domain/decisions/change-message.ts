import { type Message, message } from '../../messages/message.ts';
import type { DecimalText } from '../quantity.ts';

interface Change {
  readonly companyId: string;
  readonly psaLineId: string;
  readonly before: DecimalText;
  readonly after: DecimalText;
}

/** Returns a change as people speak of it: whose it is, which line, from what to what. */
export const changeMessage = ({ companyId, psaLineId: line, before, after }: Change): Message =>
  message('notices.change', { companyId, line, before, after });

/** Returns what was found about a change. */
export const foundOf = (change: Change, found: Message): Message =>
  message('notices.change-found', { change: changeMessage(change), found });
