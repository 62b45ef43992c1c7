import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { credentialBody, CredentialList } from '../../../contracts/api/credentials.ts';
import { credentialSummaries } from '../../../db/secrets/credentials.ts';
import { formsOf } from '../../../domain/kinds.ts';
import { storeCredentials } from '../../../use-cases/lifecycle/store-credentials.ts';
import { askedFrom, carryOut } from '../../carry-out.ts';
import { Problem } from '../../problems.ts';
import { emptyBody, ok, type Route, route } from '../../route.ts';
import { credentialListOf } from './credentials.ts';
import { IdParams, integrationOf, keyOf } from './integration-lookup.ts';

/** What the sandbox writes into its control file (docs/sandbox.md), as far as it is needed here. */
const ControlFile = z.object({ credentials: z.record(z.string(), z.unknown()) });

/** One press for newcomers: the secrets go from the sandbox's file into the store, and never to a page. */
export const sandboxCredentialRoutes: readonly Route[] = [
  route({
    method: 'post',
    path: '/integrations/{id}/credentials/sandbox',
    privileged: true,
    tag: 'Credentials',
    summary: "Store the sandbox's own credentials as candidates of all sets; only where the sandbox is on",
    needs: 'change-credentials',
    params: IdParams,
    body: emptyBody,
    answers: { 200: CredentialList },
    problems: ['SandboxOff', 'PhaseRejected', 'MasterKeyChanged'],
    handle: async (call) => {
      const { deps } = call;
      const key = keyOf(call);
      const integration = await integrationOf(deps.db, key);
      const { on, credentialsFile } = deps.settings.sandbox;
      if (!on || credentialsFile === null) throw new Problem('SandboxOff');
      const { credentials } = ControlFile.parse(JSON.parse(await readFile(credentialsFile, 'utf8')));
      const entered = formsOf(deps.kinds, integration).map((form) => ({
        form,
        fields: credentialBody(form.fields).parse(credentials[form.inSandbox]),
      }));
      await carryOut(deps.db, (tx) => storeCredentials(tx, deps.keyRing, key, entered, askedFrom(call)));
      return ok(credentialListOf(deps, integration, await credentialSummaries(deps.db, key), call.request));
    },
  }),
];
