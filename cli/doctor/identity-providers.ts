import { codeOfFailure, openProvider } from '../../api/sign-in/providers.ts';
import type { Database } from '../../db/model/database.ts';
import { listProviders, type StoredProvider } from '../../db/people/identity-providers.ts';
import { tenantIds } from '../../db/people/people.ts';
import type { KeyRing } from '../../db/secrets/key-ring.ts';
import type { OutboundOptions } from '../../http/outbound.ts';
import { message } from '../../messages/message.ts';
import { createSsoClient } from '../../sso/client.ts';
import type { SsoClient } from '../../sso/port.ts';
import { bad, type Check, good } from './check.ts';

const name = 'sign-in.identity-provider';

export interface ProvidersUnderExamination {
  readonly db: Database;
  readonly keyRing: KeyRing;
  readonly outboundOptions: OutboundOptions;
}

/** Whether each identity provider that is on can be reached, within 2.5 s. */
export async function examineIdentityProviders(
  examination: ProvidersUnderExamination,
): Promise<readonly Check[]> {
  const tenants = await tenantIds(examination.db);
  const providers = await Promise.all(tenants.map((id) => listProviders(examination.db, id)));
  const sso = createSsoClient(examination.outboundOptions);
  try {
    return await Promise.all(
      providers
        .flat()
        .filter(({ enabled }) => enabled)
        .map((provider) => examineProvider(examination, sso, provider)),
    );
  } finally {
    await sso.close();
  }
}

async function examineProvider(
  examination: ProvidersUnderExamination,
  sso: SsoClient,
  provider: StoredProvider,
): Promise<Check> {
  const { host } = new URL(provider.issuer);
  const probed = await sso.probe(await openProvider(examination, provider));
  if (probed.kind === 'done') return good(name, message('doctor.identity-provider', { host }));
  const code = codeOfFailure[probed.reason];
  return bad(name, message('doctor.credentials.rejected', { code, host }), message(`error.${code}.advice`));
}
