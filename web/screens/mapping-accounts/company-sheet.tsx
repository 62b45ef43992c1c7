import { useRef } from 'react';
import type { Company } from '../../api/mapping.ts';
import { capital, type Words } from '../../components/words.ts';
import { ListSearch } from '../../components/filter-bar.tsx';
import { plural } from '../../values/format.ts';
import { Modal } from '../../components/modal.tsx';
import { VendorText } from '../../components/vendor-text.tsx';
import type { CompanyRef } from './account-rows.ts';
import { companyFacts, whyClosed } from './company-rows.ts';
import type { MappingLists } from './use-account-mapping.ts';
import type { Hand } from './use-hand.ts';

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
  readonly onTyped: (text: string) => void;
}) {
  const search = useRef<HTMLInputElement>(null);
  const picked = hand.picked ?? [];
  const [account] = picked.length === 1 ? picked.flatMap((id) => lists.byId.get(id) ?? []) : [];
  const suggestions = account === undefined ? [] : lists.suggestionsOf(account);
  const choose = (company: CompanyRef): void => hand.put(picked, company);
  const shown = rows.slice(0, mostShown);
  return (
    <Modal place="bottom" title={`Map ${name}`} onClose={() => void hand.putBack()}>
      <div className="flex flex-col gap-3 pb-4">
        {typed === '' && suggestions.length > 0 ? (
          <section aria-label="Suggestions">
            <h3 className="text-label font-medium text-ink-2">Suggestions</h3>
            <ul>
              {suggestions.map(({ company, words: reason }) => (
                <Choice
                  key={company.id}
                  company={company}
                  note={`${words.psaIds} ${company.id} · ${reason}`}
                  onChoose={() => choose(company)}
                />
              ))}
            </ul>
          </section>
        ) : null}
        <section aria-label={capital(words.companies)} className="flex flex-col gap-2">
          <div className="flex">
            <ListSearch
              label={`Search ${words.companies}`}
              placeholder={`Search ${words.companies}`}
              typed={typed}
              onTyped={onTyped}
              field={search}
            />
          </div>
          <ul>
            {shown.map((company) => {
              const why = whyClosed(company, words);
              const facts = companyFacts(company, lists.onCompany(company.id).length, words);
              return (
                <Choice
                  key={company.id}
                  company={company}
                  note={`${words.psaIds} ${company.id} · ${why ?? facts}`}
                  onChoose={why === null ? () => choose(company) : null}
                />
              );
            })}
          </ul>
          {rows.length > shown.length ? (
            <p className="text-label text-ink-3">
              {plural(rows.length - shown.length, 'more')}: search to find them.
            </p>
          ) : null}
          {rows.length === 0 ? <p className="text-ink-2">No company matches.</p> : null}
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
