import { type Edition, editionOf } from '../domain/editions.ts';
import { proveAccountUsers, type AccountUsersRead } from './account-users.ts';
import { readAccounts, readEditionAnswer, readSummaryAnswer, type DuoSummary } from './answers.ts';
import type { DuoAnswer, DuoCaller, DuoCredential } from './caller.ts';
import { stopsRun, type DuoFailure } from './failures.ts';
import { answeredDuoHost, typedDuoHost } from './hosts.ts';
import { walkUserPages, type PageProgress, type PagingLimits } from './user-pages.ts';

/** A child account of the list. `host` is checked; without one the account cannot be read, and why stands beside it. */
export interface DuoListedAccount {
  readonly accountId: string;
  readonly name: string;
  /** As Duo answered. */
  readonly apiHostname: string | null;
  readonly host: { readonly ok: true; readonly host: string } | ({ readonly ok: false } & DuoFailure);
}

export type AccountListRead =
  | { readonly kind: 'listed'; readonly accounts: readonly DuoListedAccount[]; readonly calls: number }
  /** Duo answered, without error, that there are no accounts: never taken for "all accounts gone". */
  | { readonly kind: 'empty'; readonly calls: number }
  | ({ readonly kind: 'failed'; readonly calls: number } & DuoFailure);

/** A child by its own host and id, read with the Accounts API key; or the parent, with its Admin API key. */
export type DuoTarget =
  | { readonly kind: 'child'; readonly accountId: string; readonly apiHostname: string | null }
  | { readonly kind: 'parent' };

export interface ReadObserver {
  /** After each page. */
  readonly onPage?: (progress: PageProgress) => void;
  /** While waiting before a repeated attempt, at least every 5 s. */
  readonly onWait?: () => void;
}

export type EditionRead =
  | { readonly kind: 'known'; readonly edition: Edition; readonly calls: number }
  /** The call is not switched on for this key (duo.md 2.2): not a failure. */
  | { readonly kind: 'not-available'; readonly calls: number }
  | ({ readonly kind: 'failed'; readonly calls: number } & DuoFailure);

/** What one read works with. */
export interface ReadContext {
  readonly caller: DuoCaller;
  readonly credential: DuoCredential;
  readonly suffixes: readonly string[];
  readonly signal: AbortSignal;
  readonly observer: ReadObserver;
}

/** `account/list` of the parent (duo.md 2). One call, no paging. */
export async function readAccountList(context: ReadContext): Promise<AccountListRead> {
  const { caller, credential, suffixes } = context;
  const host = typedDuoHost(credential.host, suffixes);
  if (!host.ok) return { kind: 'failed', ...hostFailure(credential.host, host.reason), calls: 0 };
  const answer = await askAccountList(context, host.host);
  if (!answer.ok) return { kind: 'failed', ...failureOf(answer), calls: caller.attempts };
  const accounts = listedAccounts(answer, suffixes);
  if (accounts === null) {
    const detail = { call: 'accountList', host: host.host, cause: 'shape' } as const;
    return { kind: 'failed', code: 'DuoAnswerUnreadable', detail, calls: caller.attempts };
  }
  if (accounts.length === 0) return { kind: 'empty', calls: caller.attempts };
  return { kind: 'listed', accounts, calls: caller.attempts };
}

/** The accounts of a list answer with their hosts checked; null where it is not of the documented shape. */
export function listedAccounts(
  answer: { readonly response: unknown },
  suffixes: readonly string[],
): readonly DuoListedAccount[] | null {
  const accounts = readAccounts(answer.response);
  if (accounts === null) return null;
  return accounts.map((account) => {
    const host = answeredDuoHost(account.apiHostname, suffixes);
    return {
      ...account,
      host: host.ok ? host : { ok: false, ...hostFailure(account.apiHostname, host.reason) },
    };
  });
}

/** All users of one account, with the proof that they are all (DESIGN 8). */
export async function readUsersOfAccount(
  context: ReadContext,
  target: DuoTarget,
  limits: PagingLimits,
): Promise<AccountUsersRead> {
  const { caller, signal, observer } = context;
  const where = placeOf(context, target);
  if (!where.ok) return { kind: 'failed', ...failureOf(where), calls: 0 };
  const base = {
    credential: context.credential,
    host: where.host,
    accountId: where.accountId,
    signal,
    ...observer,
  };
  const verdict = await proveAccountUsers({
    walk: () =>
      walkUserPages(
        (offset) =>
          caller.call({
            ...base,
            call: 'users',
            params: { limit: limits.pageLimit, ...(offset === undefined ? {} : { offset }) },
          }),
        limits,
        (progress) => observer.onPage?.(progress),
      ),
    summary: async () => summaryOf(await caller.call({ ...base, call: 'summary' })),
  });
  if (verdict.kind !== 'failed') return { ...verdict, calls: caller.attempts };
  const failure = await orAccountGone(context, target, verdict);
  return { kind: 'failed', ...failureOf(failure), calls: caller.attempts };
}

