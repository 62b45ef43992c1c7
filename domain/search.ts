import type { Day } from './quantity.ts';
import { type SyncRunState, syncRunStates } from './states.ts';

/** What people look for by typing a few letters. */
export const searchGroups = ['customers', 'lines', 'companies', 'accounts', 'runs'] as const;
export type SearchGroup = (typeof searchGroups)[number];

/** Of each group; more are said, not shown. */
export const shownOfGroup = 6;

/** Signs that stand between words; the index of names takes them for blanks too. */
const between = /[\s.,;:/\\@&+_()[\]{}<>"'!?#*|=~-]+/u;

/** The words that were typed; none where there are signs alone. */
export const wordsOf = (typed: string): readonly string[] =>
  typed.split(between).filter((word) => word !== '');

/** What a search can say of a run. */
export interface RunWish {
  /** Of ids: the least and the greatest that begin so. */
  readonly ids: { readonly from: string; readonly to: string } | null;
  readonly day: Day | null;
  readonly states: readonly SyncRunState[];
}

const someOfId = /^[0-9a-f]{4,8}(?:-[0-9a-f-]*)?$/iu;
const blank = '00000000-0000-0000-0000-000000000000';

export function runWish(typed: string): RunWish {
  const text = typed.toLowerCase();
  return {
    ids: someOfId.test(text) && text.length <= blank.length ? idsFrom(text) : null,
    day: isDay(text) ? text : null,
    states: syncRunStates.filter((state) => text.length > 2 && state.startsWith(text)),
  };
}

function idsFrom(text: string): RunWish['ids'] {
  const from = text + blank.slice(text.length);
  const to = text + blank.replaceAll('0', 'f').slice(text.length);
  return uuid.test(from) ? { from, to } : null;
}

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u;

function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/u.test(text)) return false;
  const at = new Date(`${text}T00:00:00Z`);
  // A day that no month has is another day, or none.
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}
