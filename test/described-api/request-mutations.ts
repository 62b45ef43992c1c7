import { type JsonSchema, type Operation, parametersIn } from './document.ts';
import type { SentRequest } from './sending.ts';

/** What people, scripts and attackers put into requests. */
const hostileTexts: readonly string[] = [
  'a zero byte \u0000 inside',
  'control \u0001\u0008\u001b[31m\u007f\u0085 and line ends\r\nX-Injected: 1\r\n\r\n',
  'a lone high surrogate \ud800',
  '\udfff a lone low surrogate',
  'right to left \u202eecnatsni\u200f\u2066, no character \ufffe\uffff, 👩🏽‍💻🏴󠁧󠁢󠁥󠁮󠁧󠁿',
  'x'.repeat(10_000),
  "'; drop table member; -- %_\\ ${7*7}{{7*7}}%s%n",
  '<img src=x onerror=alert(1)>"\'&lt;',
  '=cmd|"/c calc"!A1',
  '__proto__',
  '../../../etc/passwd',
  '',
  '   ',
  '2026-02-30T25:61:00Z',
];
/** Enough for a place that takes only a few words. */
const hostileWords: readonly string[] = ['a zero byte \u0000', '__proto__'];

const hostileNumbers: readonly unknown[] = [
  0,
  -1,
  -0.0,
  0.5,
  2 ** 31,
  -(2 ** 31) - 1,
  2 ** 53,
  Number.MAX_SAFE_INTEGER,
  1e308,
  -1e308,
  5e-324,
  1e21,
];

const otherTypes: readonly unknown[] = [null, true, 7, 'text', [], {}, [[]], { a: { b: [null] } }];

/** A place in a request, by its way from the top, and the schema of what stands there. */
interface Place {
  readonly way: readonly (string | number)[];
  readonly schema: JsonSchema;
}

/** Every place of a body that exists in this one. */
function placesIn(schema: JsonSchema, value: unknown, way: Place['way'] = []): readonly Place[] {
  const variants = schema.anyOf ?? schema.oneOf;
  if (variants !== undefined) {
    const fitting = variants.find((variant) => couldBe(variant, value)) ?? variants[0] ?? {};
    return placesIn(fitting, value, way);
  }
  const here: Place = { way, schema };
  if (Array.isArray(value))
    return [here, ...value.flatMap((item, index) => placesIn(schema.items ?? {}, item, [...way, index]))];
  if (typeof value !== 'object' || value === null) return [here];
  return [
    here,
    ...Object.entries(value).flatMap(([name, inner]) => {
      const { additionalProperties } = schema;
      const own =
        schema.properties?.[name] ?? (typeof additionalProperties === 'object' ? additionalProperties : {});
      return placesIn(own, inner, [...way, name]);
    }),
  ];
}

function couldBe(schema: JsonSchema, value: unknown): boolean {
  if (schema.const !== undefined) return schema.const === value;
  if (schema.type === 'null') return value === null;
  if (schema.type === 'object')
    return (
      typeof value === 'object' &&
      value !== null &&
      Object.entries(schema.properties ?? {}).every(
        ([name, inner]) =>
          inner.const === undefined || inner.const === (value as Record<string, unknown>)[name],
      )
    );
  return value !== null;
}

/** The value with something else at one place. */
function placed(value: unknown, way: Place['way'], put: unknown): unknown {
  const [first, ...rest] = way;
  if (first === undefined) return put;
  if (Array.isArray(value))
    return value.map((item: unknown, index) => (index === first ? placed(item, rest, put) : item));
  // fromEntries makes `__proto__` a field like any other, as JSON does.
  const entries = Object.entries(value as object);
  const name = String(first);
  const known = entries.some(([other]) => other === name);
  return Object.fromEntries([
    ...entries.map(([other, inner]): [string, unknown] => [
      other,
      other === name ? placed(inner, rest, put) : inner,
    ]),
    ...(known ? [] : ([[name, put]] as [string, unknown][])),
  ]);
}

/** Every text that is hostile to a place which takes text. */
const textsFor = (schema: JsonSchema): readonly string[] =>
  schema.enum === undefined && schema.const === undefined ? hostileTexts : hostileWords;
const isText = ({ schema }: Place): boolean => schema.type === 'string' || schema.enum !== undefined;
const isNumber = ({ schema }: Place): boolean => schema.type === 'integer' || schema.type === 'number';

/** One hostile text in one place of the path, the query, or the body at a time. */
export function withHostileText(operation: Operation, request: SentRequest): readonly SentRequest[] {
  return [
    ...parametersIn(operation, 'path').flatMap(({ name, schema }) =>
      textsFor(schema)
        // Without an id it is another address.
        .filter((text) => text !== '')
        .map((text) => ({ ...request, params: { ...request.params, [name]: text } })),
    ),
    ...parametersIn(operation, 'query').flatMap(({ name, schema }) =>
      textsFor(schema).map((text) => ({ ...request, query: { [name]: text } })),
    ),
    ...(operation.body === null
      ? []
      : placesIn(operation.body, request.body)
          .filter(isText)
          .flatMap(({ way, schema }) =>
            textsFor(schema).map((text) => ({ ...request, body: placed(request.body, way, text) })),
          )),
  ];
}

