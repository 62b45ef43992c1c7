import { monthReportAddress, useReviewMonths } from '../../api/review-months.ts';
import { useRunWatch } from '../../app/run-watch.tsx';
import { useWordsOf } from '../../app/words.tsx';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { plural } from '../../components/format.ts';
import { Instant } from '../../components/instant.tsx';
import { Modal } from '../../components/modal.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { VendorText } from '../../components/vendor-text.tsx';
import { monthName } from './month.ts';

/** Reports of closed months, newest first, for everybody who may read. */
export function ClosedMonthsDialog({
  onReport,
  onClose,
}: {
  readonly onReport: (id: string) => void;
  readonly onClose: () => void;
}) {
  const query = useReviewMonths();
  const { integrations } = useRunWatch();
  const words = useWordsOf();
  return (
    <Modal title="Closed months" onClose={onClose}>
      <QueryView query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState text="No month was closed yet." />
          ) : (
            <ul className="divide-y divide-line">
              {items.map(({ id, integrationId, month, version, openLines, closedAt, closedBy, reopened }) => (
                <li key={id} className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2">
                  <Button look="quiet" onClick={() => onReport(id)}>
                    {monthName(month)}
                  </Button>
                  <span className="min-w-0 grow text-table text-ink-2">
                    {integrations.length > 1 ? `${words(integrationId).vendorName} · ` : ''}
                    {version === 1 && reopened === null ? '' : `version ${version} · `}
                    {plural(openLines, 'open line')} · closed by{' '}
                    <VendorText text={closedBy.name ?? closedBy.kind} /> <Instant at={closedAt} />
                    {reopened === null ? null : (
                      <>
                        {' '}
                        · reopened <Instant at={reopened.at} />
                      </>
                    )}
                  </span>
                  <a
                    href={monthReportAddress(id, 'csv')}
                    download
                    aria-label={`CSV of ${monthName(month)}${version === 1 ? '' : `, version ${version}`}`}
                    className="text-accent underline max-sm:py-1"
                  >
                    CSV
                  </a>
                </li>
              ))}
            </ul>
          )
        }
      </QueryView>
    </Modal>
  );
}
