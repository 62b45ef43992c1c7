import { z } from 'zod';
import { ProblemBody } from '../contracts/api/common.ts';
import { streamMessages } from '../contracts/api/audit-streams.ts';
import { webhookMessages } from '../contracts/api/webhooks.ts';
import { type ErrorCode, statusOf } from '../contracts/errors.ts';
import { isExport } from './export-limit.ts';
import { type Json, NamedSchemas } from './named-schemas.ts';
import { type AnswerSchema, leastRoleOf, replayed, type Route } from './route.ts';

const [replayedName = ''] = Object.keys(replayed);

const problemContent = {
  'application/problem+json': { schema: { $ref: '#/components/schemas/ProblemBody' } },
} as const;

const replayedHeader = {
  headers: { [replayedName]: { $ref: `#/components/headers/${replayedName}` } },
} as const;

/** Codes that any route may answer with, also for an unknown parameter; those of signed-in routes beside. */
const everywhere: readonly ErrorCode[] = [
  'MisdirectedRequest',
  'ValidationFailed',
  'TooManyRequests',
  'DatabaseUnavailable',
  'InternalError',
];
const signedIn: readonly ErrorCode[] = ['NotSignedIn', 'RoleTooSmall'];

const isPaged = ({ query }: Route): boolean => query instanceof z.ZodObject && 'cursor' in query.shape;

function problemsOf(route: Route): readonly ErrorCode[] {
  return [
    ...everywhere,
    ...(route.needs === null ? [] : signedIn),
    ...(route.keys === undefined ? [] : (['PersonRequired'] as const)),
    ...(route.method === 'get' ? [] : (['CrossSiteRejected', 'DiskFull'] as const)),
    // MalformedRequest: an address whose %-sequences are no text.
    ...(route.path.includes('{') ? (['NotFound', 'MalformedRequest'] as const) : []),
    ...(route.body === null ? [] : (['MalformedRequest', 'RequestTooLarge'] as const)),
    ...(isPaged(route) ? (['ListChanged'] as const) : []),
    ...(route.idempotency === undefined ? [] : (['IdempotencyKeyReused', 'RequestInFlight'] as const)),
    ...(isExport(route) ? (['TooManyExports'] as const) : []),
    ...(route.problems ?? []),
  ];
}

function problemResponses(route: Route): Json {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of new Set(problemsOf(route))) {
    const status = statusOf(code);
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      String(status),
      { description: codes.join(', '), content: problemContent },
    ]),
  );
}

function answerContent(schemas: NamedSchemas, schema: AnswerSchema): Json {
  if (schema === null) return {};
  if (schema instanceof z.ZodType)
    return { content: { 'application/json': { schema: schemas.of(schema, 'output') } } };
  const types = [schema.mediaType].flat();
  return {
    content: Object.fromEntries(types.map((type): [string, Json] => [type, { schema: { type: 'string' } }])),
  };
}

const answerWords: Readonly<Record<number, string>> = {
  200: 'Done',
  201: 'Created',
  202: 'Taken, not finished',
  204: 'Done, nothing to say',
  303: 'The browser goes on elsewhere',
};

function parameters(schemas: NamedSchemas, route: Route): Json[] {
  const path = Object.entries(route.params.shape).map(([name, schema]) => ({
    name,
    in: 'path',
    required: true,
    schema: schemas.of(schema as z.ZodType, 'input'),
  }));
  const query =
    route.query instanceof z.ZodObject
      ? Object.entries(route.query.shape).map(([name, schema]) => ({
          name,
          in: 'query',
          required: !(schema as z.ZodType).safeParse(undefined).success,
          schema: schemas.of(schema as z.ZodType, 'input'),
        }))
      : [];
  const header =
    route.idempotency === undefined
      ? []
      : [
          {
            name: 'Idempotency-Key',
            in: 'header',
            required: false,
            schema: { type: 'string', maxLength: 128 },
          },
        ];
  return [...path, ...query, ...header];
}

