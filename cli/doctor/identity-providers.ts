import { ConnectionChecks, connectionChecksPath, signedCheckRequest } from '../../api/connection-checks.ts';
import { connections } from '../../config/connections.ts';
import { isErrorCode } from '../../contracts/errors.ts';
import type { KeyRing } from '../../db/secrets/key-ring.ts';
import { message } from '../../messages/message.ts';
import { bad, type Check, good, notChecked } from './check.ts';

/** By the program that connects to them, which is asked: what another pod reaches says nothing about it. */
const name = connections.find(({ to }) => to === 'identity-providers')?.check ?? 'sign-in.identity-provider';

/** Whether the API reaches each identity provider that is on, from where it runs; it takes 2.5 s at most. */
export async function examineIdentityProviders(
  publicUrl: string,
  keyRing: KeyRing,
  signal: AbortSignal,
): Promise<readonly Check[]> {
  const answer = await fetch(new URL(connectionChecksPath, publicUrl), {
    headers: { authorization: signedCheckRequest(keyRing, new Date()) },
    signal,
  }).catch(() => null);
  if (answer === null) return [notChecked(name, message('doctor.identity-provider.no-api'))];
  if (answer.status === 401)
    return [
      bad(
        name,
        message('doctor.identity-provider.not-accepted'),
        message('doctor.identity-provider.not-accepted.advice'),
      ),
    ];
  const checks = ConnectionChecks.safeParse(await answer.json().catch(() => null));
  if (!checks.success)
    return [
      notChecked(name, message('doctor.identity-provider.no-answer', { status: String(answer.status) })),
    ];
  const { identityProviders, providersBlocked } = checks.data;
  return identityProviders.map(({ host, code: sent }) => {
    if (sent === null) return good(name, message('doctor.identity-provider', { host }));
    const code = isErrorCode(sent) ? sent : 'ProviderUnavailable';
    const advice = providersBlocked
      ? message('doctor.identity-provider.blocked.advice')
      : message(`error.${code}.advice`);
    return bad(name, message('doctor.credentials.rejected', { code, host }), advice);
  });
}
