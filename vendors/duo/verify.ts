import { readMetadata, readUsers } from './answers.ts';
import type { DuoAnswer, DuoCaller, DuoCredential } from './caller.ts';
import type { DuoFailure } from './failures.ts';
import { typedDuoHost } from './hosts.ts';
import { listedAccounts, type DuoListedAccount } from './reads.ts';

export type AccountsApiVerification =
  | { readonly ok: true; readonly host: string; readonly accounts: readonly DuoListedAccount[] }
  | ({ readonly ok: false } & DuoFailure);

export type AdminApiVerification =
  | {
      readonly ok: true;
      readonly host: string;
      /** The parent's users by Duo's own total; null where it gives none. For display only. */
      readonly totalUsers: number | null;
      /** Whether `info/summary` may be read: useful for the completeness proof, never required. */
      readonly summaryAvailable: boolean;
      /** Both applications of one parent normally share its host; false deserves a look. null: not known. */
      readonly sameHostAsAccountsApi: boolean | null;
    }
  | ({ readonly ok: false } & DuoFailure);

/**
 * Is this the key of a working Accounts API application of the parent? A 403 on the list is tried with the Admin
 * API calls: a key that may use those belongs to an Admin API application (duo.md 4).
 */
export async function verifyAccountsKey(
  caller: DuoCaller,
  credential: DuoCredential,
  suffixes: readonly string[],
  signal: AbortSignal,
): Promise<AccountsApiVerification> {
  const probe = probeOf(caller, credential, suffixes, signal);
  if (!probe.ok) return probe;
  const list = await probe.list();
  if (list.ok) {
    const accounts = listedAccounts(list, suffixes);
    if (accounts !== null) return { ok: true, host: probe.host, accounts };
    return { ok: false, ...unreadable('accountList', probe.host) };
  }
  if (list.code !== 'VendorApiNotEnabled') return asRejection(list);
  const isAdminKey = (await probe.oneUser()).ok || (await probe.summary()).ok;
  if (!isAdminKey) return asRejection(list);
  return { ok: false, code: 'VendorWrongKindOfApplication', detail: { ...list.detail, cause: 'admin-api' } };
}

/** What the Accounts API verification learned, to set the Admin API key beside it. */
export interface ParentHosts {
  /** null: not known. */
  readonly accountsApiHost: string | null;
  readonly childHosts: readonly string[];
  readonly suffixes: readonly string[];
}

/**
 * Is this the key of an Admin API application of the parent that may read users? `childHosts` are those of the
 * Accounts API's list: an equal host is rejected before any call (architecture.md 8).
 */
export async function verifyAdminKey(
  caller: DuoCaller,
  credential: DuoCredential,
  parent: ParentHosts,
  signal: AbortSignal,
): Promise<AdminApiVerification> {
  const probe = probeOf(caller, credential, parent.suffixes, signal);
  if (!probe.ok) return probe;
  if (parent.childHosts.some((host) => host.toLowerCase() === probe.host)) {
    return { ok: false, code: 'AdminKeyOfChild', detail: { host: probe.host } };
  }
  const users = await probe.oneUser();
  if (!users.ok && users.code !== 'VendorAccessRejected') return asRejection(users);
  const summary = await probe.summary();
  if (users.ok) {
    if (!readUsers(users.response).ok) return { ok: false, ...unreadable('users', probe.host) };
    const total = readMetadata(users.metadata)?.total;
    const totalUsers = typeof total === 'number' ? total : null;
    const sameHostAsAccountsApi = sameHost(probe.host, parent);
    return { ok: true, host: probe.host, totalUsers, summaryAvailable: summary.ok, sameHostAsAccountsApi };
  }
  if (summary.ok) return { ok: false, code: 'VendorGrantMissing', detail: users.detail };
  const isAccountsKey = (await probe.list()).ok;
  if (!isAccountsKey) return asRejection(users);
  return {
    ok: false,
    code: 'VendorWrongKindOfApplication',
    detail: { ...users.detail, cause: 'accounts-api' },
  };
}

function sameHost(host: string, { accountsApiHost, suffixes }: ParentHosts): boolean | null {
  if (accountsApiHost === null) return null;
  const parent = typedDuoHost(accountsApiHost, suffixes);
  return parent.ok && parent.host === host;
}

type Probe =
  | {
      readonly ok: true;
      readonly host: string;
      readonly list: () => Promise<DuoAnswer>;
      readonly oneUser: () => Promise<DuoAnswer>;
      readonly summary: () => Promise<DuoAnswer>;
    }
  | ({ readonly ok: false } & DuoFailure);

/** The three calls that tell kinds of key apart, all at the key's own host and without `account_id`. */
function probeOf(
  caller: DuoCaller,
  credential: DuoCredential,
  suffixes: readonly string[],
  signal: AbortSignal,
): Probe {
  const checked = typedDuoHost(credential.host, suffixes);
  if (!checked.ok) {
    const detail = { host: credential.host.slice(0, 253), cause: checked.reason };
    return { ok: false, code: 'VendorHostRejected', detail };
  }
  const base = { credential, host: checked.host, accountId: null, signal };
  return {
    ok: true,
    host: checked.host,
    list: () => caller.call({ ...base, call: 'accountList' }),
    oneUser: () => caller.call({ ...base, call: 'users', params: { limit: 1 } }),
    summary: () => caller.call({ ...base, call: 'summary' }),
  };
}

function unreadable(call: 'accountList' | 'users', host: string): DuoFailure {
  return { code: 'VendorAnswerUnreadable', detail: { call, host, cause: 'shape' } };
}

function asRejection({ code, detail }: DuoFailure): { readonly ok: false } & DuoFailure {
  return { ok: false, code, detail };
}
