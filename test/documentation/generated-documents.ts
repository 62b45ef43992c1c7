import { documentPath, writtenDocument } from './described-routes.ts';
import { errorsDocument } from './errors-document.ts';

/** Documents that are made from code, each by its path: `npm run docs` writes them. */
export const generatedDocuments: Readonly<Record<string, () => string>> = {
  'docs/errors.md': errorsDocument,
  [documentPath]: writtenDocument,
};
