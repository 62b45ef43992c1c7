import type { Message } from '../../../messages/message.ts';
import type { Renderer } from '../../../messages/rendering/renderer.ts';
import { StoredMessage } from '../../../messages/stored.ts';
import { messageWire } from '../../rendering.ts';

type Detail = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Detail =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** As a row keeps a message: its ID and params, and nothing else. */
const isMessage = (value: unknown): boolean =>
  isRecord(value) && Object.keys(value).sort().join() === 'id,params' && isRecord(value['params']);

/** Returns the messages in the detail of an audit entry, at any depth. */
export function messagesIn(value: unknown): readonly Message[] {
  if (isMessage(value)) return [StoredMessage.parse(value)];
  if (Array.isArray(value)) return value.flatMap(messagesIn);
  return isRecord(value) ? Object.values(value).flatMap(messagesIn) : [];
}

/** Returns the detail of an audit entry with the texts of its messages. */
export const detailWire = (detail: Detail, render: Renderer): Detail =>
  Object.fromEntries(Object.entries(detail).map(([name, value]) => [name, valueWire(value, render)]));

function valueWire(value: unknown, render: Renderer): unknown {
  if (isMessage(value)) return messageWire(render, StoredMessage.parse(value));
  if (Array.isArray(value)) return value.map((one) => valueWire(one, render));
  return isRecord(value) ? detailWire(value, render) : value;
}
