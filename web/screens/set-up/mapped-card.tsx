import { Link } from '../../components/router.tsx';
import type { Review } from '../../api/integration-commands.ts';
import { useWords } from '../../components/words.ts';
import { filled, slot, useTexts } from '../../components/texts.ts';
import { VendorText } from '../../components/vendor-text.tsx';
import type { AccountState } from '../mapping-accounts/account-rows.ts';
import { consoleSetUp } from '../../../messages/generated/console-set-up.ts';
import { stepPath } from './set-up-steps.ts';

/** What is mapped and by whom, what is left out and why, with the way back to each. */
export function MappedCard({
  integrationId,
  review,
}: {
  readonly integrationId: string;
  readonly review: Review;
}) {
  const { accounts, services } = review;
  const { psaIds } = useWords(integrationId);
  const text = useTexts(consoleSetUp, integrationId);
  return (
    <section className="flex flex-col gap-3 rounded-card border border-line bg-surface p-4">
      <h2 className="text-section font-semibold">{text('console-set-up.mapping')}</h2>
      <p>
        {filled(
          text('console-set-up.accounts-line', {
            link: slot(0),
            mapped: accounts.mapped,
            excluded: accounts.excluded,
            unmapped: accounts.unmapped,
          }),
          <Link to={stepPath('accounts', integrationId)} className="text-accent underline">
            {text('console-set-up.part.accounts')}
          </Link>,
        )}
      </p>
      <div>
        {filled(
          text('console-set-up.services-line', { link: slot(0) }),
          <Link to={stepPath('services', integrationId)} className="text-accent underline">
            {text('console-set-up.part.services')}
          </Link>,
        )}
        <ul className="list-disc pl-5">
          {services.map(({ id, name, products }) => (
            <li key={id}>
              {products.length === 0
                ? text('console-set-up.service-unmapped', { name })
                : text('console-set-up.service-mapped', {
                    name,
                    mapped: products.map(({ productId, lines }) =>
                      text('console-set-up.mapped-product', { id: productId, lines }),
                    ),
                  })}
            </li>
          ))}
        </ul>
      </div>
      <Decided
        of={text('console-set-up.excluded', { count: review.exclusions.length })}
        all={accountsPath(integrationId, 'excluded')}
        rows={review.exclusions.map(({ accountId, label, reason }) => ({
          id: accountId,
          words: text('console-set-up.excluded-account', { label, reason }),
        }))}
      />
      <Decided
        of={text('console-set-up.mapped-manually', { count: review.matchedByHand.length })}
        all={accountsPath(integrationId, 'mapped')}
        rows={review.matchedByHand.map(({ accountId, label, company }) => ({
          id: accountId,
          words: text('console-set-up.mapped-account', {
            label,
            name: company.name,
            id: `${psaIds} ${company.id}`,
          }),
        }))}
      />
      {accounts.unmapped === 0 ? null : (
        <p className="text-ink-2">{text('console-set-up.unmapped-stay', { count: accounts.unmapped })}</p>
      )}
    </section>
  );
}

const accountsPath = (integrationId: string, status: AccountState): string =>
  `${stepPath('accounts', integrationId)}?status=${status}`;

const listed = 10;

/** What people decided, by name: the first few, and the way to all of them. */
function Decided({
  of,
  all,
  rows,
}: {
  readonly of: string;
  /** Address of the whole list. */
  readonly all: string;
  readonly rows: readonly { readonly id: string; readonly words: string }[];
}) {
  const text = useTexts(consoleSetUp);
  if (rows.length === 0) return null;
  return (
    <div>
      {of}
      <ul className="list-disc pl-5 text-table">
        {rows.slice(0, listed).map(({ id, words }) => (
          <li key={id}>
            <VendorText text={words} />
          </li>
        ))}
      </ul>
      {rows.length > listed ? (
        <Link to={all} className="text-accent underline">
          {text('console-set-up.view-all', { count: rows.length })}
        </Link>
      ) : null}
    </div>
  );
}
