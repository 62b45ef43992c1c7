import { z } from 'zod';
import type { Instant } from '../../domain/quantity.ts';
import { cleanToken, cleanWords, isFitId, visibleId } from '../../domain/vendor-text.ts';

/** Duo adds fields and enumerated values at any time: unknown ones pass, and no missing number is made up. */
const success = z.looseObject({
  stat: z.literal('OK'),
  response: z.unknown(),
  metadata: z.unknown().optional(),
});

export interface DuoSuccess {
  readonly response: unknown;
  /** Sibling of `response` in the calls used here (duo.md 3.1). */
  readonly metadata: unknown;
}

const failure = z.looseObject({
  stat: z.string().optional().catch(undefined),
  // An empty text in some answers (duo.md 4).
  code: z.union([z.number(), z.string()]).optional().catch(undefined),
  message: z.string().optional().catch(undefined),
  message_detail: z.string().nullish().catch(undefined),
});

/** The envelope of a success, or null where it is none. */
export function readSuccess(body: unknown): DuoSuccess | null {
  const parsed = success.safeParse(body);
  // zod lets an absent key pass as unknown; an answer without `response` is not documented.
  if (!parsed.success || parsed.data.response === undefined) return null;
  return { response: parsed.data.response, metadata: parsed.data.metadata };
}

export interface DuoError {
  readonly isFail: boolean;
  readonly code: string | undefined;
  readonly message: string | undefined;
}

/** What Duo says about a failure, as far as the body can be read; `redact` before anything is cut off. */
export function readError(body: unknown, redact: (text: string) => string): DuoError {
  const parsed = failure.safeParse(body);
  if (!parsed.success) return { isFail: false, code: undefined, message: undefined };
  const { stat, code, message, message_detail: detail } = parsed.data;
  const words = [message, detail].filter((part) => typeof part === 'string' && part !== '').join(': ');
  return {
    isFail: stat === 'FAIL',
    code: code === undefined || code === '' ? undefined : printable(redact(String(code))).slice(0, 10),
    message: words === '' ? undefined : printable(redact(words)),
  };
}

/** Control characters and direction marks would spoil logs and screens. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu, ' ').slice(0, 300);
}

const listedAccount = z.looseObject({
  account_id: z.string().min(1),
  name: z.string().nullish(),
  api_hostname: z.string().nullish(),
});

const listedAccounts = z.array(listedAccount);

/** A moment that a date can hold; anything else is not known. */
const unixSeconds = z.number().positive().max(8_640_000_000_000);

const listedUser = z.looseObject({
  user_id: z.string().min(1),
  username: z.string(),
  status: z.string().min(1),
  realname: z.string().nullish().catch(null),
  is_enrolled: z.boolean().nullish().catch(null),
  created: unixSeconds.nullish().catch(null),
  // Null says something, "never" (duo.md 3.1); absent or unreadable says nothing.
  last_login: unixSeconds.nullable().optional().catch(undefined),
});

const listedUsers = z.array(listedUser);

/** A child account as `account/list` names it (duo.md 2). */
export interface DuoAnsweredAccount {
  /** As answered; one that cannot be an id is written out (`\\u0000`), and nothing is asked with it. */
  readonly accountId: string;
  /** Null where Duo gives none: the account is still the one of its id. */
  readonly name: string | null;
  /** Characters that no name has were taken out: the name is shown, and equals no other. */
  readonly nameCleaned: boolean;
  /** As answered, written out like the id; null where Duo gives none. */
  readonly apiHostname: string | null;
}

/** A Duo user as far as seats and "who came, who went" need it (duo.md 3.1). */
export interface DuoUser {
  readonly userId: string;
  readonly username: string;
  readonly realname: string | null;
  /** As answered, unknown statuses too; unfit characters are U+FFFD, so that such a status is unknown. */
  readonly status: string;
  /** null: Duo does not say. */
  readonly isEnrolled: boolean | null;
  /** null: Duo does not say. */
  readonly created: Instant | null;
  /** Its moment is null where Duo says that there was none. */
  readonly lastLogin: { readonly at: Instant | null } | null;
}

