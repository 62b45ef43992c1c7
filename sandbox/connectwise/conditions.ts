/**
 * The subset of ConnectWise's condition language that connectwise.md 4 describes: comparisons, `in`, `contains`,
 * `like`, `and`, `or`, `not`, parentheses; strings in quotes, numbers and booleans bare, dates in brackets,
 * references with a slash. Anything else is rejected as ConnectWise rejects it: 400 `ApiFindCondition`.
 */
type FieldType = 'int' | 'decimal' | 'string' | 'boolean' | 'date' | readonly string[];

/** What a condition can look at: dates are `YYYY-MM-DD`; a list of texts as type is an enumeration. */
export interface Field<T> {
  readonly type: FieldType;
  readonly read: (item: T) => string | number | boolean | null | undefined;
}

export type Fields<T> = ReadonlyMap<string, Field<T>>;
export type Predicate<T> = (item: T) => boolean;
export type Conditions<T> =
  | { readonly ok: true; readonly matches: Predicate<T> }
  | { readonly ok: false; readonly message: string };

interface Token {
  readonly kind: 'symbol' | 'operator' | 'text' | 'number' | 'date' | 'word';
  readonly text: string;
}

const tokenForms: readonly (readonly [Token['kind'], RegExp])[] = [
  ['symbol', /[(),]/uy],
  ['operator', /!=|<=|>=|=|<|>/uy],
  ['text', /"[^"]*"|'[^']*'/uy],
  ['date', /\[[^\]]*\]/uy],
  ['number', /-?\d+(?:\.\d+)?(?![\w/])/uy],
  ['word', /[A-Za-z_][\w/]*/uy],
];

class Rejected extends Error {}

function tokenAt(text: string, at: number): Token {
  for (const [kind, form] of tokenForms) {
    form.lastIndex = at;
    const found = form.exec(text);
    if (found !== null) return { kind, text: found[0] };
  }
  throw new Rejected(`Unexpected character at position ${at}.`);
}

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    if (/\s/u.test(text.charAt(at))) {
      at += 1;
      continue;
    }
    const token = tokenAt(text, at);
    tokens.push(token);
    at += token.text.length;
  }
  return tokens;
}

type Comparable = string | number | boolean;

/** Text is compared without case, as SQL Server does by default; which it is in production is unverified. */
function comparable(value: Comparable, type: FieldType): Comparable {
  if (type === 'date') return Date.parse(String(value));
  return typeof value === 'string' ? value.toLowerCase() : value;
}

function literal(token: Token, name: string, type: FieldType): Comparable {
  const invalid = (): never => {
    throw new Rejected(`${token.text} is not a valid value for ${name}.`);
  };
  if (type === 'int' || type === 'decimal') {
    return token.kind === 'number' && (type === 'decimal' || /^-?\d+$/u.test(token.text))
      ? Number(token.text)
      : invalid();
  }
  if (type === 'boolean') {
    const word = token.kind === 'word' ? token.text.toLowerCase() : '';
    return word === 'true' || word === 'false' ? word === 'true' : invalid();
  }
  if (type === 'date') {
    const day = /^\[\s*(\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\dZ)?)\s*\]$/u.exec(token.text)?.[1];
    return day === undefined || Number.isNaN(Date.parse(day)) ? invalid() : Date.parse(day);
  }
  if (token.kind !== 'text') return invalid();
  const inner = token.text.slice(1, -1);
  if (type === 'string') return inner.toLowerCase();
  return type.some((value) => value.toLowerCase() === inner.toLowerCase()) ? inner.toLowerCase() : invalid();
}

