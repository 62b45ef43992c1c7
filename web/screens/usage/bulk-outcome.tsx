import type { DecisionResult } from '../../api/usage-decisions.ts';
import type { UsageRow } from '../../api/usage.ts';
import { Button } from '../../components/button.tsx';
import { Modal } from '../../components/modal.tsx';
import { VendorText } from '../../components/vendor-text.tsx';

/** "31 approved, 2 changed meanwhile": what became of each, the refused with their reason. They stay selected. */
export function BulkOutcome({
  results,
  rows,
  onClose,
}: {
  readonly results: readonly DecisionResult[];
  readonly rows: readonly UsageRow[];
  readonly onClose: () => void;
}) {
  const counts = new Map<string, number>();
  for (const { outcome } of results) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  const refused = results.filter(({ outcome }) => outcome === 'refused');
  const unanswered = results.length === 0;
  return (
    <Modal
      title={
        unanswered ? 'Not saved' : [...counts].map(([outcome, count]) => `${count} ${outcome}`).join(', ')
      }
      onClose={onClose}
    >
      <div className="flex flex-col gap-3">
        {unanswered ? <p>Nothing was decided. Each row says why.</p> : null}
        {refused.length === 0 ? null : (
          <ul className="flex flex-col gap-1 text-table">
            {refused.map(({ usageLineId, title, detail }) => (
              <li key={usageLineId}>
                <VendorText text={rows.find(({ id }) => id === usageLineId)?.label ?? usageLineId} />: {title}
                .{' '}
                <span className="text-ink-2">
                  <VendorText text={detail ?? ''} />
                </span>
              </li>
            ))}
          </ul>
        )}
        <div className="flex justify-end">
          <Button look="primary" onClick={onClose}>
            Close
          </Button>
        </div>
      </div>
    </Modal>
  );
}
