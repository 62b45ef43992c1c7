import fc, { type Arbitrary } from 'fast-check';
import { type JsonSchema, type Operation, parametersIn } from './document.ts';
import type { SentRequest } from './sending.ts';

/** Requests made from the document alone. */

/** Ids that exist, so that requests come further than the first look-up. */
export interface KnownIds {
  /** By the name of the path's parameter. */
  readonly params: Readonly<Record<string, string>>;
  /** For every other place that takes a UUID. */
  readonly uuids: readonly string[];
  /** For places that take any text: ids of the PSA, names. */
  readonly texts: readonly string[];
}

/** Values that a schema allows. Throws on what it does not know, so that no part of the document is left out in silence. */
export function valuesOf(schema: JsonSchema, known: KnownIds): Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  if (schema.examples !== undefined) return fc.constantFrom(...schema.examples);
  const variants = schema.anyOf ?? schema.oneOf;
  if (variants !== undefined) return fc.oneof(...variants.map((variant) => valuesOf(variant, known)));
  if (typeof schema.type === 'object')
    return fc.oneof(...schema.type.map((type) => valuesOf({ ...schema, type }, known)));
  switch (schema.type) {
    case 'string':
      return textOf(schema, known);
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'integer':
      return fc.integer({ min: schema.minimum ?? -1_000, max: Math.min(schema.maximum ?? 1_000, 1e9) });
    case 'number':
      return fc.oneof(fc.integer({ min: -5, max: 500 }), fc.double({ noNaN: true, noDefaultInfinity: true }));
    case 'array':
      return fc.array(valuesOf(schema.items ?? {}, known), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.min(schema.maxItems ?? 4, 4),
      });
    case 'object':
      return objectOf(schema, known);
    default:
      throw new Error(`no values for ${JSON.stringify(schema)}`);
  }
}

function textOf(schema: JsonSchema, known: KnownIds): Arbitrary<string> {
  if (schema.format === 'uuid') return fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...known.uuids) }, { weight: 1, arbitrary: fc.uuid({ version: 4 }) }); // prettier-ignore
  if (schema.format === 'email') return fc.uuid().map((id) => `${id.slice(0, 8)}@harbor-lane.test`);
  if (schema.format === 'date-time')
    return fc
      .date({ min: new Date('1970-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
      .map((date) => date.toISOString());
  const fits = (text: string): boolean =>
    Array.from(text).length >= (schema.minLength ?? 0) && text.length <= (schema.maxLength ?? 1_000);
  if (schema.pattern !== undefined) {
    // A repetition without an end hardly ever gets as long as it must by chance.
    const shortest = schema.minLength ?? 1;
    const pattern = schema.pattern.replace(/\+\$$/u, `{${shortest},${shortest + 20}}$`);
    return fc.stringMatching(new RegExp(pattern, 'u')).filter(fits);
  }
  const free = fc.string({
    unit: 'grapheme',
    minLength: schema.minLength ?? 0,
    maxLength: Math.min(schema.maxLength ?? 40, Math.max(40, schema.minLength ?? 0)),
  });
  const ids = known.texts.filter(fits);
  return (ids.length === 0 ? free : fc.oneof(fc.constantFrom(...ids), free)).filter(fits);
}

function objectOf(schema: JsonSchema, known: KnownIds): Arbitrary<unknown> {
  const { properties, additionalProperties, propertyNames } = schema;
  if (properties !== undefined)
    return fc.record(
      Object.fromEntries(Object.entries(properties).map(([name, inner]) => [name, valuesOf(inner, known)])),
      { requiredKeys: [...(schema.required ?? [])], noNullPrototype: true },
    );
  const values = typeof additionalProperties === 'object' ? additionalProperties : { type: 'string' };
  return fc.dictionary(
    textOf({ maxLength: 20, ...propertyNames, minLength: 1 }, known),
    valuesOf(values, known),
    { maxKeys: 4, noNullPrototype: true },
  );
}

/** Requests that the document allows, with these heads on each. */
export function requestsOf(
  operation: Operation,
  known: KnownIds,
  headers: Readonly<Record<string, string>>,
): Arbitrary<SentRequest> {
  // A cursor means nothing by itself; it has a test of its own.
  const asked = parametersIn(operation, 'query').filter(({ name }) => name !== 'cursor');
  const queries = fc
    .tuple(...asked.map(({ schema }) => fc.option(valuesOf(schema, known).map(String))))
    .map((values) =>
      Object.fromEntries(
        asked.flatMap(({ name }, index): [string, string][] => {
          const value = values[index] ?? null;
          return value === null ? [] : [[name, value]];
        }),
      ),
    );
  const key = parametersIn(operation, 'header').length > 0 ? fc.option(fc.uuid()) : fc.constant(null);
  return fc
    .tuple(queries, operation.body === null ? fc.constant(undefined) : valuesOf(operation.body, known), key)
    .map(([query, body, idempotencyKey]) => ({
      method: operation.method,
      path: operation.path,
      params: paramsOf(operation, known.params),
      query,
      headers: { ...headers, ...(idempotencyKey === null ? {} : { 'idempotency-key': idempotencyKey }) },
      ...(body === undefined ? {} : { body }),
    }));
}

/** The parameters of a path. Throws where nobody seeded one, so that a new route is not left out. */
export function paramsOf(
  operation: Operation,
  ids: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    parametersIn(operation, 'path').map(({ name }) => {
      const id = ids[name];
      if (id === undefined)
        throw new Error(`${operation.name}: test/described-api/two-tenants.ts seeds no {${name}}`);
      return [name, id];
    }),
  );
}
