import { useState } from 'react';
import { type CountingMonth, useCloseMonth, useMonths } from '../../api/review-months.ts';
import { useRunWatch } from '../../app/run-watch.tsx';
import { useWords, useWordsOf } from '../../app/words.tsx';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { plural } from '../../components/format.ts';
import { Instant } from '../../components/instant.tsx';
import { SelectField } from '../../components/select-field.tsx';
import { useFormKey } from '../../components/use-form-key.ts';
import { monthName } from '../usage/month.ts';

const none: readonly CountingMonth[] = [];

/** Freezes a month as a report: by itself the oldest that is open; the one that runs needs a tick (RULES 12). */
export function CloseMonthDialog({
  onReport,
  onClose,
}: {
  readonly onReport: (id: string) => void;
  readonly onClose: () => void;
}) {
  const { integrations } = useRunWatch();
  const finished = integrations.filter(({ finishedAt }) => finishedAt !== null);
  const words = useWordsOf();
  const [integrationId, setIntegrationId] = useState(finished[0]?.id ?? '');
  const [wanted, setWanted] = useState<string | null>(null);
  const months = useMonths(finished.map(({ id }) => id))?.get(integrationId) ?? none;
  const chosen = months.find(({ month }) => month === wanted) ?? oldestOpen(months);
  const closing = useCloseMonth();
  const { key, renew } = useFormKey();
  if (chosen === undefined) return null;
  const { month, state, running, reviewMonthId } = chosen;
  const isClosed = state === 'closed';
  const close = (): void => {
    if (isClosed && reviewMonthId !== null) {
      onReport(reviewMonthId);
      return;
    }
    closing.mutate(
      { key, integrationId, month, whileRunning: running },
      { onSuccess: ({ id }) => onReport(id), onError: renew },
    );
  };
  return (
    <ConfirmDialog
      key={`${integrationId}/${month}`}
      title={`Close ${monthName(month)}?`}
      confirm={isClosed ? 'Show its report' : 'Close month'}
      busy={closing.isPending}
      error={closing.error}
      {...(running && !isClosed ? { consent: `${monthName(month)} is not over: close it as it stands` } : {})}
      onConfirm={close}
      onClose={onClose}
    >
      <WhatIsFrozen
        integrationId={integrationId}
        month={chosen}
        openLines={finished.find(({ id }) => id === integrationId)?.openLines ?? 0}
      />
      <div className="flex flex-wrap gap-4">
        <SelectField
          label="Month"
          value={month}
          choices={months.toReversed().map((one) => ({ value: one.month, words: choiceWords(one) }))}
          onChange={setWanted}
        />
        {finished.length < 2 ? null : (
          <SelectField
            label="Integration"
            value={integrationId}
            choices={finished.map(({ id }) => ({ value: id, words: words(id).vendorName }))}
            onChange={setIntegrationId}
          />
        )}
      </div>
    </ConfirmDialog>
  );
}

/** The oldest open month; all closed: the newest. */
const oldestOpen = (months: readonly CountingMonth[]): CountingMonth | undefined =>
  months.find(({ state }) => state !== 'closed') ?? months.at(-1);

function choiceWords({ month, state, running }: CountingMonth): string {
  const note = state === 'open' ? (running ? 'not over' : null) : state;
  return note === null ? monthName(month) : `${monthName(month)} · ${note}`;
}

function WhatIsFrozen({
  integrationId,
  month: { month, state, running, composedAt, version },
  openLines,
}: {
  readonly integrationId: string;
  readonly month: CountingMonth;
  readonly openLines: number;
}) {
  const { vendor, psa } = useWords(integrationId);
  if (state === 'closed') return <p>This month is closed already. Its report stays as it was.</p>;
  return (
    <>
      <p>
        Frozen as a report: what was read by <Instant at={composedAt} />, with the decisions as they stand
        now. Nothing changes in {vendor} or {psa}.
      </p>
      {version === null ? null : (
        <p>
          {monthName(month)} was reopened; this becomes version {version + 1}, of the same reading.
        </p>
      )}
      {!running || openLines === 0 ? null : (
        <p>{plural(openLines, 'line is', 'lines are')} still open; the report lists them first.</p>
      )}
    </>
  );
}
