import { type KeyboardEvent, useState } from 'react';
import type { Company } from '../../api/mapping.ts';
import { ErrorCard } from '../../components/failure-card.tsx';
import { ListSearch } from '../../components/filter-bar.tsx';
import { formatCount } from '../../values/format.ts';
import type { Words } from '../../components/words.ts';
import { Skeleton } from '../../components/skeleton.tsx';
import { lineHeight } from '../mapping/row-height.ts';
import { Pane, PaneNote } from '../mapping/pane.tsx';
import { RowList } from '../mapping/row-list.tsx';
import { CompanyRow } from './company-row.tsx';
import { companySpoken } from './company-rows.ts';
import type { MappingLists } from './use-account-mapping.ts';
import type { Hand, Sides } from './use-hand.ts';

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
  readonly onTyped: (text: string) => void;
  /** Letters of the board; true: taken. */
  readonly onLetter: (event: KeyboardEvent) => boolean;
}) {
  const { companies } = lists;
  const [height] = useState(lineHeight);
  const mapped = (company: Company): number =>
    lists.accounts.isWhole ? lists.onCompany(company.id).length : company.mappedAccounts.length;
  return (
    <Pane
      title={`${words.psa} ${words.companies}`}
      isShownOnPhone={false}
      onFocus={() => sides.setSide('companies')}
      head={
        <ListSearch
          label={`Search ${words.companies}`}
          placeholder={companies.total === null ? 'Search' : `Search ${formatCount(companies.total)}`}
          typed={typed}
          onTyped={onTyped}
          onDown={() => sides.companyList.current?.focus()}
          field={sides.companySearch}
        />
      }
      note={<PaneNote list={companies} what={words.companies} />}
    >
      {companies.error !== null && companies.rows.length === 0 ? (
        <div className="p-3">
          <ErrorCard error={companies.error} onRetry={companies.again} />
        </div>
      ) : companies.total === null && rows.length === 0 ? (
        <div className="p-3">
          <Skeleton rows={10} label={`Loading ${words.companies}`} />
        </div>
      ) : rows.length === 0 && companies.isWhole ? (
        <p className="p-4 text-ink-2">
          {typed === '' ? `No ${words.companies} are read yet.` : `No ${words.company} matches.`}
        </p>
      ) : (
        <div className={`h-full ${isDimmed ? 'opacity-60' : ''}`}>
          <RowList
            ref={sides.companyList}
            label={`${words.psa} ${words.companies}`}
            rows={rows}
            rowId={idOf}
            rowLabel={(company) => companySpoken(company, mapped(company), words)}
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
