import { dashboardJson, dashboards } from '../monitoring/dashboards/grafana.ts';
import { apiKeysDocument } from './api-keys-document.ts';
import { asvsDocument } from './asvs-document.ts';
import { connectionsData, connectionsDocument } from './connections-document.ts';
import { commandsDocument } from './commands-document.ts';
import { decisionsIndex } from './decisions-index.ts';
import { documentPath, writtenDocument } from './described-routes.ts';
import { errorsDocument } from './errors-document.ts';
import { foldersDocument } from './folders-document.ts';
import { kindsDocument } from './kinds-document.ts';
import { metricsDocument } from './metrics-document.ts';
import { noticesDocument } from './notices-document.ts';
import { packagesDocument } from './packages-document.ts';
import { retentionDocument } from './retention-document.ts';
import { routesDocument } from './routes-document.ts';
import { variablesDocument } from './variables-document.ts';

/** Documents that are made from code, each by its path: `npm run docs` writes them. */
export const generatedDocuments: Readonly<Record<string, () => string>> = {
  'docs/decisions/README.md': decisionsIndex,
  'docs/errors.md': errorsDocument,
  'docs/reference/api-keys.md': apiKeysDocument,
  'docs/reference/asvs.md': asvsDocument,
  'docs/reference/commands.md': commandsDocument,
  'docs/reference/connections.md': connectionsDocument,
  'docs/reference/folders.md': foldersDocument,
  'docs/reference/kinds.md': kindsDocument,
  'docs/reference/metrics.md': metricsDocument,
  'docs/reference/notices.md': noticesDocument,
  'docs/reference/packages.md': packagesDocument,
  'docs/reference/retention.md': retentionDocument,
  'docs/reference/routes.md': routesDocument,
  'docs/reference/variables.md': variablesDocument,
  'deploy/connections.json': connectionsData,
  [documentPath]: writtenDocument,
  ...Object.fromEntries(
    dashboards.map((dashboard) => [
      `deploy/dashboards/${dashboard.file}.json`,
      () => dashboardJson(dashboard),
    ]),
  ),
};
