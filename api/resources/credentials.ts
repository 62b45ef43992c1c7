import type { z } from 'zod';
import type { IntegrationKey } from '../../domain/keys.ts';
import {
  ConnectWiseCredentialBody,
  CredentialList,
  CredentialState,
  DuoCredentialBody,
} from '../../contracts/api/credentials.ts';
import { recordAudit } from '../../db/audit/audit.ts';
import { type CredentialSummary, credentialSummaries, putCandidate } from '../../db/secrets/credentials.ts';
import type { Tx } from '../../db/core/database.ts';
import { lockIntegration, touchIntegration } from '../../db/core/integrations.ts';
import { type CredentialFields, type CredentialSet, credentialSets } from '../../domain/credentials.ts';
import type { ApiSettings } from '../dependencies.ts';
import { ageSeconds, iso, isoOrNull } from '../list-answer.ts';
import { causeOf, Problem, problemItem } from '../problems.ts';
import { type Body, type Call, ok, type Route, route } from '../route.ts';
import { IdParams, integrationOf, keyOf, requireConnected } from './integration-of.ts';

const tag = 'Credentials';

const version = (summary: CredentialSummary | undefined) =>
  summary === undefined
    ? null
    : {
        id: summary.id,
        state: summary.state,
        host: summary.host,
        fingerprint: summary.fingerprint,
        lastFour: summary.lastFour,
        clientId: summary.ownClientId === null ? null : summary.ownClientId ? 'own' : 'installation',
        createdAt: iso(summary.createdAt),
        ageSeconds: ageSeconds(summary.createdAt),
        verifiedAt: isoOrNull(summary.verifiedAt),
        cause: causeOf(summary.failureCode, summary.failureDetail),
      };

const stateOf = (set: CredentialSet, summaries: readonly CredentialSummary[]) => ({
  set,
  candidate: version(summaries.find((summary) => summary.set === set && summary.state === 'candidate')),
  working: version(summaries.find((summary) => summary.set === set && summary.state === 'working')),
});

/**
 * Refused before anything leaves: a host outside the operator's suffixes would be sent signed requests (architecture.md
 * 8).
 */
function requireAllowedHost(
  settings: ApiSettings,
  set: CredentialSet,
  fields: CredentialFields[CredentialSet],
): void {
  const [field, host] = 'apiHostname' in fields ? ['apiHostname', fields.apiHostname] : ['site', fields.site];
  const suffixes = set === 'psa' ? settings.hostSuffixes.psa : settings.hostSuffixes.duo;
  if (suffixes === null || suffixes.some((suffix) => host.endsWith(`.${suffix}`))) return;
  throw new Problem('HostNotAllowed', {
    detail: `${host} does not end in ${suffixes.join(' or ')}.`,
    items: [problemItem('HostNotAllowed', { set, field })],
  });
}

/** A credential that could not even call is not stored: one of both must name the client ID. */
function requireClientId(
  settings: ApiSettings,
  set: CredentialSet,
  fields: CredentialFields[CredentialSet],
): void {
  if (!('clientId' in fields) || fields.clientId !== null || settings.hasDefaultClientId) return;
  const detail =
    'Give the client ID: this installation has no default. An operator sets one with CONNECTWISE_CLIENT_ID.';
  throw new Problem('ValidationFailed', {
    detail,
    items: [problemItem('ValidationFailed', { set, field: 'clientId', detail })],
  });
}

const summaryOf = {
  'accounts-api': 'Duo Accounts API',
  'admin-api': 'Duo Admin API',
  psa: 'ConnectWise',
} as const;

