import { type ComponentProps, type KeyboardEvent, type ReactNode, useMemo, useState } from 'react';
import type { Account, SuggestedMapping } from '../../api/mapping.ts';
import type { Words } from '../../components/words.ts';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorCard } from '../../components/failure-card.tsx';
import { ListSearch } from '../../components/filter-bar.tsx';
import { useTexts } from '../../components/texts.ts';
import { Skeleton } from '../../components/skeleton.tsx';
import { Pane, PaneNote } from '../mapping/pane.tsx';
import { threeLineHeight } from '../mapping/row-height.ts';
import { RowList } from '../mapping/row-list.tsx';
import { AccountFilter } from './account-filter.tsx';
import { AccountRow } from './account-row.tsx';
import { accountSpoken } from './account-rows.ts';
import { consoleMappingAccounts } from '../../../messages/generated/console-mapping-accounts.ts';
import type { MappingLists, MappingProgress } from './use-account-mapping.ts';
import type { Hand, Sides } from './use-pick-up.ts';

const idOf = ({ id }: Account): string => id;

/** Accounts of the vendor, each with where it stands and what can be done with it. */
export function AccountPane({
  lists,
  progress,
  words,
  hand,
  sides,
  rows,
  filter,
  typed,
  selected,
  onTyped,
  onSelect,
  onLetter,
  actionsOf,
}: {
  readonly lists: MappingLists;
  readonly progress: MappingProgress;
  readonly words: Words;
  readonly hand: Hand;
  readonly sides: Sides;
  readonly rows: readonly Account[];
  readonly filter: Omit<ComponentProps<typeof AccountFilter>, 'counts'>;
  readonly typed: string;
  readonly selected: ReadonlySet<string>;
  readonly onTyped: (typed: string) => void;
  readonly onSelect: (ids: ReadonlySet<string>) => void;
  readonly onLetter: (event: KeyboardEvent, account: Account) => boolean;
  readonly actionsOf: (account: Account, suggestions: readonly SuggestedMapping[]) => ReactNode;
}) {
  const { accounts, counts, suggestionsOf } = lists;
  const { closed } = progress;
  const text = useTexts(consoleMappingAccounts);
  const { states, onChange: onFilter } = filter;
  const [height] = useState(threeLineHeight);
  const names = useMemo(() => countNames(accounts.rows), [accounts.rows]);
  const isFiltered = states.length > 0 || typed !== '';
  return (
    <Pane
      title={text('console-mapping-accounts.accounts-of-vendor')}
      isShownOnPhone
      onFocus={() => sides.setSide('accounts')}
      head={
        <>
          <AccountFilter {...filter} counts={counts} />
          <ListSearch
            label={text('console-mapping-accounts.search-accounts')}
            placeholder={text('console-mapping-accounts.search-hint')}
            typed={typed}
            onTyped={onTyped}
            onDown={() => sides.accountList.current?.focus()}
            field={sides.accountSearch}
          />
        </>
      }
      note={<PaneNote list={accounts} />}
    >
      {accounts.error !== null && accounts.rows.length === 0 ? (
        <div className="p-3">
          <ErrorCard error={accounts.error} onRetry={accounts.again} />
        </div>
      ) : accounts.total === null && rows.length === 0 ? (
        <div className="p-3">
          <Skeleton rows={8} label={text('console-mapping-accounts.loading')} />
        </div>
      ) : accounts.total === 0 ? (
        <div className="p-3">
          <EmptyState text={text('console-mapping-accounts.none-yet')} />
        </div>
      ) : rows.length === 0 && !accounts.isWhole ? (
        <div className="p-3">
          <Skeleton rows={8} label={text('console-mapping-accounts.loading')} />
        </div>
      ) : rows.length === 0 && typed === '' && states.join() === 'unmapped' ? (
        <div className="p-3">
          <EmptyState text={text('console-mapping-accounts.all-mapped')}>
            <Button onClick={() => onFilter([])}>
              {text('console-mapping-accounts.show-all', { count: counts.total })}
            </Button>
          </EmptyState>
        </div>
      ) : rows.length === 0 ? (
        <div className="p-3">
          <EmptyState text={text('console-mapping-accounts.no-match')}>
            {isFiltered ? (
              <Button
                onClick={() => {
                  onFilter([]);
                  onTyped('');
                }}
              >
                {text('console-mapping-accounts.clear-filter')}
              </Button>
            ) : null}
          </EmptyState>
        </div>
      ) : (
        <RowList
          ref={sides.accountList}
          label={text('console-mapping-accounts.accounts-of-vendor')}
          rows={rows}
          rowId={idOf}
          rowLabel={(account) => accountSpoken(account, suggestionsOf(account), text)}
          rowHeight={height}
          pinned={hand.picked?.[0] ?? null}
          selected={closed === null ? selected : null}
          onSelect={onSelect}
          onFocusRow={(id) => {
            sides.last.current.account = id;
          }}
          onKey={(event, account) => {
            if (event.key === 'Enter') hand.onAccount(account, true);
            else return onLetter(event, account);
            return true;
          }}
        >
          {(account, attributes) => {
            const suggestions = suggestionsOf(account);
            return (
              <AccountRow
                key={account.id}
                account={account}
                hasTwin={(names.get(account.name) ?? 0) > 1}
                saving={progress.saving.get(account.id) ?? null}
                rejection={progress.rejections.get(account.id) ?? null}
                suggestions={suggestions}
                company={hand.company}
                words={words}
                text={text}
                isPicked={hand.picked?.includes(account.id) === true}
                isSelected={selected.has(account.id)}
                onSelect={closed === null ? () => onSelect(toggled(selected, account.id)) : null}
                onPick={() => hand.onAccount(account, false)}
                attributes={attributes}
                actions={actionsOf(account, suggestions)}
              />
            );
          }}
        </RowList>
      )}
    </Pane>
  );
}

function countNames(accounts: readonly Account[]): ReadonlyMap<string, number> {
  const names = new Map<string, number>();
  for (const { name } of accounts) names.set(name, (names.get(name) ?? 0) + 1);
  return names;
}

function toggled(selected: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(selected);
  if (!next.delete(id)) next.add(id);
  return next;
}
