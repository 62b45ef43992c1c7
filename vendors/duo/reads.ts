import { type Edition, editionOf } from '../../domain/editions.ts';
import { isFitId } from '../../domain/vendor-text.ts';
import { proveAccountUsers, type AccountUsersRead } from './account-users.ts';
import { readAccounts, readEditionAnswer, readSummaryAnswer, type DuoSummary } from './answers.ts';
import type { DuoAnswer, DuoCaller, DuoCredential } from './caller.ts';
import { stopsRun, type DuoFailure } from './failures.ts';
import { answeredDuoHost, typedDuoHost } from './hosts.ts';
import type { ListAgain, ListedAgain } from './list-again.ts';
import { walkUserPages, type PageProgress, type PagingLimits } from './user-pages.ts';

/** A child account of the list. `host` is checked; without one the account cannot be read, and why stands beside it. */
export interface DuoListedAccount {
  readonly accountId: string;
  /** Null where Duo gives none. */
  readonly name: string | null;
  readonly nameCleaned: boolean;
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
  readonly listAgain: ListAgain;
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
    return { kind: 'failed', code: 'VendorAnswerUnreadable', detail, calls: caller.attempts };
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

/** All users of one account, with the proof that they are all (architecture.md 8). */
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
  const failure = await ofAccountOrKey(context, target, verdict);
  return { kind: 'failed', ...failureOf(failure), calls: caller.attempts };
}

/** `billing/edition`; a 403 means that Duo Support has not switched it on (duo.md 2.2). */
export async function readEditionOfAccount(context: ReadContext, target: DuoTarget): Promise<EditionRead> {
  const { caller, credential, signal } = context;
  const where = placeOf(context, target);
  if (!where.ok) return { kind: 'failed', ...failureOf(where), calls: 0 };
  const { host, accountId } = where;
  const answer = await caller.call({ call: 'edition', credential, host, accountId, signal });
  if (!answer.ok) {
    if (answer.code === 'VendorAccessRejected') return { kind: 'not-available', calls: caller.attempts };
    const failure = await ofAccountOrKey(context, target, answer);
    return { kind: 'failed', ...failureOf(failure), calls: caller.attempts };
  }
  const calls = caller.attempts;
  const raw = readEditionAnswer(answer.response);
  if (raw !== null) return { kind: 'known', edition: editionOf(raw), calls };
  const detail = { call: 'edition', host, cause: 'shape' } as const;
  return { kind: 'failed', code: 'VendorAnswerUnreadable', detail, calls };
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
  if (target.kind === 'child' && !isFitId(target.accountId))
    return { ok: false, code: 'VendorIdRejected', detail: { cause: 'account-id' } };
  const named = target.kind === 'parent' ? credential.host : target.apiHostname;
  const host =
    target.kind === 'parent' ? typedDuoHost(credential.host, suffixes) : answeredDuoHost(named, suffixes);
  if (!host.ok) return { ok: false, ...hostFailure(named, host.reason) };
  return { ok: true, host: host.host, accountId: target.kind === 'parent' ? null : target.accountId };
}

/**
 * Whose trouble is it, when a child rejects the key? A dead key, a deleted account and one that is broken by itself
 * answer alike (duo.md 4). The account list tells them apart: where it rejects too, it is the key; where it lacks the
 * account, that is gone; else the account alone is in trouble, and the others go on.
 */
async function ofAccountOrKey(
  context: ReadContext,
  target: DuoTarget,
  failure: DuoFailure,
): Promise<DuoFailure> {
  const { status, duoCode } = failure.detail;
  const blamesKey = stopsRun(failure);
  const mayBeGone = failure.code !== 'VendorCrossDeployment' && (status === 404 || duoCode === '40002');
  if (target.kind === 'parent' || !(blamesKey || mayBeGone)) return failure;
  const list = await askListAgain(context);
  if (list.kind === 'rejected') return list.failure;
  // An empty list proves nothing: it is never taken for "all accounts gone".
  if (list.kind === 'listed' && list.ids.size > 0 && !list.ids.has(target.accountId))
    return { code: 'VendorAccountGone', detail: failure.detail };
  return blamesKey
    ? { code: 'VendorAccountRejectsKey', detail: { ...failure.detail, cause: failure.code } }
    : failure;
}

async function askListAgain(context: ReadContext): Promise<ListedAgain> {
  const { credential, suffixes, signal, listAgain } = context;
  const host = typedDuoHost(credential.host, suffixes);
  if (!host.ok) return { kind: 'unknown' };
  return listAgain.ask(credential, signal, async () => {
    const answer = await askAccountList(context, host.host);
    if (!answer.ok)
      return stopsRun(answer) ? { kind: 'rejected', failure: failureOf(answer) } : { kind: 'unknown' };
    const accounts = readAccounts(answer.response);
    if (accounts === null) return { kind: 'unknown' };
    return { kind: 'listed', ids: new Set(accounts.map(({ accountId }) => accountId)) };
  });
}

function askAccountList(
  { caller, credential, signal, observer }: ReadContext,
  host: string,
): Promise<DuoAnswer> {
  return caller.call({ call: 'accountList', credential, host, accountId: null, signal, ...observer });
}

function hostFailure(host: string | null, reason: 'empty' | 'not-a-host-name' | 'other-domain'): DuoFailure {
  if (host === null || reason === 'empty') return { code: 'VendorHostMissing', detail: {} };
  return { code: 'VendorHostRejected', detail: { host: host.slice(0, 253), cause: reason } };
}

function failureOf({ code, detail }: DuoFailure): DuoFailure {
  return { code, detail };
}
