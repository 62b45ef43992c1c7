import type { ApiDependencies } from '../../api/dependencies.ts';
import { openApiDocument } from '../../api/openapi.ts';
import { routesOf } from '../../api/routes.ts';
import { signIns } from '../../domain/defaults.ts';
import { kinds } from '../environment/registered-kinds.ts';

/** Every route, to be read and not to be called: definitions need no more of what they are made with. */
export const describedRoutes = routesOf(
  { settings: { signInLimits: signIns.limits }, kinds } as unknown as ApiDependencies,
  () => Promise.resolve('unused'),
);

export const documentPath = 'docs/openapi.json';

/** Characters of a value that still fit on one line, so that a difference shows operations and fields, not one long line. */
const lineLength = 1_000;

/** Returns JSON with each value on one line where it fits, else with its members on lines of their own. */
function compactJson(value: unknown, indent = ''): string {
  const line = JSON.stringify(value);
  if (line.length <= lineLength || typeof value !== 'object' || value === null) return line;
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  const members = Object.entries(value).map(
    ([name, member]) =>
      `${indent} ${Array.isArray(value) ? '' : `${JSON.stringify(name)}: `}${compactJson(member, `${indent} `)}`,
  );
  return `${open}\n${members.join(',\n')}\n${indent}${close}`;
}

/** The document as it is committed: that of an installation, whose cookie's name ends with its own id. */
export const writtenDocument = (): string =>
  `${compactJson(openApiDocument(describedRoutes, '__Host-seatwise-00000000'))}\n`;
