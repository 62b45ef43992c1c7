import { leastRoleOf, type Route } from '../../api/route.ts';
import { describedRoutes } from './described-routes.ts';

const introduction = `# Routes

Every route of the [HTTP API](../api.md) below \`/api/v1\`, by subject. Fields, with an example of each body: [openapi.json](../openapi.json).
*Least role*: the least [role](../api.md#roles) that may call it. *Step-up*: it needs the [password again](../api.md#signing-in), or a key with the scope \`privileged\`.

\`npm run docs\` generates this page from \`api/resources/\`.`;

const row = ({ method, path, needs, summary, privileged }: Route): string =>
  `| \`${method.toUpperCase()} ${path}\` | ${needs === null ? 'none' : leastRoleOf({ needs })} | ${privileged === true ? 'yes' : '–'} | ${summary} |`;

/** Returns docs/reference/routes.md: one table for each tag of the OpenAPI document. */
export const routesDocument = (): string =>
  [
    introduction,
    ...[...new Set(describedRoutes.map(({ tag }) => tag))].map((tag) =>
      [
        `## ${tag}\n`,
        '| Route | Least role | Step-up | What for |',
        '|---|---|---|---|',
        ...describedRoutes.filter((route) => route.tag === tag).map(row),
      ].join('\n'),
    ),
  ]
    .join('\n\n')
    .concat('\n');
