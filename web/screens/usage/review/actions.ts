import { formatDecimal } from '../../../values/format.ts';
import type { UsageRow } from '../../../api/usage.ts';
import type { Words } from '../../../components/words.ts';
import { canAdjust, canOverride, settingOf, whyNotApprovable } from '../../usage-line/line-facts.ts';
import { invoiceWords } from '../../../context/invoice-words.ts';
import type { Review } from './review.tsx';

/** The letter of each decision, and what it does to any line; the one table behind keys, sheet and hints. */
export const actionKeys = {
  approve: ['a', 'Approve or propose'],
  override: ['r', 'Override a check'],
  adjust: ['e', 'Adjust the quantity'],
  hold: ['h', 'Put on hold'],
  dismiss: ['d', 'Dismiss for this month'],
  reopen: ['u', 'Resume or reopen'],
  exclude: ['x', 'Exclude the account'],
  map: ['m', 'Go to mapping'],
  read: ['n', 'Read again'],
  reload: ['l', 'Reload the row'],
} as const;
export type ActionId = keyof typeof actionKeys;

/** What can be done with one line now: button, menu, key, sheet and palette all take it from here. */
export interface Action {
  readonly id: ActionId;
  readonly key: string;
  /** "Approve 340". */
  readonly words: string;
  /** What else it names: "line 9077, invoice of 1 Dec"; empty: nothing. */
  readonly names: string;
  /** Why it is closed, in a sentence; null: it is open. */
  readonly why: string | null;
  readonly run: () => void;
}

/** In the order in which they are offered; the first is the one that settles the line. */
export function actionsOf(row: UsageRow, review: Review, words: Words): readonly Action[] {
  const { ask, reject } = review.places;
  const { closed } = review.rules;
  const action = (id: ActionId, text: string, why: string | null, run: () => void, names = ''): Action => ({
    id,
    key: actionKeys[id][0],
    words: text,
    names,
    why,
    run: why === null ? run : () => reject(why, row),
  });
  const aside = closed('propose');
  const isAside = row.decision === 'held' || row.decision === 'dismissed';
  return [
    approval(row, review, words, action),
    ...(canOverride(row)
      ? [action('override', 'Override…', closed('override'), () => ask({ kind: 'override', row }))]
      : []),
    ...(canAdjust(row) ? [action('adjust', 'Adjust…', aside, () => ask({ kind: 'adjust', row }))] : []),
    action('hold', 'Put on hold', aside, () => review.deciding.setAside(row, 'hold')),
    ...(row.kind === 'match'
      ? []
      : [action('dismiss', 'Dismiss for this month', aside, () => review.deciding.setAside(row, 'dismiss'))]),
    ...(isAside
      ? [
          action('reopen', row.decision === 'held' ? 'Resume' : 'Reopen', aside, () =>
            review.deciding.setAside(row, 'reopen'),
          ),
        ]
      : []),
    action('read', 'Read again', closed('sync'), () => review.deciding.readAgain(row)),
    action('reload', 'Reload row', null, () => void review.deciding.decisions.reload(row.id)),
    action('map', 'Go to mapping', null, () => review.places.toMapping(row)),
    ...(row.accountNames.length === 0
      ? []
      : [action('exclude', 'Exclude account…', closed('map'), () => ask({ kind: 'exclude', row }))]),
  ];
}

/** Closed until quantity, line and invoice are known; then it names all three. */
function approval(
  row: UsageRow,
  review: Review,
  words: Words,
  action: (id: ActionId, text: string, why: string | null, run: () => void, names?: string) => Action,
): Action {
  const word = review.rules.approveWord(row);
  const draft = review.drafts.draftOf(row.id);
  const why =
    review.rules.closed('propose') ??
    (review.deciding.decisions.stateOf(row.id).moved === null ? null : 'Reload the row first.') ??
    whyNotProposed(row, word) ??
    whyNotApprovable(row, words, draft);
  const setting = settingOf(row, draft);
  if (setting === null) return action('approve', word, why, () => review.deciding.approve(row));
  const { after, psaLineId, billingTarget, invoiceDate } = setting;
  return action(
    'approve',
    `${word} ${formatDecimal(after)}`,
    why,
    () => review.deciding.approve(row),
    `line ${psaLineId} · ${invoiceWords(billingTarget, invoiceDate)}`,
  );
}

/** A proposal made already is said so where it cannot be confirmed. */
const whyNotProposed = ({ decision }: UsageRow, word: 'Approve' | 'Propose'): string | null =>
  decision === 'proposed' && word === 'Propose'
    ? 'Proposed already. An approver can approve it once write-back is on.'
    : null;

/** Runs an action of a line by its id. One that the line does not offer says so. */
export function runAction(id: ActionId, row: UsageRow, review: Review, words: Words): void {
  const action = actionsOf(row, review, words).find((one) => one.id === id);
  if (action === undefined) review.places.reject(`${actionKeys[id][1]}: not possible for this line.`, row);
  else action.run();
}
