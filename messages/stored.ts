import { z } from 'zod';
import { errorTexts } from './error-texts.ts';
import { declarations } from './generated/index.ts';
import type { Message } from './message.ts';
import type { DeclaredParams, ParamKind } from './params.ts';

/** Messages as rows, events and histories hold them. */

const decimal = z.union([z.number(), z.string().regex(/^[+-]?\d+(\.\d+)?$/u)]);
const money = z.object({ amount: z.string().regex(/^[+-]?\d+(\.\d+)?$/u), currency: z.string() });
const shape = z.object({ id: z.string(), params: z.record(z.string(), z.unknown()).default({}) });

/**
 * Returns the message that a row holds. One that this version does not know, or with other params than it declares,
 * becomes `core.unknown` with its ID, which every renderer can show.
 */
export const StoredMessage: z.ZodType<Message> = z
  .unknown()
  .transform((value): Message => parsed(value) ?? unknown(value));

function parsed(value: unknown): Message | null {
  const { success, data } = shape.safeParse(value);
  const schema = success ? schemaOf(data.id) : null;
  if (!success || schema === null) return null;
  const params = schema.safeParse(data.params);
  return params.success ? ({ id: data.id, params: params.data } as unknown as Message) : null;
}

function unknown(value: unknown): Message {
  const { data } = z.object({ id: z.string() }).safeParse(value);
  return { id: 'core.unknown', params: { id: data?.id ?? '' } } as unknown as Message;
}

/** Returns the message of such a column; null: it holds none. */
export const storedMessage = (value: unknown): Message | null =>
  value === null ? null : StoredMessage.parse(value);

/** The value of a `jsonb` column that holds a message or nothing. */
export const messageToStore = (message: Message | null): string | null =>
  message === null ? null : JSON.stringify(message);

const schemas = new Map<string, z.ZodType<object> | null>();

/** The schema of a message's params, made when it is first read; null: this version has no such message. */
function schemaOf(id: string): z.ZodType<object> | null {
  const before = schemas.get(id);
  if (before !== undefined) return before;
  const declared = declaredOf(id);
  const schema =
    declared === null
      ? null
      : z.object(Object.fromEntries(Object.entries(declared).map(([name, kind]) => [name, valueOf(kind)])));
  schemas.set(id, schema);
  return schema;
}

function declaredOf(id: string): DeclaredParams | null {
  if (Object.hasOwn(declarations, id)) return declarations[id as keyof typeof declarations];
  return Object.hasOwn(errorTexts, id) ? {} : null;
}

function valueOf(kind: ParamKind): z.ZodType {
  if (typeof kind !== 'string') return z.enum(kind);
  switch (kind) {
    case 'count':
      return z.int();
    case 'number':
    case 'duration':
      return z.number();
    case 'quantity':
    case 'change':
      return decimal;
    case 'money':
    case 'moneyChange':
      return money;
    case 'texts':
    case 'anyOf':
      return z.array(z.string());
    case 'message':
      return StoredMessage;
    case 'messages':
      return z.array(StoredMessage);
    case 'day':
      return z.iso.date();
    case 'month':
      return z.string().regex(/^\d{4}-\d{2}$/u);
    case 'instant':
      return z.iso.datetime();
    default:
      return z.string();
  }
}
