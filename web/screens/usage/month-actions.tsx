import { Link } from '../../components/router.tsx';
import { useMonths } from '../../api/months.ts';
import { useRunWatch } from '../../context/run-watch.tsx';
import { ButtonWithReason } from '../../components/button-with-reason.tsx';
import { denseLink } from '../../components/link-button.tsx';
import { usePlaces, useRules } from './review/review.tsx';
import { useReviewTexts } from './review/texts.ts';

/** What leaves the review as a whole. Before anything is in use there is nothing to take out or to close. */
export function MonthActions({ csv, withClosing }: { readonly csv: string; readonly withClosing: boolean }) {
  const text = useReviewTexts();
  const { closed } = useRules();
  const { ask } = usePlaces();
  const { integrations } = useRunWatch();
  const inUse = integrations.filter(({ finishedAt }) => finishedAt !== null).map(({ id }) => id);
  const months = useMonths(inUse);
  const none = months !== null && [...months.values()].every((some) => some.length === 0);
  return (
    <span className="flex flex-wrap gap-2">
      {inUse.length === 0 ? null : (
        <a href={csv} download className={`${denseLink} max-sm:hidden`}>
          {text('console-usage-review.csv')}
        </a>
      )}
      <Link to="/reports" className={denseLink}>
        {text('console-usage-review.reports')}
      </Link>
      {withClosing && inUse.length > 0 ? (
        <ButtonWithReason
          dense
          reason={closed('close-month') ?? (none ? text('console-usage-review.no-sync-yet') : null)}
          reasonAt="before"
          onClick={() => ask({ kind: 'close-month' })}
        >
          {text('console-usage-review.close-month')}
        </ButtonWithReason>
      ) : null}
    </span>
  );
}
