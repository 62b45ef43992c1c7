import { Link } from 'react-router';
import type { Review } from '../../api/integrations.ts';
import { formatCount, plural } from '../../components/format.ts';
import { stepPath } from './set-up-steps.ts';

/** What is mapped, what is left out, with the way back to each. */
export function MappedCard({
  integrationId,
  review,
}: {
  readonly integrationId: string;
  readonly review: Review;
}) {
  const { accounts, services } = review;
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
