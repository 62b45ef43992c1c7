import { openApiDocument } from '../../api/openapi.ts';
import { describedRoutes } from './described-routes.ts';

const document = openApiDocument(describedRoutes, 'unused') as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> };
};

interface Operation {
  readonly requestBody?: unknown;
  readonly responses: Readonly<Record<string, unknown>>;
}

/** Names of all properties below a schema, through its references. */
function namesIn(schema: unknown, seen: Set<string>, found: Set<string>): Set<string> {
  if (typeof schema !== 'object' || schema === null) return found;
  const { $ref, properties } = schema as { readonly $ref?: unknown; readonly properties?: object };
  if (typeof $ref === 'string') {
    const name = $ref.split('/').at(-1) ?? '';
    return seen.has(name) ? found : namesIn(document.components.schemas[name], seen.add(name), found);
  }
  for (const name of Object.keys(properties ?? {})) found.add(name);
  for (const part of Object.values(schema)) namesIn(part, seen, found);
  return found;
}

const routesWith = (name: string, part: (operation: Operation) => unknown): readonly string[] =>
  Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).flatMap(([method, operation]) =>
      namesIn(part(operation), new Set(), new Set()).has(name) ? [`${method} ${path}`] : [],
    ),
  );

/** Routes whose body may have a field of this name at any depth. */
export const routesTaking = (name: string): readonly string[] =>
  routesWith(name, ({ requestBody }) => requestBody);

/** Routes whose successful answers may. */
export const routesAnswering = (name: string): readonly string[] =>
  routesWith(name, ({ responses }) =>
    Object.entries(responses).flatMap(([status, answer]) => (status.startsWith('2') ? [answer] : [])),
  );