/** Stores one set as the candidate of an integration that is connected, with its audit row. */
export async function storeCandidate<S extends CredentialSet>(
  tx: Tx,
  call: Pick<Call<unknown, unknown, unknown>, 'deps' | 'caller' | 'address' | 'requestId'>,
  key: IntegrationKey,
  set: S,
  fields: CredentialFields[S],
): Promise<void> {
  const { deps, caller, address, requestId } = call;
  const integration = await lockIntegration(tx, key);
  if (integration === null) throw new Problem('NotFound');
  requireConnected(integration.phase);
  const id = await putCandidate(tx, deps.keyRing, key, set, fields, caller.actor.id);
  await touchIntegration(tx, key);
  await recordAudit(tx, {
    tenantId: caller.tenantId,
    actor: caller.actor,
    action: 'credential.stored',
    objectKind: 'credential',
    objectId: id,
    integrationId: key.integrationId,
    detail: { set },
    address,
    requestId,
  });
}

export const credentialListOf = (settings: ApiSettings, summaries: readonly CredentialSummary[]) => ({
  items: credentialSets.map((set) => stateOf(set, summaries)),
  egressNote: settings.egressNote,
  hasDefaultClientId: settings.hasDefaultClientId,
});

/** Duo's published example, which opens nothing. */
const duoExample = {
  integrationKey: 'DIWJ8X6AEYOR5OMC6TQ1',
  secretKey: 'Zh5eGmUq9zpfQnyUIu5OL9iWoMMv5ZNmk3zLJ4Ep',
  apiHostname: 'api-xxxxxxxx.duosecurity.com',
};
const connectWiseExample = {
  site: 'api-na.myconnectwise.net',
  companyId: 'harborlane',
  publicKey: 'public-key-of-the-member',
  privateKey: 'private-key-of-the-member',
  clientId: null,
};

function putRoute<S extends CredentialSet>(set: S, body: Body<z.ZodType<CredentialFields[S]>>): Route {
  return route({
    method: 'put',
    path: `/integrations/{id}/credentials/${set}`,
    privileged: true,
    tag,
    summary: `Store ${summaryOf[set]} credentials as a candidate: used once they authenticate, never shown again`,
    role: 'admin',
    params: IdParams,
    body,
    set,
    answers: { 200: CredentialState },
    problems: ['HostNotAllowed', 'PhaseRefused', 'MasterKeyChanged'],
    handle: async ({ deps, caller, params, body: fields, address, requestId }) => {
      const key = keyOf({ caller, params });
      await integrationOf(deps.db, key);
      requireAllowedHost(deps.settings, set, fields);
      requireClientId(deps.settings, set, fields);
      await deps.db
        .transaction()
        .execute((tx) => storeCandidate(tx, { deps, caller, address, requestId }, key, set, fields));
      return ok(stateOf(set, await credentialSummaries(deps.db, key)));
    },
  });
}

/** Write-only: what comes back is a fingerprint, the last four characters and an age. */
export const credentialRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/integrations/{id}/credentials',
    tag,
    summary: 'What is known of each credential set, never a secret',
    role: 'viewer',
    params: IdParams,
    answers: { 200: CredentialList },
    handle: async ({ deps, caller, params }) => {
      const key = keyOf({ caller, params });
      await integrationOf(deps.db, key);
      const summaries = await credentialSummaries(deps.db, key);
      return ok(credentialListOf(deps.settings, summaries));
    },
  }),
  ...credentialSets.map((set) =>
    route({
      method: 'get',
      path: `/integrations/{id}/credentials/${set}`,
      tag,
      summary: `What is known of the ${summaryOf[set]} credentials, never a secret`,
      role: 'viewer',
      params: IdParams,
      answers: { 200: CredentialState },
      handle: async ({ deps, caller, params }) => {
        const key = keyOf({ caller, params });
        await integrationOf(deps.db, key);
        return ok(stateOf(set, await credentialSummaries(deps.db, key)));
      },
    }),
  ),
  putRoute('accounts-api', { schema: DuoCredentialBody, example: duoExample }),
  putRoute('admin-api', { schema: DuoCredentialBody, example: duoExample }),
  putRoute('psa', { schema: ConnectWiseCredentialBody, example: connectWiseExample }),
];
