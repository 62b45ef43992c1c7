import { readFileSync } from 'node:fs';

/** As in docs/openapi.json. */
interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly format?: string;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly minItems?: number;
}
interface Operation {
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: Schema }>> }>
  >;
}
interface Document {
  readonly paths: Readonly<Record<string, { readonly get?: Operation }>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

const document = JSON.parse(readFileSync('docs/openapi.json', 'utf8')) as Document;

export const sampleInstant = '2020-03-02T09:00:00.000Z';
export const sampleDay = '2020-03-02';
export const sampleMonth = '2020-03';

/** Without a letter, so that whatever has one on a page was not answered. */
export const sampleId = '00000000-0000-4000-8000-000000000000';

/** How lists are filled, and which of several values is taken. */
export interface Sampling {
  readonly rows: 0 | 1;
  /** Of a choice, counted round. */
  readonly nth: number;
}

function sampleOf(schema: Schema, how: Sampling, name: string): unknown {
  if (schema.$ref !== undefined) {
    const known = document.components.schemas[schema.$ref.split('/').at(-1) ?? ''];
    return known === undefined ? null : sampleOf(known, how, name);
  }
  if ('const' in schema) return schema.const;
  if (schema.enum !== undefined) return schema.enum[how.nth % schema.enum.length];
  if (schema.allOf !== undefined)
    return Object.assign({}, ...schema.allOf.map((one) => sampleOf(one, how, name)));
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) {
    const chosen = choices[how.nth % choices.length];
    return chosen === undefined ? null : sampleOf(chosen, how, name);
  }
  const types = Array.isArray(schema.type) ? (schema.type as readonly string[]) : [schema.type as string];
  switch (types[how.nth % types.length]) {
    case 'null':
      return null;
    case 'boolean':
      return how.nth % 2 === 0;
    case 'integer':
    case 'number':
      return Math.max(schema.minimum ?? 2, 2);
    case 'array':
      return schema.items === undefined || Math.max(how.rows, schema.minItems ?? 0) === 0
        ? []
        : [sampleOf(schema.items, how, name)];
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([key, one]) => [key, sampleOf(one, how, key)]),
      );
    default:
      return textOf(schema, name);
  }
}

function textOf({ format, pattern = '' }: Schema, name: string): string {
  if (format === 'date-time') return sampleInstant;
  if (format === 'date') return sampleDay;
  if (format === 'uuid') return sampleId;
  if (format === 'email') return '2@2.test';
  if (format === 'uri') return 'https://2.test/';
  if (/currency/iu.test(name)) return 'USD';
  if (/zone/iu.test(name)) return 'UTC';
  if (pattern.startsWith('^\\d{4}-(0')) return sampleMonth;
  if (/month$/iu.test(name) && !/per/iu.test(name)) return sampleMonth;
  if (pattern.startsWith('^0(')) return '0.5';
  if (/(?:^|[a-z])(?:at|day|date|from|ends|begins|since|last)$/iu.test(name))
    return sampleInstant.slice(0, /day|date|from|ends|begins/iu.test(name) ? 10 : undefined);
  return '2';
}

/** Answers each read as the API's document describes it. */
export function serveAsDescribed(
  how: Sampling,
  { own = {} }: { readonly own?: Readonly<Record<string, unknown>> } = {},
): void {
  globalThis.fetch = (url, init) => {
    const path = (url as string).replace('/api/v1', '').replace(/\?.*/u, '');
    const described = Object.entries(document.paths).find(([template]) =>
      new RegExp(`^${template.replaceAll(/\{\w+\}/gu, '[^/]+')}$`, 'u').test(path),
    )?.[1].get?.responses['200']?.content?.['application/json']?.schema;
    if ((init?.method ?? 'GET') !== 'GET' || described === undefined) return new Promise(() => undefined);
    const body = own[path] ?? sampleOf(described, how, '');
    return Promise.resolve({
      ok: true,
      status: 200,
      headers: new Headers(),
      json: () => Promise.resolve(body),
    } as Response);
  };
}
