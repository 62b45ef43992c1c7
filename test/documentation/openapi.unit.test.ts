import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { notifiedEvents } from '../../domain/webhooks.ts';
import type { ApiDocument, JsonSchema } from '../described-api/document.ts';
import { operationsOf } from '../described-api/document.ts';
import { describedRoutes, writtenDocument } from './described-routes.ts';

const document = JSON.parse(writtenDocument()) as ApiDocument;

/** Places in a schema of which nothing is said, by their paths. */
function holesIn(schema: unknown, path: string): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const { properties, items, anyOf, oneOf, additionalProperties, ...own } = schema as JsonSchema & {
    readonly $ref?: string;
  };
  const says = [own.type, own.const, own.enum, own.$ref, anyOf, oneOf].some((word) => word !== undefined);
  const isOpen =
    own.type === 'object' &&
    (properties === undefined ? typeof additionalProperties !== 'object' : additionalProperties !== false);
  return [
    ...(says && !isOpen && (own.type !== 'array' || items !== undefined) ? [] : [path]),
    ...Object.entries(properties ?? {}).flatMap(([name, inner]) => holesIn(inner, `${path}.${name}`)),
    ...[items, additionalProperties, ...(anyOf ?? []), ...(oneOf ?? [])].flatMap((inner) =>
      holesIn(inner, `${path}[]`),
    ),
  ];
}

describe('the document', () => {
  it('says of every answer and message what it holds, to the last field', () => {
    const found = [
      ...Object.entries(document.components.schemas).flatMap(([name, schema]) => holesIn(schema, name)),
      ...operationsOf(document).flatMap(({ name, responses }) =>
        Object.entries(responses).flatMap(([status, { content }]) =>
          Object.values(content ?? {}).flatMap(({ schema }) => holesIn(schema, `${name} ${status}`)),
        ),
      ),
      ...Object.entries(document.webhooks).flatMap(([type, { post }]) =>
        holesIn(post.requestBody.content['application/json']?.schema, type),
      ),
    ];
    expect(found).toEqual([]);
  });

  it('has any JSON only in requests to a PSA, exported rows, what an action adds to its audit entry, params of messages, and the document itself', () => {
    const users = (value: unknown, path: string): readonly string[] =>
      typeof value !== 'object' || value === null
        ? []
        : Object.entries(value).flatMap(([name, inner]) =>
            inner === '#/components/schemas/Json' ? [path] : users(inner, `${path}/${name}`),
          );
    expect(users(document, '').filter((path) => !path.startsWith('/paths//openapi.json/'))).toEqual([
      '/paths//usage-lines/{lineId}/line-change/preview/post/responses/200/content/application/json/schema/properties/requests/items/properties/body',
      '/paths//members/{memberId}/data/get/responses/200/content/application/json/schema/additionalProperties/items',
      '/paths//me/data/get/responses/200/content/application/json/schema/additionalProperties/items',
      '/components/schemas/AuditDetail/additionalProperties',
      '/components/schemas/Json/anyOf/4/items',
      '/components/schemas/Json/anyOf/5/additionalProperties',
      '/components/schemas/MessageParams/additionalProperties',
    ]);
  });

  it('has an example of each body, which the route takes and the document allows', () => {
    const ajv = new Ajv2020({ strict: false });
    addFormats.default(ajv);
    const bodies = describedRoutes.flatMap(({ method, path, body }) =>
      body === null ? [] : [{ name: `${method} ${path}`, ...body }],
    );
    for (const { name, schema, example } of bodies)
      expect([name, schema.safeParse(example).error]).toEqual([name, undefined]);
    const described = operationsOf(document).filter(({ requestBody }) => requestBody !== undefined);
    expect(described.map(({ name }) => name).sort()).toEqual(bodies.map(({ name }) => name).sort());
    for (const { name, requestBody } of described) {
      const { schema, example } = Object.values(requestBody!.content)[0]!;
      const fits = ajv.validate({ ...schema, components: document.components }, example);
      expect([name, fits, ajv.errorsText()]).toEqual([name, true, 'No errors']);
    }
  });

  it('tells what is sent to webhooks, one entry for each type of message', () => {
    expect(Object.keys(document.webhooks).sort()).toEqual(
      [...notifiedEvents, 'audit.events', 'webhook.test'].sort(),
    );
    for (const [type, { post }] of Object.entries(document.webhooks)) {
      const { schema } = post.requestBody.content['application/json']!;
      expect(schema.properties?.['type']).toEqual({ type: 'string', const: type });
      expect(post.parameters.map(({ name }) => name)).toEqual([
        'webhook-id',
        'webhook-timestamp',
        'webhook-signature',
      ]);
    }
  });

  it('says which answers may be repeated ones: those of routes that take an Idempotency-Key', () => {
    const takesKey = ({ parameters }: { parameters: readonly { name: string }[] }) =>
      parameters.some(({ name }) => name === 'Idempotency-Key');
    for (const operation of operationsOf(document)) {
      const successes = Object.entries(operation.responses).filter(([status]) => Number(status) < 300);
      for (const [status, { headers }] of successes)
        expect([operation.name, status, headers !== undefined]).toEqual([
          operation.name,
          status,
          takesKey(operation),
        ]);
    }
  });
});
