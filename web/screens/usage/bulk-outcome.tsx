import type { DecisionResult } from '../../api/usage-decisions.ts';
import type { UsageRow } from '../../api/usage.ts';
import { Button } from '../../components/button.tsx';
import { plural } from '../../components/format.ts';
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
  const unknown = results.filter(({ outcome }) => outcome === 'unknown').length;
  return (
    <Modal
      title={
        results.length === 0
          ? 'Nothing was sent'
          : [...counts].map(([outcome, count]) => `${count} ${outcome}`).join(', ')
      }
      onClose={onClose}
    >
      <div className="flex flex-col gap-3">
        {unknown === 0 ? null : (
          <p>
            No answer came for {plural(unknown, 'line')}: it is not known whether they were decided. Their
            rows were read anew and show what stands.
          </p>
        )}
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
