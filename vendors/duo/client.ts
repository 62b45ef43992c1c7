import { vendorCalls } from '../../domain/defaults.ts';
import type { Outbound } from '../../http/outbound.ts';
import type { AccountUsersRead } from './account-users.ts';
import {
  createCaller,
  type CallerOptions,
  type DuoBudget,
  type DuoCallEvent,
  type DuoCaller,
  type DuoCredential,
  type DuoRetry,
} from './caller.ts';
import type { DuoFailure } from './failures.ts';
import { ListAgain } from './list-again.ts';
import {
  readAccountList,
  readEditionOfAccount,
  readUsersOfAccount,
  type AccountListRead,
  type DuoTarget,
  type EditionRead,
  type ReadContext,
  type ReadObserver,
} from './reads.ts';
import type { PagingLimits } from './user-pages.ts';
import {
  verifyAccountsKey,
  verifyAdminKey,
  type AccountsApiVerification,
  type AdminApiVerification,
} from './verify.ts';
import { usersPerPage } from './sync-calls.ts';

export interface DuoClientOptions {
  readonly outbound: Outbound;
  readonly budget: DuoBudget;
  /** Domains of API hosts, the operator's additions included (`duoSuffixes`). */
  readonly suffixes: readonly string[];
  /** Users asked for on a page. Default: Duo's maximum. */
  readonly pageLimit?: number;
  readonly paging?: Partial<Omit<PagingLimits, 'pageLimit'>>;
  /** Milliseconds for one read. Default 20,000 (architecture.md 4). */
  readonly readTimeoutMs?: number;
  readonly retry?: Partial<DuoRetry>;
  /** How long an account list that was asked for again, because one account rejected the key, answers for others too. Default 60 s. */
  readonly listAgainMs?: number;
  /** Milliseconds for one call of a verification, and for a whole one. Default 8,000 and 9,500: two fit into the 20 s of authenticate. */
  readonly verifyCallTimeoutMs?: number;
  readonly verifyTimeoutMs?: number;
  readonly clock?: () => Date;
  /** Told of each attempt that ended. Must not throw. */
  readonly onCall?: (event: DuoCallEvent) => void;
}

/** Reads Duo. Failures are answers; a promise rejects only with the reason of an aborted signal or by a fault. */
export interface DuoClient {
  verifyAccountsApi(
    credential: DuoCredential,
    signal: AbortSignal,
  ): Promise<AccountsApiVerification & { readonly calls: number }>;
  /** `accountsApiHost`: the parent's host by the Accounts API credential; null where that is not known. */
  verifyAdminApi(
    credential: DuoCredential,
    accountsApiHost: string | null,
    childHosts: readonly string[],
    signal: AbortSignal,
  ): Promise<AdminApiVerification & { readonly calls: number }>;
  /** The children; the parent itself is never among them (duo.md 2). */
  listAccounts(
    credential: DuoCredential,
    signal: AbortSignal,
    observer?: ReadObserver,
  ): Promise<AccountListRead>;
  /** A child with the Accounts API key, or the parent with its Admin API key. */
  readAccountUsers(
    credential: DuoCredential,
    target: DuoTarget,
    signal: AbortSignal,
    observer?: ReadObserver,
  ): Promise<AccountUsersRead>;
  /** The edition of a child, in one attempt: it is asked for again another day. The parent's cannot be read (duo.md 2). */
  readEdition(credential: DuoCredential, target: DuoTarget, signal: AbortSignal): Promise<EditionRead>;
}

/** Builds the one Duo client of a process (architecture.md 8). */
export function createDuoClient(options: DuoClientOptions): DuoClient {
  const { suffixes } = options;
  const settings = callerOptions(options);
  const limits: PagingLimits = {
    pageLimit: options.pageLimit ?? usersPerPage,
    maxPages: 1_000,
    maxUsers: 300_000,
    maxEmptyPages: 10,
    ...options.paging,
  };
  const listAgain = new ListAgain(options.listAgainMs ?? 60_000);
  const read = (
    credential: DuoCredential,
    signal: AbortSignal,
    observer: ReadObserver = {},
    attempts = settings.retry.attempts,
  ): ReadContext => ({
    caller: createCaller({ ...settings, retry: { ...settings.retry, attempts } }),
    credential,
    suffixes,
    signal,
    observer,
    listAgain,
  });
  const verify = <T>(
    signal: AbortSignal,
    work: (caller: DuoCaller, signal: AbortSignal) => Promise<T>,
  ): Promise<(T | Rejection) & { readonly calls: number }> =>
    withinTime(
      createCaller({
        ...settings,
        timeoutMs: options.verifyCallTimeoutMs ?? Math.min(8_000, settings.timeoutMs),
      }),
      signal,
      options.verifyTimeoutMs ?? 9_500,
      work,
    );
  return {
    verifyAccountsApi: (credential, signal) =>
      verify(signal, (caller, inTime) => verifyAccountsKey(caller, credential, suffixes, inTime)),
    verifyAdminApi: (credential, accountsApiHost, childHosts, signal) =>
      verify(signal, (caller, inTime) =>
        verifyAdminKey(caller, credential, { accountsApiHost, childHosts, suffixes }, inTime),
      ),
    listAccounts: (credential, signal, observer) => readAccountList(read(credential, signal, observer)),
    readAccountUsers: (credential, target, signal, observer) =>
      readUsersOfAccount(read(credential, signal, observer), target, limits),
    readEdition: (credential, target, signal) =>
      readEditionOfAccount(read(credential, signal, {}, 1), target),
  };
}

function callerOptions(options: DuoClientOptions): CallerOptions {
  return {
    outbound: options.outbound,
    budget: options.budget,
    clock: options.clock ?? (() => new Date()),
    retry: {
      attempts: vendorCalls.attempts,
      baseMs: vendorCalls.firstRetryMs,
      maxMs: 20_000,
      retryAfterMaxMs: 60_000,
      ...options.retry,
    },
    timeoutMs: options.readTimeoutMs ?? vendorCalls.readTimeoutMs,
    onCall: options.onCall ?? (() => undefined),
  };
}

type Rejection = { readonly ok: false } & DuoFailure;

/** A person waits for a verification: waiting for the budget and repeated attempts count into its time too. */
async function withinTime<T>(
  caller: DuoCaller,
  signal: AbortSignal,
  timeoutMs: number,
  work: (caller: DuoCaller, signal: AbortSignal) => Promise<T>,
): Promise<(T | Rejection) & { readonly calls: number }> {
  const deadline = AbortSignal.timeout(timeoutMs);
  try {
    const result = await work(caller, AbortSignal.any([signal, deadline]));
    return { ...result, calls: caller.attempts };
  } catch (error) {
    if (signal.aborted || !deadline.aborted) throw error;
    return { ok: false, code: 'VendorTimeout', detail: { cause: 'verification' }, calls: caller.attempts };
  }
}
