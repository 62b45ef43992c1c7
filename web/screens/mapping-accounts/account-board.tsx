import { useCallback, useDeferredValue, useState } from 'react';
import type { Account } from '../../api/mapping.ts';
import { Button } from '../../components/button.tsx';
import { useTexts } from '../../components/texts.ts';
import { useMediaQuery } from '../../components/use-media-query.ts';
import { useSearchText } from '../../components/use-search-text.ts';
import { VendorText } from '../../components/vendor-text.tsx';
import { Board } from '../mapping/board.tsx';
import { useChangedElsewhere } from '../mapping/use-changed-elsewhere.ts';
import { AccountActions } from './account-actions.tsx';
import { AccountPane } from './account-pane.tsx';
import { type AccountState, accountName, companyName } from './account-rows.ts';
import { consoleMappingAccounts } from '../../../messages/generated/console-mapping-accounts.ts';
import { BulkActions } from './bulk-actions.tsx';
import { CompanySheet } from './company-sheet.tsx';
import { CompanyPane } from './company-pane.tsx';
import { Questions } from './questions.tsx';
import { useAccountMapping } from './use-account-mapping.ts';
import { statusWord, useMappingAddress } from './use-address.ts';
import { useBoardKeys } from './use-board-keys.ts';
import { usePickUp } from './use-pick-up.ts';
import { useVisibleAccounts, useVisibleCompanies } from './use-visible-rows.ts';

/** The board of the set-up and of the screen after it: companies at the left are put on accounts at the right. */
export function AccountBoard({ integrationId }: { readonly integrationId: string }) {
  const { address, change } = useMappingAddress();
  const mapping = useAccountMapping(integrationId);
  const { lists, progress, acts, undoing, words } = mapping;
  const text = useTexts(consoleMappingAccounts, integrationId);
  const elsewhere = useChangedElsewhere(integrationId, undoing.isOwn);
  const [accountText, setAccountText] = useSearchText(
    address.q,
    useCallback((q: string) => change({ q }), [change]),
  );
  const [companyText, setCompanyText] = useSearchText(
    address.psaq,
    useCallback((psaq: string) => change({ psaq }), [change]),
  );
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const isPhone = useMediaQuery('(max-width: 639px)');
  const [isFilterOpen, setFilterOpen] = useState(false);
  const visible = useVisibleAccounts(
    lists.accounts,
    lists.byId,
    address.states,
    useDeferredValue(accountText),
  );
  const found = useVisibleCompanies(integrationId, lists.companies, useDeferredValue(companyText));
  const { hand, sides } = usePickUp({ mapping, pick: address.pick, change, visible, selected });
  const { onLetter, unmapThese } = useBoardKeys({
    mapping,
    hand,
    sides,
    visible,
    selected,
    openFilter: () => setFilterOpen(true),
  });
  const onFilter = (states: readonly AccountState[]): void => {
    setSelected(new Set());
    change({ status: statusWord(states) }, true);
  };
  const choose = (account: Account): void => {
    const [first] = lists.suggestionsOf(account);
    if (first === undefined) return;
    hand.onAccount(account, true);
    const name = first.company.name
      .split(/\s+/u)
      .slice(0, first.reason === 'equal-name' ? 99 : 1)
      .join(' ');
    setCompanyText(name);
  };
  const showNews = (): void => {
    elsewhere.forget();
    lists.accounts.again();
    lists.companies.again();
  };
  const inHand =
    hand.company !== null
      ? companyName(hand.company, words, text)
      : hand.picked === null
        ? null
        : hand.picked.length === 1
          ? accountName(lists.byId.get(hand.picked[0] ?? '') ?? { label: '' })
          : text('console-mapping-accounts.accounts', { count: hand.picked.length });
  const selectedRows = visible.filter(({ id }) => selected.has(id));
  const { counts } = lists;
  return (
    <Board
      closed={progress.closed}
      hand={{
        drag: hand.drag,
        drop: hand.drop,
        putBack: hand.putBack,
        side: sides.side,
        setSide: sides.setSide,
      }}
      carried={
        hand.isDragging && hand.company !== null ? (
          <>
            <VendorText text={hand.company.name} oneLine className="min-w-0 font-medium" />
            <span className="shrink-0 font-mono text-label text-ink-3">
              {words.psaIds} {hand.company.id}
            </span>
          </>
        ) : null
      }
      counts={
        <>
          <span data-testid="mapping-counts">
            <strong className="font-semibold text-ink">
              {text('console-mapping-accounts.counts', { mapped: counts.mapped, total: counts.total })}
            </strong>{' '}
            {text('console-mapping-accounts.counts-rest', {
              excluded: counts.excluded,
              unmapped: counts.unmapped,
            })}
          </span>
          {address.dropped > 0 ? (
            <span>{text('console-mapping-accounts.dropped-filters', { count: address.dropped })}</span>
          ) : null}
          {elsewhere.count > 0 ? (
            <span>
              {text('console-mapping-accounts.elsewhere', { count: elsewhere.count })}{' '}
              <button type="button" className="text-accent underline" onClick={showNews}>
                {text('console-mapping-accounts.show')}
              </button>
            </span>
          ) : null}
        </>
      }
      actions={
        lists.safe.length > 0 && progress.closed === null ? (
          <Button
            dense
            title={text('console-mapping-accounts.accept-all-key')}
            aria-keyshortcuts="Shift+A"
            onClick={() => acts.ask({ kind: 'accept', suggestions: lists.safe })}
          >
            {text('console-mapping-accounts.accept-all', { count: lists.safe.length })}
          </Button>
        ) : null
      }
      columns="sm:grid-cols-[minmax(0,3fr)_minmax(0,5fr)]"
      handled={{
        inHand: hand.isDragging ? null : inHand,
        lastUndo: progress.closed === null ? undoing.lastUndo : null,
        onUndo: undoing.undo,
        children: (
          <BulkActions
            rows={selectedRows}
            safe={lists.safe}
            isFree={progress.isFree}
            ask={acts.ask}
            onUnmap={unmapThese}
            onClear={() => setSelected(new Set())}
          />
        ),
      }}
    >
      <CompanyPane
        lists={lists}
        words={words}
        isClosed={progress.closed !== null}
        hand={hand}
        sides={sides}
        rows={found.rows}
        isDimmed={found.isDimmed}
        typed={companyText}
        onTyped={setCompanyText}
        onLetter={onLetter}
      />
      <AccountPane
        lists={lists}
        progress={progress}
        words={words}
        hand={hand}
        sides={sides}
        rows={visible}
        filter={{ states: address.states, onChange: onFilter, isOpen: isFilterOpen, onOpen: setFilterOpen }}
        typed={accountText}
        selected={selected}
        onTyped={setAccountText}
        onSelect={setSelected}
        onLetter={onLetter}
        actionsOf={(account, suggestions) => (
          <AccountActions
            {...{ integrationId, account, acts, words, suggestions }}
            isOpen={progress.closed === null && progress.isFree(account)}
            onChoose={() => choose(account)}
          />
        )}
      />
      <Questions
        {...{ acts, words, text }}
        question={mapping.question}
        onCompany={lists.onCompany}
        onExclude={hand.letGo}
      />
      {isPhone && hand.picked !== null ? (
        <CompanySheet
          lists={lists}
          words={words}
          hand={hand}
          name={inHand ?? ''}
          rows={found.rows}
          typed={companyText}
          onTyped={setCompanyText}
        />
      ) : null}
    </Board>
  );
}
