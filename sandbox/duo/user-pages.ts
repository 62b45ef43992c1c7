import type { DuoAccount, DuoUser, DuoScenario } from '../scenario.ts';
import type { VendorAnswer } from '../vendor.ts';
import type { PagingFault } from '../fault-kinds.ts';
import { duoError, duoOk } from './answers.ts';

const DEFAULT_LIMIT = 100;

/** `GET /admin/v1/users` of one account (duo.md 3.1): filters, pages, clamps and metadata. */
export function listUsers(
  account: DuoAccount,
  parameters: ReadonlyMap<string, string>,
  switches: DuoScenario['switches'],
  fault: PagingFault | null,
): VendorAnswer {
  const limit = wholeNumber(parameters.get('limit'), DEFAULT_LIMIT, 1);
  if (limit === null) return duoError(40002, 'limit');
  const offset = wholeNumber(parameters.get('offset'), 0, 0);
  if (offset === null) return duoError(40002, 'offset');
  const users = filtered(account.users, parameters);
  if (users === null) return duoError(40002, 'user_id_list');
  const size = Math.min(limit, switches.largestPage);
  const page = pageUnderFault(users.length, offset, size, fault);
  return duoOk(
    users.slice(page.from, page.from + size).map(userObject),
    metadata(users, page.next, offset, size, switches),
  );
}

/** Where the page is cut and what it names as next; the paging faults of a hostile day are applied here. */
function pageUnderFault(
  total: number,
  offset: number,
  size: number,
  fault: PagingFault | null,
): { from: number; next: number | null } {
  const nextOf = (from: number): number | null => (from + size < total ? from + size : null);
  switch (fault?.kind) {
    case undefined:
      return { from: offset, next: nextOf(offset) };
    case 'lost-page':
      return { from: offset + size, next: nextOf(offset + size) };
    case 'repeated-page':
      return { from: Math.max(0, offset - size), next: nextOf(offset) };
    case 'standing-offset':
      return { from: offset, next: offset };
    case 'trailing-empty-page':
      return { from: offset, next: nextOf(offset) ?? (offset < total ? total : null) };
  }
}

/** Offsets absent where `switches.lastPage` says so, else null (duo.md 3.1: both forms are seen). */
function metadata(
  users: readonly DuoUser[],
  next: number | null,
  offset: number,
  size: number,
  switches: DuoScenario['switches'],
): Record<string, unknown> {
  const previous = offset === 0 ? null : Math.max(0, offset - size);
  const field = (name: string, value: number | null): Record<string, number | null> =>
    value === null && switches.lastPage === 'absent' ? {} : { [name]: value };
  const total =
    switches.totalObjects === 'with-pending'
      ? users.length
      : users.filter((user) => user.status !== 'pending deletion').length;
  return {
    ...field('prev_offset', previous),
    ...field('next_offset', next),
    ...(switches.totalObjects === 'absent' ? {} : { total_objects: total }),
  };
}

function wholeNumber(text: string | undefined, fallback: number, least: number): number | null {
  if (text === undefined) return fallback;
  if (!/^\d{1,9}$/.test(text)) return null;
  const value = Number(text);
  return value < least ? null : value;
}

/** The documented filters; null where a list is not a JSON array. */
function filtered(
  users: readonly DuoUser[],
  parameters: ReadonlyMap<string, string>,
): readonly DuoUser[] | null {
  const ids = jsonList(parameters.get('user_id_list'));
  const names = jsonList(parameters.get('username_list'));
  if (ids === null || names === null) return null;
  const username = parameters.get('username');
  const email = parameters.get('email');
  return users.filter(
    (user) =>
      (username === undefined || user.username === username) &&
      (email === undefined || user.email === email) &&
      (ids === undefined || ids.includes(user.userId)) &&
      (names === undefined || names.includes(user.username)),
  );
}

function jsonList(text: string | undefined): unknown[] | null | undefined {
  if (text === undefined) return undefined;
  try {
    const parsed: unknown = JSON.parse(text);
    return Array.isArray(parsed) ? (parsed as unknown[]) : null;
  } catch {
    return null;
  }
}

function userObject(user: DuoUser): Record<string, unknown> {
  const [firstname, ...rest] = user.realname.split(' ');
  return {
    user_id: user.userId,
    username: user.username,
    realname: user.realname,
    firstname: firstname ?? '',
    lastname: rest.join(' '),
    email: user.email,
    status: user.status,
    is_enrolled: user.isEnrolled,
    created: user.created,
    last_login: user.lastLogin,
    last_directory_sync: null,
    notes: '',
    alias1: null,
    alias2: null,
    alias3: null,
    alias4: null,
    aliases: {},
    groups: [],
    phones: [],
    tokens: [],
    u2ftokens: [],
    webauthncredentials: [],
    lockout_reason: user.status === 'locked out' ? 'Failed Attempts' : null,
  };
}
