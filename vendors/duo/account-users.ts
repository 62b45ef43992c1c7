import type { DuoSummary, DuoUser } from './answers.ts';
import type { DuoFailure } from './failures.ts';
import { pendingDeletionStatus } from './seat-rule.ts';
import type { IncompleteReason, ReadFlag, UserWalk } from './user-pages.ts';

/** What a count rests on; stored beside it (architecture.md 6). Figures are of the walk that decided. */
export interface ReadProof {
  readonly pages: number;
  /** Entries on all pages, repeated ones included. */
  readonly listed: number;
  readonly uniqueIds: number;
  /** Duo's own total; null where it gave none. Never billed from. */
  readonly totalObjects: number | null;
  /** Users listed with status `pending deletion`. */
  readonly pendingDeletion: number;
  /** Users in Trash by `info/summary`, where that was asked and answered. */
  readonly trashReported: number | null;
  readonly repeatedRead: boolean;
  readonly flags: readonly ReadFlag[];
}

/** The users of one account. `calls` counts every attempt, repeated ones included. */
export type AccountUsersRead =
  | {
      readonly kind: 'counted';
      readonly users: readonly DuoUser[];
      readonly proof: ReadProof;
      readonly calls: number;
    }
  | {
      readonly kind: 'incomplete';
      readonly reason: IncompleteReason;
      readonly proof: ReadProof;
      readonly calls: number;
    }
  | ({ readonly kind: 'failed'; readonly calls: number } & DuoFailure);

export type ReadVerdict =
  | { readonly kind: 'counted'; readonly users: readonly DuoUser[]; readonly proof: ReadProof }
  | { readonly kind: 'incomplete'; readonly reason: IncompleteReason; readonly proof: ReadProof }
  | ({ readonly kind: 'failed' } & DuoFailure);

/** What the proof needs from Duo. */
export interface ProofSources {
  walk(): Promise<UserWalk>;
  /** null: not available to this key, or not readable just now. */
  summary(): Promise<DuoSummary | null | DuoFailure>;
}

/** A second walk may find what a passing disturbance hid; a bound that was hit would only be hit again. */
const worthRepeating: readonly IncompleteReason[] = [
  'paging-data-missing',
  'offset-unreadable',
  'offset-did-not-advance',
];

/**
 * The completeness proof of architecture.md 8: paging ended as Duo says it ends, and unique ids ≥ `total_objects`.
 * More, or no total, is complete and flagged. Fewer, or a broken walk: read once more. Still fewer: complete and
 * flagged only where Trash, which was not listed, explains the gap exactly; else incomplete.
 */
export async function proveAccountUsers(sources: ProofSources): Promise<ReadVerdict> {
  const first = await sources.walk();
  if (!needsRepeat(first)) return evaluate(first, false, sources);
  return evaluate(await sources.walk(), true, sources);
}

function needsRepeat({ end, users, totalObjects }: UserWalk): boolean {
  if (end.kind === 'broken') return worthRepeating.includes(end.reason);
  return end.kind === 'ended' && totalObjects !== null && users.size < totalObjects;
}

async function evaluate(walk: UserWalk, repeated: boolean, sources: ProofSources): Promise<ReadVerdict> {
  if (walk.end.kind === 'failed') return walk.end;
  const flags = new Set(walk.flags);
  if (repeated) flags.add('read-twice');
  if (walk.end.kind === 'broken') return incomplete(walk.end.reason, walk, flags, null);
  if (walk.totalObjects === null) return evaluateWithoutTotal(walk, flags, sources);
  if (walk.users.size > walk.totalObjects) flags.add('more-than-total');
  if (walk.users.size >= walk.totalObjects) return counted(walk, flags, null);
  const summary = await sources.summary();
  if (summary !== null && 'code' in summary) return { kind: 'failed', ...summary };
  const trash = summary === null ? null : summary.pendingDeletion;
  // Where Trash is listed among the users, a gap of the same size is something else.
  const explained = trash === walk.totalObjects - walk.users.size && pendingOf(walk) === 0;
  if (!explained) return incomplete('fewer-than-total', walk, flags, trash);
  return counted(walk, flags.add('trash-not-listed'), trash);
}

/**
 * Without any total a lost link looks like an end, but only on a full page: a shorter one ends there by itself.
 * Then `info/summary` must name no more users than were listed.
 */
async function evaluateWithoutTotal(
  walk: UserWalk,
  flags: Set<ReadFlag>,
  sources: ProofSources,
): Promise<ReadVerdict> {
  if (!flags.has('total-unreadable')) flags.add('total-absent');
  if (!walk.endedOnFullPage) return counted(walk, flags, null);
  const summary = await sources.summary();
  if (summary !== null && 'code' in summary) return { kind: 'failed', ...summary };
  const trash = summary === null ? null : summary.pendingDeletion;
  const count = summary === null ? null : summary.userCount;
  // Whether `user_count` includes Trash is not published (duo.md 3.2): either reading proves the end.
  const inUse = walk.users.size - pendingOf(walk);
  const proven = count !== null && (inUse >= count || walk.users.size === count);
  return proven ? counted(walk, flags, trash) : incomplete('end-not-proven', walk, flags, trash);
}

function counted(walk: UserWalk, flags: ReadonlySet<ReadFlag>, trash: number | null): ReadVerdict {
  return { kind: 'counted', users: [...walk.users.values()], proof: proofOf(walk, flags, trash) };
}

function incomplete(
  reason: IncompleteReason,
  walk: UserWalk,
  flags: ReadonlySet<ReadFlag>,
  trash: number | null,
): ReadVerdict {
  return { kind: 'incomplete', reason, proof: proofOf(walk, flags, trash) };
}

function proofOf(walk: UserWalk, flags: ReadonlySet<ReadFlag>, trash: number | null): ReadProof {
  return {
    pages: walk.pages,
    listed: walk.listed,
    uniqueIds: walk.users.size,
    totalObjects: walk.totalObjects,
    pendingDeletion: pendingOf(walk),
    trashReported: trash,
    repeatedRead: flags.has('read-twice'),
    flags: [...flags].sort(),
  };
}

function pendingOf({ users }: UserWalk): number {
  let pending = 0;
  for (const { status } of users.values()) if (status === pendingDeletionStatus) pending += 1;
  return pending;
}
