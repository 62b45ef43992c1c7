import { cancellationSignal } from '@temporalio/activity';
import type { CredentialVerdict, DuoActivities } from '../contracts/temporal/activities.ts';
import type { IntegrationRef } from '../contracts/temporal/messages.ts';
import { describeDuoFailure, type DuoFailure } from '../vendors/duo/failures.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { duoKey } from './duo-keys.ts';
import { isVerdict, probedCredential } from './sealed-credentials.ts';

/** Probes both Duo credentials, candidates before working ones. Changes nothing (architecture.md 4). */
export const createVerifyDuo =
  (deps: ActivityDependencies): DuoActivities['verifyDuo'] =>
  (input) =>
    probeDuo(deps, input, 'candidate');

/** Each credential has its own verdict; one that is missing has none. `prefer` working: candidates are left alone. */
export async function probeDuo(
  deps: Pick<ActivityDependencies, 'db' | 'keyRing' | 'duo'>,
  input: IntegrationRef,
  prefer: 'candidate' | 'working',
): Promise<readonly CredentialVerdict[]> {
  const { duo } = deps;
  const signal = cancellationSignal();
  const accounts = await probedCredential(deps, input, 'accounts-api', prefer);
  const admin = await probedCredential(deps, input, 'admin-api', prefer);
  const verdicts: CredentialVerdict[] = [];
  let childHosts: readonly string[] = [];
  if (isVerdict(accounts)) verdicts.push(accounts);
  else if (accounts !== null) {
    const probe = await duo.verifyAccountsApi(duoKey(accounts.fields), signal);
    if (probe.ok) {
      childHosts = probe.accounts.flatMap(({ host }) => (host.ok ? [host.host] : []));
      verdicts.push(good('accounts-api', accounts.id, { accounts: probe.accounts.length, host: probe.host }));
    } else verdicts.push(bad('accounts-api', accounts.id, probe));
  }
  if (isVerdict(admin)) verdicts.push(admin);
  else if (admin !== null) {
    const parentHost = accounts === null || isVerdict(accounts) ? null : accounts.fields.apiHostname;
    const probe = await duo.verifyAdminApi(duoKey(admin.fields), parentHost, childHosts, signal);
    verdicts.push(
      probe.ok
        ? good('admin-api', admin.id, {
            host: probe.host,
            users: probe.totalUsers,
            sameHostAsAccountsApi: probe.sameHostAsAccountsApi,
          })
        : bad('admin-api', admin.id, probe),
    );
  }
  return verdicts;
}

type DuoSet = 'accounts-api' | 'admin-api';

const good = (set: DuoSet, credentialId: string, facts: CredentialVerdict['facts']): CredentialVerdict => ({
  set,
  credentialId,
  ok: true,
  code: null,
  detail: null,
  facts,
});

function bad(set: DuoSet, credentialId: string, failure: DuoFailure): CredentialVerdict {
  const { code, advice } = describeDuoFailure(failure);
  return { set, credentialId, ok: false, code, detail: advice, facts: { ...failure.detail } };
}
