import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import {
  ConnectWiseCredentialBody,
  CredentialList,
  DuoCredentialBody,
} from '../../contracts/api/credentials.ts';
import { credentialSummaries } from '../../db/secrets/credentials.ts';
import { credentialSets } from '../../domain/credentials.ts';
import { Problem } from '../problems.ts';
import { emptyBody, ok, type Route, route } from '../route.ts';
import { credentialListOf, storeCandidate } from './credentials.ts';
import { IdParams, integrationOf, keyOf } from './integration-of.ts';

/** What the sandbox writes into its control file (docs/sandbox.md), as far as it is needed here. */
const ControlFile = z.object({
  credentials: z.object({
    accountsApi: DuoCredentialBody,
    adminApi: DuoCredentialBody,
    psa: ConnectWiseCredentialBody,
  }),
});

/** One press for newcomers: the secrets go from the sandbox's file into the store, and never to a page. */
export const sandboxCredentialRoutes: readonly Route[] = [
  route({
    method: 'post',
    path: '/integrations/{id}/credentials/sandbox',
    privileged: true,
    tag: 'Credentials',
    summary: "Store the sandbox's own credentials as candidates of all sets; only where the sandbox is on",
    role: 'admin',
    params: IdParams,
    body: emptyBody,
    answers: { 200: CredentialList },
    problems: ['SandboxOff', 'PhaseRefused', 'MasterKeyChanged'],
    handle: async (call) => {
      const { deps } = call;
      const key = keyOf(call);
      await integrationOf(deps.db, key);
      const { on, credentialsFile } = deps.settings.sandbox;
      if (!on || credentialsFile === null) throw new Problem('SandboxOff');
      const { credentials } = ControlFile.parse(JSON.parse(await readFile(credentialsFile, 'utf8')));
      const fields = {
        'accounts-api': credentials.accountsApi,
        'admin-api': credentials.adminApi,
        psa: credentials.psa,
      };
      await deps.db.transaction().execute(async (tx) => {
        for (const set of credentialSets) await storeCandidate(tx, call, key, set, fields[set]);
      });
      return ok(credentialListOf(deps.settings, await credentialSummaries(deps.db, key)));
    },
  }),
];
