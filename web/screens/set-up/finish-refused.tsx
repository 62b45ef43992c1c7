import { Link } from 'react-router';
import { asApiError } from '../../values/problem.ts';
import { Banner } from '../../components/banner.tsx';
import { ErrorCard } from '../../components/failure-card.tsx';
import { stepPath } from './set-up-steps.ts';

/** "Not finished: … Nothing was started." with each missing thing linked. */
export function FinishRefused({
  error,
  integrationId,
}: {
  readonly error: unknown;
  readonly integrationId: string;
}) {
  const problem = asApiError(error);
  if (problem.code !== 'GateNotMet') return <ErrorCard error={error} />;
  const parts = problem.items.map(({ part }) => part ?? '');
  const target = parts.some((part) => part.startsWith('service')) ? 'services' : 'accounts';
  return (
    <Banner tone="bad">
      Not finished: {problem.items.map(({ detail }) => detail).join('; ') || problem.detail}. Nothing was
      started.{' '}
      <Link to={stepPath(target, integrationId)} className="text-accent underline">
        Go there
      </Link>
    </Banner>
  );
}