/** `get /integrations/{id}/status` becomes `getIntegrationsByIdStatus`. */
const operationId = (route: Route): string =>
  route.method +
  route.path
    .split(/[/.-]/u)
    .filter((part) => part !== '')
    .map((part) =>
      part.replace(/^\{(\w)(\w*)\}$/u, (_, first: string, rest: string) => `By${first.toUpperCase()}${rest}`),
    )
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('');

const securityOf = ({ needs, keys }: Route): readonly Json[] =>
  needs === null ? [] : [{ session: [] }, ...(keys === 'no' ? [] : [{ apiKey: [] }])];

function operation(schemas: NamedSchemas, route: Route): Json {
  return {
    operationId: operationId(route),
    tags: [route.tag],
    summary: route.summary,
    description:
      route.needs === null ? 'Needs no session.' : `Needs the role ${leastRoleOf(route)} or a greater one.`,
    'x-role': leastRoleOf(route),
    security: securityOf(route),
    parameters: parameters(schemas, route),
    ...(route.body === null
      ? {}
      : {
          requestBody: {
            required: true,
            content: {
              [route.formBody === true ? 'application/x-www-form-urlencoded' : 'application/json']: {
                schema: schemas.of(route.body.schema, 'input'),
                example: route.body.example,
              },
            },
          },
        }),
    responses: {
      ...Object.fromEntries(
        Object.entries(route.answers).map(([status, schema]) => [
          status,
          {
            description: answerWords[Number(status)] ?? 'Answer',
            ...(route.idempotency === undefined ? {} : replayedHeader),
            ...answerContent(schemas, schema),
          },
        ]),
      ),
      ...problemResponses(route),
    },
  };
}

const webhookHeaders = [
  ['webhook-id', 'The same in every attempt, so that a repeat can be told'],
  ['webhook-timestamp', 'Seconds since 1970, of this attempt'],
  [
    'webhook-signature',
    '`v1,` and HMAC-SHA256 in base64 of `id.timestamp.body`; after a rotation two of them',
  ],
].map(([name, description]) => ({
  name,
  in: 'header',
  required: true,
  description,
  schema: { type: 'string' },
}));

/** What is sent to the address of a webhook, by the type of the message. */
const webhooks = (schemas: NamedSchemas): Json =>
  Object.fromEntries(
    Object.entries({ ...webhookMessages, ...streamMessages }).map(([type, { summary, message }]) => [
      type,
      {
        post: {
          operationId: type.replace(/\.(\w)/u, (_, first: string) => first.toUpperCase()),
          tags: ['Webhooks'],
          summary,
          security: [],
          parameters: webhookHeaders,
          requestBody: {
            required: true,
            content: { 'application/json': { schema: schemas.of(message, 'output') } },
          },
          responses: {
            '2XX': { description: 'Received: it is not sent again' },
            ...(type in streamMessages
              ? {
                  default: {
                    description: 'It is sent again, at the latest after 10 minutes, until it is received',
                  },
                }
              : {
                  '410': { description: 'The webhook is switched off' },
                  default: { description: 'It is sent again, later and later, for three days' },
                }),
          },
        },
      },
    ]),
  );

/** OpenAPI 3.1 of every route, generated from what the routes are registered with (architecture.md 7). */
export function openApiDocument(routes: readonly Route[], cookieName: string): Json {
  const schemas = new NamedSchemas();
  schemas.of(ProblemBody, 'output');
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method]: operation(schemas, route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Seatwise',
      version: '1',
      description:
        'Base of every path: /api/v1. Quantities and money are decimal strings; instants are ISO 8601 in UTC; ' +
        'lists answer {items, nextCursor, total, dataVersion}.',
    },
    servers: [{ url: '/api/v1' }],
    paths,
    webhooks: webhooks(schemas),
    components: {
      schemas: schemas.components(),
      headers: {
        [replayedName]: {
          description:
            'In an answer that was stored under the Idempotency-Key and is given again; else absent.',
          schema: { const: 'true' },
        },
      },
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: cookieName },
        apiKey: { type: 'http', scheme: 'bearer' },
      },
    },
  };
}
