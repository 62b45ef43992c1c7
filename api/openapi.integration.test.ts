import request from 'supertest';
import { type ApiUnderTest, apiUnderTest } from '../test/environment/api-under-test.ts';
import { routesOf } from './routes.ts';
import { leastRoleOf } from './route.ts';

interface Operation {
  readonly operationId: string;
  readonly 'x-role': string;
  readonly parameters: readonly { name: string; in: string; required: boolean; schema: object }[];
  readonly requestBody?: { content: Record<string, { schema: object }> };
  readonly responses: Readonly<
    Record<string, { description: string; content?: Record<string, { schema: object }> }>
  >;
}
interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: object };
}

let api: ApiUnderTest;
let document: Document;
beforeAll(async () => {
  api = await apiUnderTest();
  const response = await request(api.app)
    .get('/api/v1/openapi.json')
    .set('Cookie', api.cookies.viewer)
    .expect(200);
  document = response.body as Document;
});
afterAll(() => api.close());

const operations = (): { method: string; path: string; operation: Operation }[] =>
  Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ method, path, operation })),
  );

/** Every `$ref` below a value. */
function references(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    name === '$ref' && typeof inner === 'string' ? [inner] : references(inner),
  );
}

const referred = (reference: string): unknown =>
  reference
    .replace(/^#\//, '')
    .split('/')
    .reduce<unknown>((value, part) => (value as Record<string, unknown> | undefined)?.[part], document);

/** A body may be one of several. */
const alternatives = (schema: unknown): readonly unknown[] => {
  if (typeof schema !== 'object' || schema === null) return [schema];
  const of = 'anyOf' in schema ? schema.anyOf : 'oneOf' in schema ? schema.oneOf : null;
  return Array.isArray(of) ? of : [schema];
};
/** The schema itself, where it is a component. */
const named = (schema: object): unknown => ('$ref' in schema ? referred(String(schema.$ref)) : schema);

it('describes every registered route with its least role, and nothing else', () => {
  expect(document.openapi).toBe('3.1.0');
  const described = operations().map(
    ({ method, path, operation }) => `${method} ${path} ${operation['x-role']}`,
  );
  const registered = routesOf(api.deps, () => Promise.resolve('x')).map(
    (route) => `${route.method} ${route.path} ${leastRoleOf(route)}`,
  );
  expect(described.sort()).toEqual(registered.sort());
});

it('declares each path parameter, unique operation ids, a body for what takes one, and an answer for each', () => {
  const ids = operations().map(({ operation }) => operation.operationId);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { method, path, operation } of operations()) {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const declared = operation.parameters.filter((parameter) => parameter.in === 'path');
    expect([path, declared.map(({ name }) => name)]).toEqual([path, inPath]);
    expect(declared.every(({ required }) => required)).toBe(true);
    expect([path, method === 'get' && operation.requestBody !== undefined]).toEqual([path, false]);
    const statuses = Object.keys(operation.responses).map(Number);
    expect([path, statuses.some((status) => status < 400)]).toEqual([path, true]);
    expect(statuses).toContain(503);
  }
});

it('rejects unknown fields in every body it describes, and refers only to what is there', () => {
  for (const { path, operation } of operations()) {
    const schema = operation.requestBody?.content['application/json']?.schema;
    for (const one of schema === undefined ? [] : alternatives(named(schema)))
      expect([path, one]).toEqual([path, expect.objectContaining({ additionalProperties: false })]);
  }
  for (const reference of references(document))
    expect([reference, typeof referred(reference)]).toEqual([reference, 'object']);
});

it('holds only JSON Schema 2020-12 words, so that generators can read it', () => {
  const types = new Set<unknown>();
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [name, inner] of Object.entries(value)) {
      if (name === 'type' && (typeof inner === 'string' || Array.isArray(inner)))
        [inner].flat().forEach((type) => types.add(type));
      walk(inner);
    }
  };
  for (const { operation } of operations()) {
    for (const { schema } of operation.parameters) walk(schema);
    for (const { content } of Object.values(operation.responses))
      for (const { schema } of Object.values(content ?? {})) walk(schema);
  }
  for (const schema of Object.values(document.components.schemas)) walk(schema);
  const known = ['string', 'number', 'integer', 'boolean', 'object', 'array', 'null'];
  expect([...types].filter((type) => !known.includes(String(type)))).toEqual([]);
});
