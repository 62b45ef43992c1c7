import type { DeclaredMessages } from '../params.ts';

const bound = ['least', 'most', 'more', 'less'] as const;

/** What a validator found wrong with a field, after the name of the field. */
export const validation = {
  'validation.boolean': {},
  'validation.characters': { bound, limit: 'count' },
  'validation.date': {},
  'validation.empty': {},
  'validation.entries': { bound, limit: 'count' },
  'validation.format': {},
  'validation.format.date': {},
  'validation.format.datetime': {},
  'validation.format.email': {},
  'validation.format.url': {},
  'validation.format.uuid': {},
  'validation.host-suffix': { suffixes: 'anyOf' },
  'validation.list': {},
  'validation.missing': {},
  'validation.multiple': { divisor: 'number' },
  'validation.null': {},
  'validation.number': {},
  'validation.object': {},
  'validation.one-of': { values: 'anyOf' },
  'validation.other': {},
  'validation.range': { bound, limit: 'number' },
  'validation.text': {},
  'validation.type': {},
  'validation.unknown-fields': {},
  'validation.whole-number': {},
} as const satisfies DeclaredMessages;
