import { type KeyboardEvent, useSyncExternalStore } from 'react';
import { appearanceStore } from '../../components/theme.ts';
import type { Account } from '../../api/mapping.ts';
import type { Shortcut } from '../../components/shortcut.ts';
import { useShortcuts } from '../../components/shortcuts.tsx';
import { useTexts } from '../../components/texts.ts';
import { consoleMapping } from '../../../messages/generated/console-mapping.ts';
import { isUnmapped } from './account-rows.ts';
import { consoleMappingAccounts } from '../../../messages/generated/console-mapping-accounts.ts';
import type { AccountMapping } from './use-account-mapping.ts';
import type { Hand, Sides } from './use-pick-up.ts';

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
  const text = useTexts(consoleMappingAccounts);
  const shared = useTexts(consoleMapping);
  const group = shared('console-mapping.title');
  const inList = (keys: string, words: string): Shortcut => ({
    keys,
    words,
    group: shared('console-mapping.in-lists'),
    run: null,
  });
  useShortcuts([
    { keys: 'F6', words: shared('console-mapping.other-list'), group, run: sides.otherSide },
    { keys: 'Escape', words: shared('console-mapping.cancel'), group, run: () => void hand.putBack() },
    { keys: '/', words: text('console-mapping-accounts.key.search'), group, run: sides.search },
    inList('Enter', shared('console-mapping.select-map')),
    inList('n', text('console-mapping-accounts.key.next')),
    inList('a', text('console-mapping-accounts.key.accept')),
    inList('Shift+A', text('console-mapping-accounts.key.accept-all')),
    inList('x', text('console-mapping-accounts.key.exclude')),
    inList('u', shared('console-mapping.unmap')),
    inList('z', shared('console-mapping.undo')),
    inList('f', text('console-mapping-accounts.key.filter')),
    inList(' ', text('console-mapping-accounts.key.select')),
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
