import type { DuoUser } from './answers.ts';
import { readMetadata, readUsers, type PageMetadata } from './answers.ts';
import type { DuoAnswer } from './caller.ts';
import type { DuoFailure } from './failures.ts';

/** Something about a complete read that a person should see. */
export type ReadFlag =
  | 'total-absent'
  | 'total-unreadable'
  | 'more-than-total'
  | 'trash-not-listed'
  | 'users-repeated'
  /** Names or statuses held characters that were taken out. */
  | 'words-cleaned'
  | 'read-twice';

/** Why a read proves no count. */
export type IncompleteReason =
  /** A page without any paging data. */
  | 'paging-data-missing'
  | 'offset-unreadable'
  /** The next offset stands still or goes back. */
  | 'offset-did-not-advance'
  | 'too-many-pages'
  | 'too-many-empty-pages'
  | 'too-many-users'
  /** Fewer users than Duo's own total, twice, and Trash does not explain it. */
  | 'fewer-than-total'
  /** The read ended on a full page, without any total that could prove the end. */
  | 'end-not-proven';

export interface PagingLimits {
  /** Users asked for on each page; Duo's maximum is 300 (duo.md 3.1). */
  readonly pageLimit: number;
  /** Bounds of the loop and of memory for one account, far above any customer: 300,000 users. */
  readonly maxPages: number;
  readonly maxUsers: number;
  /** Empty pages in a row that still name a next one; Duo's own fixtures have one. */
  readonly maxEmptyPages: number;
}

export interface PageProgress {
  readonly pages: number;
  readonly listed: number;
  readonly totalObjects: number | null;
}

/** One walk over the pages of one account. */
export interface UserWalk extends PageProgress {
  readonly users: ReadonlyMap<string, DuoUser>;
  readonly flags: ReadonlySet<ReadFlag>;
  /** The last page was as full as a page can be, so that only a total can tell a true end from a lost link. */
  readonly endedOnFullPage: boolean;
  readonly end:
    | { readonly kind: 'ended' }
    | { readonly kind: 'broken'; readonly reason: IncompleteReason }
    | ({ readonly kind: 'failed' } & DuoFailure);
}

/** Asks for the page at an offset; undefined is the first page, for which no offset is sent. */
export type AskPage = (offset: number | undefined) => Promise<DuoAnswer>;

/**
 * Walks the pages until Duo names no next one. Only `next_offset` decides: a short or empty page is no end, and
 * the position is never computed (duo.md 3.1). The walk is bounded whatever Duo answers.
 */
export async function walkUserPages(
  ask: AskPage,
  limits: PagingLimits,
  onPage: (progress: PageProgress) => void,
): Promise<UserWalk> {
  const walk = new Walk(limits);
  let offset: number | undefined;
  for (;;) {
    const answer = await ask(offset);
    if (!answer.ok) return walk.result({ kind: 'failed', code: answer.code, detail: answer.detail });
    const page = readUsers(answer.response);
    if (!page.ok) {
      const code = page.why === 'user-id' ? 'VendorIdRejected' : 'VendorAnswerUnreadable';
      return walk.result({ kind: 'failed', code, detail: { call: 'users', cause: page.why } });
    }
    const metadata = readMetadata(answer.metadata);
    if (page.cleaned > 0) walk.flag('words-cleaned');
    walk.add(page.users, metadata);
    onPage(walk.progress());
    const step = nextStep(metadata, offset ?? 0);
    if (typeof step !== 'number') return walk.result(step);
    const exceeded = walk.exceeded();
    if (exceeded !== null) return walk.result({ kind: 'broken', reason: exceeded });
    offset = step;
  }
}

function nextStep(metadata: PageMetadata | null, offset: number): number | UserWalk['end'] {
  if (metadata === null) return { kind: 'broken', reason: 'paging-data-missing' };
  if (metadata.next === 'end') return { kind: 'ended' };
  if (metadata.next === 'unreadable') return { kind: 'broken', reason: 'offset-unreadable' };
  // Growing offsets cannot repeat, so this is also the check against going round.
  if (metadata.next.offset <= offset) return { kind: 'broken', reason: 'offset-did-not-advance' };
  return metadata.next.offset;
}

/** What one walk has gathered so far. */
class Walk {
  readonly #limits: PagingLimits;
  readonly #users = new Map<string, DuoUser>();
  readonly #flags = new Set<ReadFlag>();
  #pages = 0;
  #listed = 0;
  #emptyInRow = 0;
  #total: number | null = null;
  #largestPage = 0;
  #endedOnFullPage = false;

  constructor(limits: PagingLimits) {
    this.#limits = limits;
  }

  add(page: readonly DuoUser[], metadata: PageMetadata | null): void {
    this.#pages += 1;
    this.#listed += page.length;
    this.#emptyInRow = page.length === 0 ? this.#emptyInRow + 1 : 0;
    for (const user of page) this.#users.set(user.userId, user);
    if (metadata !== null && typeof metadata.total === 'number') this.#total = metadata.total;
    if (metadata?.total === 'unreadable') this.#flags.add('total-unreadable');
    this.#endedOnFullPage =
      page.length >= this.#limits.pageLimit || (this.#pages > 1 && page.length >= this.#largestPage);
    this.#largestPage = Math.max(this.#largestPage, page.length);
  }

  flag(flag: ReadFlag): void {
    this.#flags.add(flag);
  }

  progress(): PageProgress {
    return { pages: this.#pages, listed: this.#listed, totalObjects: this.#total };
  }

  exceeded(): IncompleteReason | null {
    if (this.#pages >= this.#limits.maxPages) return 'too-many-pages';
    if (this.#emptyInRow >= this.#limits.maxEmptyPages) return 'too-many-empty-pages';
    return this.#users.size > this.#limits.maxUsers ? 'too-many-users' : null;
  }

  result(end: UserWalk['end']): UserWalk {
    if (this.#listed > this.#users.size) this.#flags.add('users-repeated');
    return {
      ...this.progress(),
      users: this.#users,
      flags: this.#flags,
      endedOnFullPage: this.#endedOnFullPage,
      end,
    };
  }
}
