import { type KeyboardEvent, useState } from 'react';
import type { Company } from '../../api/mapping.ts';
import { ErrorCard } from '../../components/failure-card.tsx';
import { ListSearch } from '../../components/filter-bar.tsx';
import { useTexts } from '../../components/texts.ts';
import type { Words } from '../../components/words.ts';
import { Skeleton } from '../../components/skeleton.tsx';
import { lineHeight } from '../mapping/row-height.ts';
import { Pane, PaneNote } from '../mapping/pane.tsx';
import { RowList } from '../mapping/row-list.tsx';
import { CompanyRow } from './company-row.tsx';
import { companySpoken } from './company-rows.ts';
import { consoleMappingAccounts } from '../../../messages/generated/console-mapping-accounts.ts';
import type { MappingLists } from './use-account-mapping.ts';
import type { Hand, Sides } from './use-pick-up.ts';

const idOf = ({ id }: Company): string => id;

/** Companies of the PSA, to be dragged to the right. */
export function CompanyPane({
  lists,
  words,
  isClosed,
  hand,
  sides,
  rows,
  isDimmed,
  typed,
  onTyped,
  onLetter,
}: {
  readonly lists: MappingLists;
  readonly words: Words;
  readonly isClosed: boolean;
  readonly hand: Hand;
  readonly sides: Sides;
  readonly rows: readonly Company[];
  readonly isDimmed: boolean;
  readonly typed: string;
  readonly onTyped: (typed: string) => void;
  /** Letters of the board; true: taken. */
  readonly onLetter: (event: KeyboardEvent) => boolean;
}) {
  const { companies } = lists;
  const text = useTexts(consoleMappingAccounts);
  const [height] = useState(lineHeight);
  const mapped = (company: Company): number =>
    lists.accounts.isWhole ? lists.onCompany(company.id).length : company.mappedAccounts.length;
  return (
    <Pane
      title={text('console-mapping-accounts.companies-of-psa')}
      isShownOnPhone={false}
      onFocus={() => sides.setSide('companies')}
      head={
        <ListSearch
          label={text('console-mapping-accounts.search-companies')}
          placeholder={
            companies.total === null
              ? text('console-mapping-accounts.search')
              : text('console-mapping-accounts.search-in', { count: companies.total })
          }
          typed={typed}
          onTyped={onTyped}
          onDown={() => sides.companyList.current?.focus()}
          field={sides.companySearch}
        />
      }
      note={<PaneNote list={companies} />}
    >
      {companies.error !== null && companies.rows.length === 0 ? (
        <div className="p-3">
          <ErrorCard error={companies.error} onRetry={companies.again} />
        </div>
      ) : companies.total === null && rows.length === 0 ? (
        <div className="p-3">
          <Skeleton rows={10} label={text('console-mapping-accounts.loading-companies')} />
        </div>
      ) : rows.length === 0 && companies.isWhole ? (
        <p className="p-4 text-ink-2">
          {text(
            typed === ''
              ? 'console-mapping-accounts.no-companies'
              : 'console-mapping-accounts.no-company-matches',
          )}
        </p>
      ) : (
        <div className={`h-full ${isDimmed ? 'opacity-60' : ''}`}>
          <RowList
            ref={sides.companyList}
            label={text('console-mapping-accounts.companies-of-psa')}
            rows={rows}
            rowId={idOf}
            rowLabel={(company) => companySpoken(company, mapped(company), text)}
            rowHeight={height}
            pinned={hand.company?.id ?? null}
            selected={null}
            onFocusRow={(id) => {
              sides.last.current.company = id;
            }}
            onKey={(event, company) => {
              if (event.key === 'Enter') hand.onCompany(company, true);
              else return onLetter(event);
              return true;
            }}
          >
            {(company, attributes) => (
              <CompanyRow
                key={company.id}
                company={company}
                words={words}
                text={text}
                mapped={mapped(company)}
                isInHand={hand.company?.id === company.id}
                isClosed={isClosed}
                attributes={attributes}
                onPick={() => hand.onCompany(company, false)}
              />
            )}
          </RowList>
        </div>
      )}
    </Pane>
  );
}
