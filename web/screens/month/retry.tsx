import type { Month } from '../../api/month.ts';
import { useClosed } from '../../api/session.ts';
import { RetryFailed } from '../runs/retry-failed.tsx';
import { usePartTexts } from './part-texts.ts';

/** Rereads accounts without a count; shown if the integration is known and the user has the permission. */
export default function Retry({ month: { syncs } }: { readonly month: Month }) {
  const closed = useClosed()('sync');
  const text = usePartTexts();
  const [only, ...others] = syncs;
  if (closed !== null || only === undefined || others.length > 0) return null;
  return (
    <span className="relative z-1 mr-2 max-sm:hidden">
      <RetryFailed integrationId={only.integrationId}>{text('console-month-parts.retry-failed')}</RetryFailed>
    </span>
  );
}