/** `billing/edition`; a 403 means that Duo Support has not switched it on (duo.md 2.2). */
export async function readEditionOfAccount(context: ReadContext, target: DuoTarget): Promise<EditionRead> {
  const { caller, credential, signal } = context;
  const where = placeOf(context, target);
  if (!where.ok) return { kind: 'failed', ...failureOf(where), calls: 0 };
  const { host, accountId } = where;
  const answer = await caller.call({ call: 'edition', credential, host, accountId, signal });
  const calls = caller.attempts;
  if (!answer.ok) {
    if (answer.code === 'DuoAccessRefused') return { kind: 'not-available', calls };
    return { kind: 'failed', ...failureOf(answer), calls };
  }
  const raw = readEditionAnswer(answer.response);
  if (raw !== null) return { kind: 'known', edition: editionOf(raw), calls };
  const detail = { call: 'edition', host, cause: 'shape' } as const;
  return { kind: 'failed', code: 'DuoAnswerUnreadable', detail, calls };
}

/** Whatever keeps the summary from being read leaves the count unproven; only a dead credential is more than that. */
function summaryOf(answer: DuoAnswer): DuoSummary | null | DuoFailure {
  if (answer.ok) return readSummaryAnswer(answer.response);
  return stopsRun(answer) ? failureOf(answer) : null;
}

type Place =
  | { readonly ok: true; readonly host: string; readonly accountId: string | null }
  | ({ readonly ok: false } & DuoFailure);

function placeOf({ credential, suffixes }: ReadContext, target: DuoTarget): Place {
  const named = target.kind === 'parent' ? credential.host : target.apiHostname;
  const host =
    target.kind === 'parent' ? typedDuoHost(credential.host, suffixes) : answeredDuoHost(named, suffixes);
  if (!host.ok) return { ok: false, ...hostFailure(named, host.reason) };
  return { ok: true, host: host.host, accountId: target.kind === 'parent' ? null : target.accountId };
}

/**
 * An account deleted since the list was read answers like an unknown key, parameter or path; its reliable sign is
 * that it is gone from the list (duo.md 4). Asking for that tells it from a dead key, which would stop the run.
 */
async function orAccountGone(
  context: ReadContext,
  target: DuoTarget,
  failure: DuoFailure,
): Promise<DuoFailure> {
  const { status, duoCode } = failure.detail;
  const doubtful = failure.code === 'DuoKeyUnknown' || status === 404 || duoCode === '40002';
  if (target.kind === 'parent' || !doubtful || failure.code === 'DuoCrossDeployment') return failure;
  const host = typedDuoHost(context.credential.host, context.suffixes);
  if (!host.ok) return failure;
  const answer = await askAccountList(context, host.host);
  if (!answer.ok) return stopsRun(answer) ? answer : failure;
  const accounts = listedAccounts(answer, context.suffixes);
  // An empty list proves nothing: it is never taken for "all accounts gone".
  const known = accounts === null || accounts.length === 0 || accounts.some(isTarget);
  return known ? failure : { code: 'DuoAccountGone', detail: failure.detail };

  function isTarget({ accountId }: DuoListedAccount): boolean {
    return target.kind === 'child' && accountId === target.accountId;
  }
}

function askAccountList(
  { caller, credential, signal, observer }: ReadContext,
  host: string,
): Promise<DuoAnswer> {
  return caller.call({ call: 'accountList', credential, host, accountId: null, signal, ...observer });
}

function hostFailure(host: string | null, reason: 'empty' | 'not-a-host-name' | 'other-domain'): DuoFailure {
  if (host === null || reason === 'empty') return { code: 'DuoHostMissing', detail: {} };
  return { code: 'DuoHostRefused', detail: { host: host.slice(0, 253), cause: reason } };
}

function failureOf({ code, detail }: DuoFailure): DuoFailure {
  return { code, detail };
}