/** One number at a limit in one place at a time. */
export function withHostileNumber(operation: Operation, request: SentRequest): readonly SentRequest[] {
  return hostileNumbers.flatMap((number) => [
    ...parametersIn(operation, 'query')
      .filter(({ schema }) => schema.type === 'integer')
      .map(({ name }) => ({ ...request, query: { [name]: String(number) } })),
    ...(operation.body === null
      ? []
      : placesIn(operation.body, request.body)
          .filter(isNumber)
          .map(({ way }) => ({ ...request, body: placed(request.body, way, number) }))),
  ]);
}

/** A value of another type in one place of the body at a time. */
export function withOtherType(operation: Operation, request: SentRequest): readonly SentRequest[] {
  if (operation.body === null) return [];
  return placesIn(operation.body, request.body).flatMap(({ way }) =>
    otherTypes.map((value) => ({ ...request, body: placed(request.body, way, value) })),
  );
}

/** A field that nobody knows in one object at a time, and an unknown parameter. All of these must be rejected. */
export function withUnknownField(operation: Operation, request: SentRequest): readonly SentRequest[] {
  const names = ['unknown', '__proto__', 'constructor', 'tenantId'];
  return [
    ...names.map((name) => ({ ...request, query: { ...request.query, [name]: '1' } })),
    ...(operation.body === null
      ? []
      : placesIn(operation.body, request.body)
          .filter(({ schema }) => schema.type === 'object' && schema.additionalProperties === false)
          .flatMap(({ way }) =>
            names.map((name) => ({
              ...request,
              body: placed(request.body, [...way, name], { admin: true }),
            })),
          )),
  ];
}

/** The body without one required field at a time. All of these must be rejected. */
export function withoutField(operation: Operation, request: SentRequest): readonly SentRequest[] {
  if (operation.body === null) return [];
  return placesIn(operation.body, request.body).flatMap(({ way, schema }) =>
    (schema.required ?? []).map((name) => ({
      ...request,
      body: placed(request.body, [...way, name], undefined),
    })),
  );
}

const json = (text: string | Buffer, type: string | null = 'application/json') => ({
  raw: { type, bytes: Buffer.isBuffer(text) ? text : Buffer.from(text, 'utf8') },
});

/** The fitting body in codings that JSON does not have; some of them are read all the same. */
export function withRecodedBody(request: SentRequest): readonly SentRequest[] {
  const text = JSON.stringify(request.body ?? {});
  return [
    json(`\ufeff${text}`),
    json(Buffer.from(text, 'utf16le'), 'application/json; charset=utf-16le'),
  ].map((recoded) => ({ ...request, ...recoded }));
}

/** Bodies that are no fitting JSON document at all. */
export function withOddBody(request: SentRequest): readonly SentRequest[] {
  const { body, ...rest } = request;
  const text = JSON.stringify(body ?? {});
  return [
    json('{"a": '),
    json('null'),
    json('[]'),
    json(Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])),
    json(text, 'application/json; charset=klingon'),
    json(text, 'text/plain'),
    json('a=1&b=2', 'application/x-www-form-urlencoded'),
    json(text, null),
    json(`{"a":${'['.repeat(17)}${']'.repeat(17)}}`),
    json(`${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`),
    json(`{${Array.from({ length: 5_000 }, (_, index) => `"k${index}":1`).join(',')}}`),
    json(`{"a":"${'x'.repeat(2 * 1_024 * 1_024 + 1)}"}`),
    json(`{"a":1e999,"b":-1e999,"c":${'9'.repeat(400)}}`),
    json('{"__proto__":{"role":"admin"},"constructor":{"prototype":{"role":"admin"}}}'),
  ].map((odd) => ({ ...rest, ...odd }));
}

/** The same with heads that claim something else about the body. */
export const withFalseHeads = (request: SentRequest): readonly SentRequest[] =>
  [
    { 'content-encoding': 'gzip' },
    { 'content-encoding': 'br' },
    { 'content-encoding': 'nonsense' },
    { 'content-type': 'application/vnd.api+json' },
    { accept: 'text/html' },
    { 'x-http-method-override': 'DELETE' },
  ].map((headers) => ({ ...request, headers: { ...request.headers, ...headers } }));

export const oddIdempotencyKeys: readonly string[] = [
  '', ' ', 'with blanks', 'x'.repeat(129), 'x'.repeat(8_000), 'a/b', '../x', "'; drop table member; --", '\u00e9\u00ff', 'a,b', '{}', '__proto__%00',
]; // prettier-ignore

/** A cursor that stood in an answer, changed: its letters, its length, and what it says inside. */
export function changedCursors(cursor: string): readonly string[] {
  const inside = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as unknown[];
  const coded = (value: unknown): string => Buffer.from(JSON.stringify(value), 'utf8').toString('base64url');
  const other = [null, '', -1, 0.5, 1e308, 2 ** 53, '\u0000', '\ud800', {}, [], true, '9'.repeat(300)];
  return [
    cursor.slice(1),
    cursor.slice(0, -3),
    `${cursor}AAAA`,
    cursor.toUpperCase(),
    '%%%',
    'null',
    coded({}),
    coded(null),
    coded([]),
    coded([...inside, 1]),
    coded(inside.slice(1)),
    ...inside.flatMap((_, index) =>
      other.map((value) => coded(inside.map((item, at) => (at === index ? value : item)))),
    ),
    // A version of the future, and an offset beyond the end.
    coded(inside.map((item, at) => (at === 0 ? `${String(item)}9` : item))),
    coded(inside.map((item, at) => (at === 1 ? Number.MAX_SAFE_INTEGER : item))),
    coded(inside.map((item, at) => (at === 1 ? 10_000 : item))),
  ];
}
