import { useRef } from 'react';
import type { Company } from '../../api/mapping.ts';
import { useTexts } from '../../components/texts.ts';
import type { Words } from '../../components/words.ts';
import { ListSearch } from '../../components/filter-bar.tsx';
import { Modal } from '../../components/modal.tsx';
import { VendorText } from '../../components/vendor-text.tsx';
import type { CompanyRef } from './account-rows.ts';
import { companyFacts, whyClosed } from './company-rows.ts';
import { consoleMappingAccounts } from '../../../messages/generated/console-mapping-accounts.ts';
import type { MappingLists } from './use-account-mapping.ts';
import type { Hand } from './use-pick-up.ts';

/** More than this nobody scrolls through with a thumb. */
const mostShown = 50;

/** On a phone: the account that was tapped is in the hand, and a company is chosen for it here. */
export function CompanySheet({
  lists,
  words,
  hand,
  name,
  rows,
  typed,
  onTyped,
}: {
  readonly lists: MappingLists;
  readonly words: Words;
  readonly hand: Hand;
  /** Of what is in the hand. */
  readonly name: string;
  readonly rows: readonly Company[];
  readonly typed: string;
  readonly onTyped: (typed: string) => void;
}) {
  const search = useRef<HTMLInputElement>(null);
  const text = useTexts(consoleMappingAccounts);
  const noteOf = (company: CompanyRef, note: string): string =>
    text('console-mapping-accounts.choice', { record: `${words.psaIds} ${company.id}`, note });
  const picked = hand.picked ?? [];
  const [account] = picked.length === 1 ? picked.flatMap((id) => lists.byId.get(id) ?? []) : [];
  const suggestions = account === undefined ? [] : lists.suggestionsOf(account);
  const choose = (company: CompanyRef): void => hand.put(picked, company);
  const shown = rows.slice(0, mostShown);
  return (
    <Modal
      place="bottom"
      title={text('console-mapping-accounts.map-name', { name })}
      onClose={() => void hand.putBack()}
    >
      <div className="flex flex-col gap-3 pb-4">
        {typed === '' && suggestions.length > 0 ? (
          <section aria-label={text('console-mapping-accounts.suggestions')}>
            <h3 className="text-label font-medium text-ink-2">
              {text('console-mapping-accounts.suggestions')}
            </h3>
            <ul>
              {suggestions.map(({ company, words: reason }) => (
                <Choice
                  key={company.id}
                  company={company}
                  note={noteOf(company, reason)}
                  onChoose={() => choose(company)}
                />
              ))}
            </ul>
          </section>
        ) : null}
        <section aria-label={text('console-mapping-accounts.companies')} className="flex flex-col gap-2">
          <div className="flex">
            <ListSearch
              label={text('console-mapping-accounts.search-companies')}
              placeholder={text('console-mapping-accounts.search-companies')}
              typed={typed}
              onTyped={onTyped}
              field={search}
            />
          </div>
          <ul>
            {shown.map((company) => {
              const why = whyClosed(company, text);
              const facts = companyFacts(company, lists.onCompany(company.id).length, text);
              return (
                <Choice
                  key={company.id}
                  company={company}
                  note={noteOf(company, why ?? facts)}
                  onChoose={why === null ? () => choose(company) : null}
                />
              );
            })}
          </ul>
          {rows.length > shown.length ? (
            <p className="text-label text-ink-3">
              {text('console-mapping-accounts.more', { count: rows.length - shown.length })}
            </p>
          ) : null}
          {rows.length === 0 ? (
            <p className="text-ink-2">{text('console-mapping-accounts.no-company-matches')}</p>
          ) : null}
        </section>
      </div>
    </Modal>
  );
}

function Choice({
  company,
  note,
  onChoose,
}: {
  readonly company: CompanyRef;
  readonly note: string;
  /** Null: it cannot be chosen, and the note says why. */
  readonly onChoose: (() => void) | null;
}) {
  return (
    <li className="border-b border-line">
      <button
        type="button"
        aria-disabled={onChoose === null}
        onClick={() => onChoose?.()}
        className={`flex min-h-11 w-full flex-col justify-center py-1.5 text-left ${onChoose === null ? 'text-ink-3' : ''}`}
      >
        <VendorText text={company.name} oneLine className="font-medium" />
        <span className="text-label text-ink-3">{note}</span>
      </button>
    </li>
  );
}
