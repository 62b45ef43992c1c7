import type { Method } from '../../api/route.ts';
import type { Role } from '../../contracts/api/common.ts';

/** The OpenAPI document as it is served: all that the tests of this folder know of the API. */

/** JSON Schema 2020-12, as far as generating from it goes. */
export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly examples?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly propertyNames?: JsonSchema;
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
  readonly format?: string;
}

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly schema: JsonSchema;
}

interface Described {
  readonly operationId: string;
  readonly 'x-role': Role | 'public';
  readonly parameters: readonly Parameter[];
  readonly requestBody?: {
    readonly content: Readonly<Record<string, { readonly schema: JsonSchema; readonly example?: unknown }>>;
  };
  readonly responses: Readonly<
    Record<
      string,
      {
        readonly description: string;
        readonly headers?: Readonly<Record<string, object>>;
        readonly content?: Readonly<Record<string, { readonly schema: JsonSchema }>>;
      }
    >
  >;
}

export interface ApiDocument {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly webhooks: Readonly<
    Record<
      string,
      {
        readonly post: {
          readonly parameters: readonly Parameter[];
          readonly requestBody: NonNullable<Described['requestBody']>;
        };
      }
    >
  >;
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> };
}

export interface Operation extends Described {
  /** `get /integrations/{id}` */
  readonly name: string;
  readonly method: Method;
  readonly path: string;
  readonly body: JsonSchema | null;
}

export const operationsOf = (document: ApiDocument): readonly Operation[] =>
  Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, described]) => ({
      ...described,
      name: `${method} ${path}`,
      method: method as Method,
      path,
      parameters: described.parameters.map((parameter) => ({
        ...parameter,
        schema: written(document, parameter.schema),
      })),
      body: bodyOf(document, described),
    })),
  );

function bodyOf(document: ApiDocument, { requestBody }: Described): JsonSchema | null {
  const schema = requestBody?.content['application/json']?.schema;
  return schema === undefined ? null : written(document, schema);
}

const component = '#/components/schemas/';

/** A schema with what it refers to written out in it. */
const written = (document: ApiDocument, schema: JsonSchema): JsonSchema =>
  writtenOut(document, schema) as JsonSchema;

function writtenOut(document: ApiDocument, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((inner) => writtenOut(document, inner));
  if (typeof value !== 'object' || value === null) return value;
  const { $ref, ...own } = value as JsonSchema & { readonly $ref?: string };
  const referred = $ref === undefined ? {} : document.components.schemas[$ref.slice(component.length)];
  if (referred === undefined) throw new Error(`the document has no ${$ref ?? ''}`);
  return Object.fromEntries(
    Object.entries({ ...referred, ...own }).map(([name, inner]) => [name, writtenOut(document, inner)]),
  );
}

export const parametersIn = (operation: Operation, where: Parameter['in']): readonly Parameter[] =>
  operation.parameters.filter((parameter) => parameter.in === where);

/** The error codes that the document names for one status. */
export const codesOf = (operation: Operation, status: number): readonly string[] =>
  operation.responses[String(status)]?.description.split(', ') ?? [];

export const answersWithEvents = (operation: Operation): boolean =>
  operation.responses['200']?.content?.['text/event-stream'] !== undefined;

/** Does it give work to Temporal, or ask it? */
export const needsTemporal = (operation: Operation): boolean =>
  codesOf(operation, 503).includes('TemporalUnavailable');