/** The accounts of a list in its order, each id once; null where the list is not of the documented shape. */
export function readAccounts(response: unknown): readonly DuoAnsweredAccount[] | null {
  const parsed = listedAccounts.safeParse(response);
  if (!parsed.success) return null;
  const byId = new Map<string, DuoAnsweredAccount>();
  for (const { account_id: id, name: words, api_hostname: host } of parsed.data) {
    const accountId = visibleId(id);
    if (byId.has(accountId)) continue;
    const { text, cleaned: nameCleaned } = cleanWords(words ?? '');
    const name = text === '' ? null : text;
    const apiHostname = host === undefined || host === null || host === '' ? null : visibleId(host);
    byId.set(accountId, { accountId, name, nameCleaned, apiHostname });
  }
  return [...byId.values()];
}

/** The users of one page, or why it is none: another shape, or an id that cannot be one. */
type UsersPage =
  | {
      readonly ok: true;
      readonly users: readonly DuoUser[];
      /** Users with a name or status that characters were taken out of. */
      readonly cleaned: number;
    }
  | { readonly ok: false; readonly why: 'shape' | 'user-id' };

export function readUsers(response: unknown): UsersPage {
  const parsed = listedUsers.safeParse(response);
  if (!parsed.success) return { ok: false, why: 'shape' };
  if (parsed.data.some((user) => !isFitId(user.user_id))) return { ok: false, why: 'user-id' };
  let cleaned = 0;
  const users = parsed.data.map((user): DuoUser => {
    const username = cleanWords(user.username);
    const realname = cleanWords(user.realname ?? '');
    const status = cleanToken(user.status);
    if (username.cleaned || realname.cleaned || status !== user.status) cleaned += 1;
    return {
      userId: user.user_id,
      username: username.text,
      realname: user.realname === undefined || user.realname === null ? null : realname.text,
      status,
      isEnrolled: user.is_enrolled ?? null,
      created: instantOf(user.created),
      lastLogin: user.last_login === undefined ? null : { at: instantOf(user.last_login) },
    };
  });
  return { ok: true, users, cleaned };
}

const instantOf = (seconds: number | null | undefined): Instant | null =>
  seconds === null || seconds === undefined ? null : new Date(seconds * 1_000).toISOString();

/** Numbers, or numbers in quotes as the Go client also accepts them (duo.md 3.1). */
const wholeNumber = z.union([
  z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER),
  z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number),
]);

export interface PageMetadata {
  /** `end`: null or absent. `unreadable`: there, but no whole number. */
  readonly next: { readonly offset: number } | 'end' | 'unreadable';
  readonly total: number | 'absent' | 'unreadable';
}

const pagingData = z.looseObject({
  next_offset: z.unknown().optional(),
  total_objects: z.unknown().optional(),
});

/** Paging data of a users page; null where the answer has none at all. */
export function readMetadata(metadata: unknown): PageMetadata | null {
  const parsed = pagingData.safeParse(metadata);
  if (!parsed.success) return null;
  const { next_offset: next, total_objects: total } = parsed.data;
  const offset = wholeNumber.safeParse(next);
  const count = wholeNumber.safeParse(total);
  return {
    next: isNothing(next) ? 'end' : offset.success ? { offset: offset.data } : 'unreadable',
    total: isNothing(total) ? 'absent' : count.success ? count.data : 'unreadable',
  };
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null;
}

/** `info/summary` (duo.md 3.2). A field that is missing or odd is null: unknown, never 0. */
export interface DuoSummary {
  readonly userCount: number | null;
  readonly pendingDeletion: number | null;
  readonly edition: string | null;
}

const summaryNumber = wholeNumber.nullish().catch(null);
const summaryShape = z.looseObject({
  user_count: summaryNumber,
  user_pending_deletion_count: summaryNumber,
  edition: z.string().nullish().catch(null),
});

export function readSummaryAnswer(response: unknown): DuoSummary | null {
  const parsed = summaryShape.safeParse(response);
  if (!parsed.success) return null;
  const { user_count: users, user_pending_deletion_count: pending, edition } = parsed.data;
  return {
    userCount: users ?? null,
    pendingDeletion: pending ?? null,
    edition: edition === undefined || edition === null ? null : cleanWords(edition).text,
  };
}

const editionShape = z.looseObject({ edition: z.string().min(1) });

export function readEditionAnswer(response: unknown): string | null {
  const parsed = editionShape.safeParse(response);
  return parsed.success ? cleanWords(parsed.data.edition).text : null;
}

const pingShape = z.looseObject({ time: z.number().int().positive() });

/** Unix seconds of `/auth/v2/ping` (duo.md 1.1). */
export function readPing(response: unknown): number | null {
  const parsed = pingShape.safeParse(response);
  return parsed.success ? parsed.data.time : null;
}
