import { type KeyboardEvent, useSyncExternalStore } from 'react';
import { appearanceStore } from '../../components/theme.ts';
import type { Account } from '../../api/mapping.ts';
import type { Shortcut } from '../../components/shortcut.ts';
import { useShortcuts } from '../../components/shortcuts.tsx';
import { isUnmapped } from './account-rows.ts';
import type { AccountMapping } from './use-account-mapping.ts';
import type { Hand, Sides } from './use-hand.ts';

const inList = (keys: string, words: string): Shortcut => ({
  keys,
  words,
  group: 'In the lists',
  run: null,
});

const listKeys: readonly Shortcut[] = [
  inList('Enter', 'Pick up, map'),
  inList('n', 'Next unmapped account'),
  inList('a', 'Accept the suggestion'),
  inList('Shift+A', 'Accept all exact suggestions'),
  inList('x', 'Exclude, with a reason'),
  inList('u', 'Unmap'),
  inList('z', 'Undo last'),
  inList('f', 'Filter'),
  inList(' ', 'Select; Shift ↑ ↓ extends'),
];

/** Letters of both lists, and the keys of the whole board (console.md 4). */
export function useBoardKeys({
  mapping: { lists, progress, acts, undoing },
  hand,
  sides,
  visible,
  selected,
  openFilter,
}: {
  readonly mapping: AccountMapping;
  readonly hand: Hand;
  readonly sides: Sides;
  readonly visible: readonly Account[];
  readonly selected: ReadonlySet<string>;
  readonly openFilter: () => void;
}) {
  const { singleKeys } = useSyncExternalStore(appearanceStore.subscribe, appearanceStore.get);
  const group = 'Mapping';
  useShortcuts([
    { keys: 'F6', words: 'Other list', group, run: sides.otherSide },
    { keys: 'Escape', words: 'Put back', group, run: () => void hand.putBack() },
    { keys: '/', words: 'Search this list', group, run: sides.search },
    ...listKeys,
  ]);

  const nextUnmapped = (): void => {
    const from = visible.findIndex(({ id }) => id === sides.last.current.account);
    const next =
      visible.find((account, index) => index > from && isUnmapped(account)) ?? visible.find(isUnmapped);
    if (next === undefined) return;
    sides.last.current.account = next.id;
    sides.focus('accounts');
  };

  /** The selected accounts if this is one of them, else this one. */
  const meant = (account: Account): readonly Account[] =>
    (selected.has(account.id) ? visible.filter(({ id }) => selected.has(id)) : [account]).filter(
      progress.isFree,
    );

  const unmapThese = (accounts: readonly Account[]): void => {
    const mapped = accounts.filter(({ mapping: { state } }) => state === 'mapped');
    if (mapped.length > 1) acts.ask({ kind: 'unmap', accounts: mapped });
    else if (mapped.length === 1) acts.unmapNow(mapped);
  };

  const accept = (account: Account): void => {
    const [first, second] = lists.suggestionsOf(account);
    if (first !== undefined && second === undefined && !first.ambiguous)
      acts.map([account.id], first.company);
  };

  const anywhere: Readonly<Record<string, () => void>> = {
    n: nextUnmapped,
    f: openFilter,
    A: () => (lists.safe.length > 0 ? acts.ask({ kind: 'accept', suggestions: lists.safe }) : undefined),
    z: () => (undoing.lastUndo === null ? undefined : undoing.undo(undoing.lastUndo)),
  };
  const onRow: Readonly<Record<string, (account: Account) => void>> = {
    a: accept,
    x: (account) => {
      const accounts = meant(account).filter(({ mapping: { state } }) => state !== 'excluded');
      if (accounts.length > 0) acts.ask({ kind: 'exclude', accounts });
    },
    u: (account) => unmapThese(meant(account)),
  };
  const deciding = new Set(['A', 'z', 'a', 'x', 'u']);

  /** True: taken. */
  const onLetter = (event: KeyboardEvent, account?: Account): boolean => {
    const { key } = event;
    if (key === 'Escape') return hand.putBack();
    if (!singleKeys || (deciding.has(key) && progress.closed !== null)) return false;
    const run = anywhere[key];
    const runOnRow = account === undefined ? undefined : onRow[key];
    if (run !== undefined) run();
    else if (account !== undefined && runOnRow !== undefined) runOnRow(account);
    else return false;
    return true;
  };
  return { onLetter, unmapThese };
}
