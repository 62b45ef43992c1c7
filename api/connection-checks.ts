import type { RequestHandler } from 'express';
import { z } from 'zod';
import type { ErrorCode } from '../contracts/errors.ts';
import { listProviders } from '../db/people/identity-providers.ts';
import { tenantIds } from '../db/people/people.ts';
import { isSameMac, type KeyRing } from '../db/secrets/key-ring.ts';
import type { ApiDependencies } from './dependencies.ts';
import { Problem } from './problems.ts';
import { codeOfFailure, openProvider } from './sign-in/providers.ts';

/** Where `seatwise doctor` asks the API to try its own connections: a network policy may treat every pod differently. */
export const connectionChecksPath = '/checks/connections';

/** What the API reached from where it runs. */
export const ConnectionChecks = z.object({
  identityProviders: z.array(z.object({ host: z.string(), code: z.string().nullable() })),
  /** The operator said that a network policy lets the API reach no identity provider. */
  providersBlocked: z.boolean(),
});

/** Milliseconds for which a signed request is accepted, and that clocks may differ. */
const validMs = 60_000;
const purpose = 'doctor request';

/** Only who has the master key can make the API call others without a session. */
export const signedCheckRequest = (keyRing: KeyRing, now: Date): string => {
  const at = String(now.getTime());
  return `Doctor ${at}.${keyRing.sign(at, purpose)}`;
};

function isSigned(keyRing: KeyRing, header: string | undefined, now: Date): boolean {
  const [, at = '', mac = ''] = /^Doctor (\d{1,15})\.(\S+)$/u.exec(header ?? '') ?? [];
  if (Math.abs(now.getTime() - Number(at)) > validMs) return false;
  return isSameMac(keyRing.sign(at, purpose), mac);
}

/** Tries each identity provider that is on. Requests at the same time share one answer. */
export function connectionChecks(deps: ApiDependencies): RequestHandler {
  let underWay: Promise<z.output<typeof ConnectionChecks>> | null = null;
  return async (request, response) => {
    if (!isSigned(deps.keyRing, request.headers.authorization, new Date())) throw new Problem('NotSignedIn');
    underWay ??= checkConnections(deps).finally(() => {
      underWay = null;
    });
    response.json(await underWay);
  };
}

async function checkConnections(deps: ApiDependencies): Promise<z.output<typeof ConnectionChecks>> {
  const tenants = await tenantIds(deps.db);
  const providers = await Promise.all(tenants.map((id) => listProviders(deps.db, id)));
  const identityProviders = await Promise.all(
    providers
      .flat()
      .filter(({ enabled }) => enabled)
      .map(async (provider) => {
        const probed = await deps.sso.probe(await openProvider(deps, provider));
        const code: ErrorCode | null = probed.kind === 'done' ? null : codeOfFailure[probed.reason];
        return { host: new URL(provider.issuer).host, code };
      }),
  );
  return { identityProviders, providersBlocked: deps.settings.providersBlocked };
}
