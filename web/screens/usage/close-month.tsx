import { useState } from 'react';
import { useCloseMonth, useReviewMonths } from '../../api/review-months.ts';
import { useRunWatch } from '../../app/run-watch.tsx';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { plural } from '../../components/format.ts';
import { SelectField } from '../../components/select-field.tsx';
import { useFormKey } from '../../components/use-form-key.ts';
import { monthName, monthsUpTo } from './month.ts';
import { vendorNames } from './vendor-names.ts';

const offered = 6;

/** Freezes the totals of a month as a report; open lines are listed first (RULES 12). */
export function CloseMonthDialog({
  month: current,
  onReport,
  onClose,
}: {
  readonly month: string;
  readonly onReport: (id: string) => void;
  readonly onClose: () => void;
}) {
  const { integrations } = useRunWatch();
  const finished = integrations.filter(({ finishedAt }) => finishedAt !== null);
  const [integrationId, setIntegrationId] = useState(finished[0]?.id ?? '');
  const [month, setMonth] = useState(current);
  const closed = useReviewMonths();
  const closing = useCloseMonth();
  const { key, renew } = useFormKey();
  const integration = finished.find(({ id }) => id === integrationId);
  const already = closed.data?.items.find(
    (one) => one.month === month && one.integrationId === integrationId,
  );
  const close = (): void => {
    if (already !== undefined) {
      onReport(already.id);
      return;
    }
    closing.mutate({ key, integrationId, month }, { onSuccess: ({ id }) => onReport(id), onError: renew });
  };
  return (
    <ConfirmDialog
      title={`Close ${monthName(month)}?`}
      confirm={already === undefined ? 'Close month' : 'Show its report'}
      busy={closing.isPending}
      error={closing.error}
      onConfirm={close}
      onClose={onClose}
    >
      <p>
        {already === undefined
          ? 'Totals, lines and changes are frozen as a report. Nothing changes in Duo or ConnectWise.'
          : 'This month is closed already. Its report stays as it was.'}
      </p>
      {integration === undefined || integration.openLines === 0 || already !== undefined ? null : (
        <p>
          {plural(integration.openLines, 'line is', 'lines are')} still open; the report lists them first.
        </p>
      )}
      <div className="flex flex-wrap gap-4">
        <SelectField
          label="Month"
          value={month}
          choices={monthsUpTo(current, offered).map((value) => ({ value, words: monthName(value) }))}
          onChange={setMonth}
        />
        {finished.length < 2 ? null : (
          <SelectField
            label="Integration"
            value={integrationId}
            choices={finished.map(({ id, vendor }) => ({ value: id, words: vendorNames[vendor] ?? vendor }))}
            onChange={setIntegrationId}
          />
        )}
      </div>
    </ConfirmDialog>
  );
}
