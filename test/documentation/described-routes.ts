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

/** The document as it is committed: that of an installation, whose cookie's name ends with its own id. */
export const writtenDocument = (): string =>
  `${JSON.stringify(openApiDocument(describedRoutes, '__Host-seatwise-00000000'), null, 2)}\n`;
