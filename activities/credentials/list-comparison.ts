import type { CredentialVerdict } from '../../contracts/temporal/activities.ts';
import {
  keptInstance,
  noteProbedInstance,
  sharedAccounts,
  sharedCompanies,
} from '../../db/integrations/instances.ts';
import type { ListedAccount } from '../../db/readings/vendor-accounts.ts';
import { type CredentialSummary, credentialSummaries } from '../../db/secrets/credentials.ts';
import { psaSet } from '../../domain/credentials.ts';
import { type InstanceSide, isOtherList } from '../../domain/instances.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { PsaCompany } from '../../domain/psa-facts.ts';
import { type Message, message } from '../../messages/message.ts';
import { noteProbe } from '../../use-cases/lifecycle/probe.ts';
import { isCredentialCode, passes } from '../runtime/credential-codes.ts';
import type { ActivityDependencies } from '../runtime/dependencies.ts';
import { probePsa } from './verify-psa.ts';
import { probeVendor } from './verify-vendor.ts';

/** Why a list is not stored: it belongs to another parent or instance (RULES 14). Null: it may be stored. */
type OtherList = { readonly code: 'OtherInstance'; readonly detail: Message } | null;

/** Compares an account list with the last one that was accepted; one that shares no account is asked about. */
export async function differingAccounts(
  deps: ActivityDependencies,
  key: IntegrationKey,
  listedWith: string,
  accounts: readonly ListedAccount[],
): Promise<OtherList> {
  const children = accounts.filter(({ kind }) => kind === 'child').map(({ foreignId }) => foreignId);
  const shared = await sharedAccounts(deps.db, key, children);
  return conclude(deps, key, { side: 'vendor', set: listedWith, shared }, ({ host }) =>
    message('instances.other-parent', { host }),
  );
}

/** The same of the PSA's companies, whatever ID the instance reports. */
export async function differingCompanies(
  deps: ActivityDependencies,
  key: IntegrationKey,
  companies: readonly PsaCompany[],
): Promise<OtherList> {
  const listed = companies.map(({ id }) => id);
  const shared = await sharedCompanies(deps.db, key, listed);
  return conclude(deps, key, { side: 'psa', set: psaSet, shared }, ({ host }) =>
    message('instances.other-companies', { host }),
  );
}

interface ComparedList {
  readonly side: InstanceSide;
  readonly set: string;
  readonly shared: number | null;
}

async function conclude(
  deps: ActivityDependencies,
  key: IntegrationKey,
  { side, set, shared }: ComparedList,
  detailOf: (used: CredentialSummary) => Message,
): Promise<OtherList> {
  const { db, now } = deps;
  // The end of the run, or of loading, has the integration read its row again.
  const note = (verdicts: readonly CredentialVerdict[]): Promise<boolean> =>
    db.transaction().execute((tx) => noteProbe(tx, key, verdicts, isCredentialCode, now()));
  const working = (await credentialSummaries(db, key)).filter(({ state }) => state === 'working');
  const used = working.find((one) => one.set === set);
  // Its credentials were taken away meanwhile, so that nothing can be asked about them.
  if (used === undefined) return null;
  if (isOtherList(shared)) {
    await noteProbedInstance(db, key, used.id, { sharedAccounts: shared });
    const answered = { set, credentialId: used.id, ok: true, code: null, detail: null, facts: {} };
    await note([answered]);
    return { code: 'OtherInstance', detail: detailOf(used) };
  }
  const asked = (await keptInstance(db, key, side))?.question ?? null;
  // The same records are listed again: what was asked is over.
  if (asked?.credentialId === used.id) {
    const probe = side === 'psa' ? probePsa : probeVendor;
    await noteProbedInstance(db, key, used.id, { sharedAccounts: shared });
    const answers = await probe(deps, key, 'working');
    await note(answers.filter(({ code }) => code === null || !passes(code)));
  }
  return null;
}
