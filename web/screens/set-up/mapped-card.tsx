import { Link } from '../../components/router.tsx';
import type { Review } from '../../api/integration-commands.ts';
import { useWords } from '../../components/words.ts';
import { formatCount, plural } from '../../values/format.ts';
import { VendorText } from '../../components/vendor-text.tsx';
import type { AccountState } from '../mapping-accounts/account-rows.ts';
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
  return (
    <section className="flex flex-col gap-3 rounded-card border border-line bg-surface p-4">
      <h2 className="text-section font-semibold">Mapping</h2>
      <p>
        <Link to={stepPath('accounts', integrationId)} className="text-accent underline">
          Accounts
        </Link>
        : {formatCount(accounts.mapped)} mapped · {formatCount(accounts.excluded)} excluded ·{' '}
        {formatCount(accounts.unmapped)} unmapped
      </p>
      <div>
        <Link to={stepPath('services', integrationId)} className="text-accent underline">
          Services
        </Link>
        :
        <ul className="list-disc pl-5">
          {services.map(({ id, name, products }) => (
            <li key={id}>
              {name}
              {products.length === 0 ? ': not mapped' : ' → '}
              {products.map(({ productId, lines }) => `${productId} (${plural(lines, 'line')})`).join(', ')}
            </li>
          ))}
        </ul>
      </div>
      <Decided
        of={plural(review.exclusions.length, 'account is excluded', 'accounts are excluded')}
        all={accountsPath(integrationId, 'excluded')}
        rows={review.exclusions.map(({ accountId, label, reason }) => ({
          id: accountId,
          words: `${label}: ${reason}`,
        }))}
      />
      <Decided
        of={plural(review.matchedByHand.length, 'account is mapped by hand', 'accounts are mapped by hand')}
        all={accountsPath(integrationId, 'mapped')}
        rows={review.matchedByHand.map(({ accountId, label, company }) => ({
          id: accountId,
          words: `${label} → ${company.name} (${psaIds} ${company.id})`,
        }))}
      />
      {accounts.unmapped === 0 ? null : (
        <p className="text-ink-2">
          {accounts.unmapped === 1
            ? '1 unmapped account stays visible with its seats.'
            : `${formatCount(accounts.unmapped)} unmapped accounts stay visible with their seats.`}
        </p>
      )}
    </section>
  );
}

const accountsPath = (integrationId: string, status: AccountState): string =>
  `${stepPath('accounts', integrationId)}?status=${status}`;

const listed = 5;

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
  if (rows.length === 0) return null;
  return (
    <div>
      {of}:
      <ul className="list-disc pl-5 text-table">
        {rows.slice(0, listed).map(({ id, words }) => (
          <li key={id}>
            <VendorText text={words} />
          </li>
        ))}
      </ul>
      {rows.length > listed ? (
        <Link to={all} className="text-accent underline">
          See all {formatCount(rows.length)}
        </Link>
      ) : null}
    </div>
  );
}
