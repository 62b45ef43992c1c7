declare const checked: unique symbol;

/** A message of any ID (message.ts). */
export interface AnyMessage {
  readonly id: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** Never there: it keeps objects written by hand from passing as messages. */
  readonly [checked]: true;
}

/** An exact amount: a decimal as text, and its ISO 4217 code. */
export interface Money {
  readonly amount: string;
  readonly currency: string;
}

/** What a param of each kind holds in code, in rows and on the wire. References hold an ID, never a name. */
export interface ParamValues {
  /** A whole number of things; may select a plural. */
  readonly count: number;
  readonly number: number;
  /** Units: a decimal as text, or a number; may select a plural. */
  readonly quantity: string | number;
  /** A difference of units, shown with its sign. */
  readonly change: string | number;
  readonly money: Money;
  /** A difference of money, shown with its sign. */
  readonly moneyChange: Money;
  /** ISO 8601 in UTC; shown in the time zone of the render. */
  readonly instant: string;
  /** YYYY-MM-DD */
  readonly day: string;
  /** YYYY-MM */
  readonly month: string;
  /** Milliseconds, shown in its largest unit. */
  readonly duration: number;
  readonly account: string;
  readonly company: string;
  readonly agreement: string;
  readonly line: string;
  readonly product: string;
  readonly service: string;
  readonly person: string;
  /** Text of a vendor, a PSA, a person or a program: shown as it is. */
  readonly text: string;
  /** All of them: a, b, and c. */
  readonly texts: readonly string[];
  /** One of them: a, b, or c. */
  readonly anyOf: readonly string[];
  readonly message: AnyMessage;
  readonly messages: readonly AnyMessage[];
}

type Kind = keyof ParamValues;

/** A list of values is a choice: the param is one of them and selects a part of the text. */
export type ParamKind = Kind | readonly string[];

/** Kinds that are the ID of something that has a name. */
export const references = [
  'account',
  'company',
  'agreement',
  'line',
  'product',
  'service',
  'person',
] as const satisfies readonly Kind[];
export type Reference = (typeof references)[number];

type ValueOf<K extends ParamKind> = K extends Kind
  ? ParamValues[K]
  : K extends readonly (infer Choice)[]
    ? Choice
    : never;

/** The params of one message by name. Names of terms (terms.ts) are taken. */
export type DeclaredParams = Readonly<Record<string, ParamKind>>;

/** The messages of a subject: the params of each by its ID. */
export type DeclaredMessages = Readonly<Record<string, DeclaredParams>>;

export type ValuesOf<P extends DeclaredParams> = { readonly [Name in keyof P]: ValueOf<P[Name]> };
