import type { ErrorTextId } from './error-texts.ts';
import type { declarations } from './generated/index.ts';
import type { AnyMessage, DeclaredParams, ValuesOf } from './params.ts';

/**
 * What Seatwise says, as data: an ID and its params. Rows, events, notices and answers keep this; the words come from
 * `locales/` when somebody reads it. A message ID never changes its meaning (docs/messages.md).
 */

type Declarations = typeof declarations;
export type MessageId = keyof Declarations | ErrorTextId;

/** Made by {@link message}, or parsed from a row (stored.ts): its params are those that its ID declares. */
export interface Message<Id extends MessageId = MessageId> extends AnyMessage {
  readonly id: Id;
}

type ParamsOf<P> = keyof P extends never
  ? readonly []
  : P extends DeclaredParams
    ? readonly [params: ValuesOf<P>]
    : never;
type Rest<Id extends MessageId> = Id extends keyof Declarations ? ParamsOf<Declarations[Id]> : readonly [];

/** Returns a message; a wrong or missing param does not compile. */
export const message = <Id extends MessageId>(id: Id, ...rest: Rest<Id>): Message<Id> =>
  ({ id, params: (rest as readonly unknown[])[0] ?? {} }) as unknown as Message<Id>;

/** Returns one message of several sentences; null for none. */
export const sentences = (all: readonly Message[]): Message | null =>
  all.reduce<Message | null>(
    (before, next) => (before === null ? next : message('core.both', { first: before, second: next })),
    null,
  );

/** Returns words that are not ours, or not in the catalog yet, as a message. */
export const asWritten = (text: string): Message => message('core.text', { text });
