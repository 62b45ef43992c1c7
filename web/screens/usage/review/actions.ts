import type { UsageRow } from '../../../api/usage.ts';
import type { Words } from '../../../components/words.ts';
import {
  canAdjust,
  canEnd,
  canOverride,
  newLineOf,
  settingOf,
  whyNotApprovable,
} from '../../usage-line/line-facts.ts';
import { invoiceWords } from '../../../context/invoice-words.ts';
import type { Review } from './review.tsx';
import { reviewTextsIn } from './texts.ts';

/** The letter of each decision; the one table behind keys, sheet and hints. */
const actionKeys = {
  approve: 'a',
  override: 'r',
  adjust: 'e',
  hold: 'h',
  dismiss: 'd',
  reopen: 'u',
  exclude: 'x',
  map: 'm',
  read: 'n',
  reload: 'l',
} as const;
export type ActionId = keyof typeof actionKeys;
export const actionIds = Object.keys(actionKeys) as readonly ActionId[];

export const keyOf = (id: ActionId): string => actionKeys[id];

/** What it does to any line. */
export const actionName = (id: ActionId): string => reviewTextsIn(null)(`console-usage-review.key.${id}`);

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
  const { closed, month } = review.rules;
  const text = reviewTextsIn(words);
  const action = (id: ActionId, said: string, why: string | null, run: () => void, names = ''): Action => ({
    id,
    key: actionKeys[id],
    words: said,
    names,
    why,
    run: why === null ? run : () => reject(why, row),
  });
  const aside = closed('propose');
  const isAside = row.decision === 'held' || row.decision === 'dismissed';
  return [
    settling(row, review, words, action),
    ...(canOverride(row)
      ? [
          action('override', text('console-usage-review.override'), closed('override'), () =>
            ask({ kind: 'override', row }),
          ),
        ]
      : []),
    ...(canAdjust(row)
      ? [action('adjust', text('console-usage-review.adjust'), aside, () => ask({ kind: 'adjust', row }))]
      : []),
    action('hold', text('console-usage-review.hold'), aside, () => review.deciding.setAside(row, 'hold')),
    ...(row.kind === 'match'
      ? []
      : [
          action('dismiss', text('console-usage-review.dismiss', { month }), aside, () =>
            review.deciding.setAside(row, 'dismiss'),
          ),
        ]),
    ...(isAside
      ? [
          action(
            'reopen',
            text(row.decision === 'held' ? 'console-usage-review.resume' : 'console-usage-review.reopen'),
            aside,
            () => review.deciding.setAside(row, 'reopen'),
          ),
        ]
      : []),
    action('read', text('console-usage-review.read'), closed('sync'), () => review.deciding.readAgain(row)),
    action(
      'reload',
      text('console-usage-review.reload'),
      null,
      () => void review.deciding.decisions.reload(row.id),
    ),
    action('map', text('console-usage-review.map'), null, () => review.places.toMapping(row)),
    ...(row.accountNames.length === 0
      ? []
      : [
          action('exclude', text('console-usage-review.exclude'), closed('map'), () =>
            ask({ kind: 'exclude', row }),
          ),
        ]),
  ];
}

type MakeAction = (id: ActionId, said: string, why: string | null, run: () => void, names?: string) => Action;

/** What settles the line: its approval, the line that it lacks, or the end of the one that it does not need. */
function settling(row: UsageRow, review: Review, words: Words, action: MakeAction): Action {
  if (row.waiting === null && row.kind === 'new') return creation(row, review, words, action);
  if (row.waiting === null && canEnd(row))
    return action(
      'approve',
      reviewTextsIn(words)('console-usage-review.end-line'),
      review.rules.closed('end-lines'),
      () => review.places.ask({ kind: 'end', row }),
    );
  return approval(row, review, words, action);
}

/** The form in the panel comes first; then the button says what is created. */
function creation(row: UsageRow, review: Review, words: Words, action: MakeAction): Action {
  const text = reviewTextsIn(words);
  const closed = review.rules.closed('propose') ?? reloadFirst(row, review, text);
  const form = newLineOf(row, review.drafts.draftOf(row.id));
  if (form === null || closed !== null)
    return action('approve', text('console-usage-review.create-line'), closed, () =>
      review.places.open(row.id),
    );
  const act = review.rules.approveWord(row);
  const sentence = form.ready?.sentence ?? text('console-usage-review.create-line');
  return action(
    'approve',
    act === 'approve' ? sentence : text('console-usage-review.propose-line', { sentence }),
    form.ready === null ? form.why : null,
    () => review.deciding.approve(row),
  );
}

/** A line that changed is read before anything is approved. */
const reloadFirst = (row: UsageRow, review: Review, text: ReturnType<typeof reviewTextsIn>): string | null =>
  review.deciding.decisions.stateOf(row.id).moved === null ? null : text('console-usage-review.reload-first');

/** Closed until quantity, line and invoice are known; then it names all three. */
function approval(row: UsageRow, review: Review, words: Words, action: MakeAction): Action {
  const act = review.rules.approveWord(row);
  const text = reviewTextsIn(words);
  const draft = review.drafts.draftOf(row.id);
  const why =
    review.rules.closed('propose') ??
    reloadFirst(row, review, text) ??
    (row.decision === 'proposed' && act === 'propose'
      ? text('console-usage-review.already-proposed')
      : null) ??
    whyNotApprovable(row, words, draft)?.text ??
    null;
  const setting = settingOf(row, draft);
  if (setting === null)
    return action('approve', text(`console-usage-review.${act}`), why, () => review.deciding.approve(row));
  const { after, psaLineId, billingTarget, invoiceDate } = setting;
  return action(
    'approve',
    text(`console-usage-review.${act}-quantity`, { quantity: after }),
    why,
    () => review.deciding.approve(row),
    text('console-usage-review.sets', { line: psaLineId, invoice: invoiceWords(billingTarget, invoiceDate) }),
  );
}

/** Runs an action of a line by its id. One that the line does not offer says so. */
export function runAction(id: ActionId, row: UsageRow, review: Review, words: Words): void {
  const action = actionsOf(row, review, words).find((one) => one.id === id);
  if (action === undefined)
    review.places.reject(
      reviewTextsIn(words)('console-usage-review.not-possible', { action: actionName(id) }),
      row,
    );
  else action.run();
}