const comparisons: Readonly<Record<string, (a: Comparable, b: Comparable) => boolean>> = {
  '=': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

/** `%` and `*` both stand for any text in `like` (connectwise.md 4). */
function likeForm(pattern: string): RegExp {
  const parts = pattern.split(/[%*]/u).map((part) => part.replace(/[.+?^${}()|[\]\\/]/gu, '\\$&'));
  return new RegExp(`^${parts.join('[\\s\\S]*')}$`, 'u');
}

class Parser<T> {
  readonly #tokens: readonly Token[];
  readonly #fields: Fields<T>;
  #at = 0;

  constructor(tokens: readonly Token[], fields: Fields<T>) {
    this.#tokens = tokens;
    this.#fields = fields;
  }

  whole(): Predicate<T> {
    const predicate = this.#either();
    const rest = this.#tokens[this.#at];
    if (rest !== undefined) throw new Rejected(`Unexpected ${rest.text}.`);
    return predicate;
  }

  #take(): Token {
    const token = this.#tokens[this.#at];
    if (token === undefined) throw new Rejected('Unexpected end of conditions.');
    this.#at += 1;
    return token;
  }

  #skip(text: string): boolean {
    if (this.#tokens[this.#at]?.text.toLowerCase() !== text) return false;
    this.#at += 1;
    return true;
  }

  #demand(text: string): void {
    const token = this.#take();
    if (token.text !== text) throw new Rejected(`Expected ${text} instead of ${token.text}.`);
  }

  #either(): Predicate<T> {
    const parts = [this.#all()];
    while (this.#skip('or')) parts.push(this.#all());
    return (item) => parts.some((part) => part(item));
  }

  #all(): Predicate<T> {
    const parts = [this.#one()];
    while (this.#skip('and')) parts.push(this.#one());
    return (item) => parts.every((part) => part(item));
  }

  #one(): Predicate<T> {
    if (this.#skip('not')) {
      const inner = this.#one();
      return (item) => !inner(item);
    }
    if (this.#skip('(')) {
      const inner = this.#either();
      this.#demand(')');
      return inner;
    }
    return this.#comparison();
  }

  #comparison(): Predicate<T> {
    const name = this.#take();
    const field = name.kind === 'word' ? this.#fields.get(name.text) : undefined;
    if (field === undefined) throw new Rejected(`${name.text} is not a recognized name.`);
    const negated = this.#skip('not');
    const test = this.#test(name.text, field.type, this.#take().text.toLowerCase(), negated);
    return (item) => {
      const value = field.read(item);
      // As in SQL, an absent value satisfies no comparison, not even a negated one.
      if (value === null || value === undefined) return false;
      return test(comparable(value, field.type)) !== negated;
    };
  }

  #test(name: string, type: FieldType, operator: string, negated: boolean): (value: Comparable) => boolean {
    if (operator === 'in') {
      const values = new Set(this.#list(name, type));
      return (value) => values.has(value);
    }
    if (operator === 'contains' || operator === 'like') {
      if (type !== 'string') throw new Rejected(`${operator} is not valid for ${name}.`);
      const wanted = String(literal(this.#take(), name, type));
      const form = likeForm(operator === 'like' ? wanted : `%${wanted}%`);
      return (value) => form.test(String(value));
    }
    const compare = negated ? undefined : comparisons[operator];
    if (compare === undefined) throw new Rejected(`${operator} is not a recognized operator.`);
    const wanted = literal(this.#take(), name, type);
    return (value) => compare(value, wanted);
  }

  #list(name: string, type: FieldType): Comparable[] {
    this.#demand('(');
    const values = [literal(this.#take(), name, type)];
    while (this.#skip(',')) values.push(literal(this.#take(), name, type));
    this.#demand(')');
    return values;
  }
}

/** Turns `conditions` into a test of one item, or says what is wrong with it. */
export function parseConditions<T>(text: string, fields: Fields<T>): Conditions<T> {
  if (text.trim() === '') return { ok: true, matches: () => true };
  try {
    return { ok: true, matches: new Parser(tokenize(text), fields).whole() };
  } catch (error) {
    if (error instanceof Rejected) return { ok: false, message: error.message };
    throw error;
  }
}
