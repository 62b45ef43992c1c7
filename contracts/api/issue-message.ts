import type { z } from 'zod';
import { asWritten, type Message, message, type MessageId } from '../../messages/message.ts';

/** For `safeParse`: leaves the words to {@link issueMessage}, but for those of a schema's own. */
export const withoutWords: z.core.ParseContext<z.core.$ZodIssue> = { error: () => '', reportInput: true };

/** Returns what a validator found, as a message. Values stay out: they may be anything. */
export function issueMessage(issue: z.core.$ZodIssue): Message {
  if (issue.message !== '') return asWritten(issue.message);
  switch (issue.code) {
    case 'invalid_type':
      return message(
        issue.input === undefined ? 'validation.missing' : (types.get(issue.expected) ?? 'validation.type'),
      );
    case 'too_small':
      return outside(issue.inclusive === false ? 'more' : 'least', issue.origin, issue.minimum);
    case 'too_big':
      return outside(issue.inclusive === false ? 'less' : 'most', issue.origin, issue.maximum);
    case 'invalid_value':
      return message('validation.one-of', { values: issue.values.map(String) });
    case 'not_multiple_of':
      return message('validation.multiple', { divisor: issue.divisor });
    case 'invalid_format':
      return message(formats.get(issue.format) ?? 'validation.format');
    case 'unrecognized_keys':
      return message('validation.unknown-fields');
    default:
      return message('validation.other');
  }
}

/** Those without params. */
type PlainId = Exclude<
  Extract<MessageId, `validation.${string}`>,
  `validation.${'characters' | 'entries' | 'multiple' | 'one-of' | 'range'}`
>;

const types: ReadonlyMap<string, PlainId> = new Map([
  ['string', 'validation.text'],
  ['number', 'validation.number'],
  ['int', 'validation.whole-number'],
  ['bigint', 'validation.whole-number'],
  ['boolean', 'validation.boolean'],
  ['date', 'validation.date'],
  ['array', 'validation.list'],
  ['object', 'validation.object'],
  ['record', 'validation.object'],
  ['null', 'validation.null'],
]);

const formats: ReadonlyMap<string, PlainId> = new Map([
  ['email', 'validation.format.email'],
  ['uuid', 'validation.format.uuid'],
  ['url', 'validation.format.url'],
  ['datetime', 'validation.format.datetime'],
  ['date', 'validation.format.date'],
  ['safeint', 'validation.whole-number'],
]);

const collections: ReadonlySet<string> = new Set(['array', 'set', 'map', 'record']);

function outside(bound: 'least' | 'most' | 'more' | 'less', origin: string, size: number | bigint): Message {
  const limit = Number(size);
  if (origin === 'string')
    return bound === 'least' && limit === 1
      ? message('validation.empty')
      : message('validation.characters', { bound, limit });
  return message(collections.has(origin) ? 'validation.entries' : 'validation.range', { bound, limit });
}
