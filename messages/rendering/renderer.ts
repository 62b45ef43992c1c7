import format, { type CompiledMessage, type FormatValues } from 'icu-minify/format';
import type { Message } from '../message.ts';
import type { DeclaredParams, Money, ParamKind, Reference } from '../params.ts';
import { type Terminology, type Terms, type TermTexts, termsOf } from '../terms.ts';
import { type Format, formatFor, intlFormatters } from './formats.ts';

/** The texts of one locale, and what their messages declare. */
export interface Catalog {
  /** BCP 47, for `Intl`. */
  readonly locale: string;
  /** Returns the compiled text; undefined where this version has none of this ID. */
  readonly textOf: (id: string) => CompiledMessage | undefined;
  readonly paramsOf: (id: string) => DeclaredParams | undefined;
  /** What a param is that `paramsOf` does not name; absent: no part of the message. */
  readonly undeclared?: 'text';
  /** Absent: those of English. */
  readonly terms?: TermTexts;
}

/** Returns the name of a reference from what was loaded before rendering; null: not known. */
export type Names = (kind: Reference, id: string) => string | null;

export interface RenderContext {
  /** IANA name of the reader's time zone. */
  readonly timeZone: string;
  /** Of the integration that the messages are about; null: of none, or it is not known which. */
  readonly terms: Terminology | null;
  readonly names?: Names;
  /** Default `full`. */
  readonly dates?: 'full' | 'short';
}

/**
 * Returns the text of a message. Never throws: a message that this version does not know, or whose params do not fit, is
 * shown as "Text not available" with its ID.
 */
export type Renderer = (message: Pick<Message, 'id' | 'params'> | UnknownMessage) => string;

/** As it came from a row of another version. */
interface UnknownMessage {
  readonly id: string;
  readonly params: Readonly<Record<string, unknown>>;
}

export function createRenderer(catalog: Catalog, context: RenderContext): Renderer {
  const { locale } = catalog;
  const { timeZone, terms, names = () => null, dates = 'full' } = context;
  const parts: Parts = {
    catalog,
    formats: formatFor({ locale, timeZone, dates }),
    terms: termsOf(terms, catalog.terms),
    names,
  };
  return (message) => render(parts, message);
}

interface Parts {
  readonly catalog: Catalog;
  readonly formats: Format;
  readonly terms: Terms;
  readonly names: Names;
}

function render(parts: Parts, { id, params }: UnknownMessage): string {
  try {
    const text = parts.catalog.textOf(id);
    if (text !== undefined) return filled(parts, text, id, params);
  } catch {
    // Falls through: the text is shown as not available, whatever its params hold.
  }
  return id === 'core.unknown' ? id : render(parts, { id: 'core.unknown', params: { id } });
}

function filled(parts: Parts, text: CompiledMessage, id: string, params: UnknownMessage['params']): string {
  if (typeof text === 'string') return text;
  // Terms are inherited: most messages use one or two of them.
  const values = Object.create(parts.terms) as Record<string, string | number>;
  const kinds = parts.catalog.paramsOf(id) ?? {};
  for (const [name, kind] of Object.entries(kinds)) values[name] = shown(parts, kind, params[name]);
  if (parts.catalog.undeclared !== undefined)
    for (const [name, value] of Object.entries(params))
      if (!Object.hasOwn(kinds, name)) values[name] = shown(parts, parts.catalog.undeclared, value);
  const said = format(text, parts.catalog.locale, values as FormatValues<string>, {
    formatters: intlFormatters,
  });
  return Array.isArray(said) ? said.join('') : said;
}

/** Numbers stay numbers, which the text formats and selects a plural by (compiled.ts); all else becomes text. */
function shown(parts: Parts, kind: ParamKind, value: unknown): string | number {
  if (value === undefined) throw new Error('a param is missing');
  const plain = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  if (typeof kind !== 'string') return plain;
  const { formats, names } = parts;
  const own = (id: string, params: UnknownMessage['params']) => render(parts, { id, params });
  const money = (sign: 'auto' | 'exceptZero'): string => {
    const { currency } = value as Money;
    return own('core.money', { amount: formats.amount(value as Money, sign), currency });
  };
  switch (kind) {
    case 'count':
    case 'number':
    case 'quantity':
    case 'change':
      return Number(value);
    case 'money':
      return money('auto');
    case 'moneyChange':
      return money('exceptZero');
    case 'instant':
    case 'day':
    case 'month':
      return formats[kind](plain);
    case 'duration':
      return own(...durationOf(Number(value)));
    case 'text':
      return plain;
    case 'texts':
      return formats.list(value as readonly string[]);
    case 'anyOf':
      return formats.anyOf(value as readonly string[]);
    case 'message':
      return render(parts, value as UnknownMessage);
    case 'messages':
      return formats.list((value as readonly UnknownMessage[]).map((one) => render(parts, one)));
    default:
      return names(kind, plain) ?? own(`core.unnamed.${kind}`, { id: plain });
  }
}

const units = [
  ['core.days', 86_400_000],
  ['core.hours', 3_600_000],
  ['core.minutes', 60_000],
] as const;

/** In the largest unit of which it is at least two, or a whole number. */
function durationOf(ms: number): [id: string, params: { readonly count: number }] {
  for (const [id, unit] of units)
    if (ms >= 2 * unit || (ms > 0 && ms % unit === 0)) return [id, { count: Math.round(ms / unit) }];
  return ['core.seconds', { count: Math.round(ms / 1000) }];
}
