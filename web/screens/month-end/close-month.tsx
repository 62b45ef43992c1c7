import { type ReactNode, useState } from 'react';
import { useNavigate } from '../../components/router.tsx';
import { isInUse } from '../../api/integrations.ts';
import { type CountingMonth, useMonths } from '../../api/months.ts';
import { type CloseOrder, useCloseMonth, useMonthToClose, type WhatCloses } from '../../api/review-months.ts';
import { useRunWatch } from '../../context/run-watch.tsx';
import { useWords, useWordsOf } from '../../components/words.ts';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { plural } from '../../values/format.ts';
import { Instant } from '../../components/instant.tsx';
import { SelectField } from '../../components/select-field.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useFormKey } from '../../components/use-form-key.ts';
import { monthName } from '../../values/month.ts';
import { KindTable, openMoney } from './figures.tsx';

const none: readonly CountingMonth[] = [];

/** Freezes a month as a report: by itself the oldest that is open (RULES 12). What is open, or not over, needs a tick. */
export function CloseMonthDialog({ onClose }: { readonly onClose: () => void }) {
  const navigate = useNavigate();
  const { integrations } = useRunWatch();
  const inUse = integrations.filter(isInUse);
  const words = useWordsOf();
  const [integrationId, setIntegrationId] = useState(inUse[0]?.id ?? '');
  const [wanted, setWanted] = useState<string | null>(null);
  const toReport = (id: string): void => navigate(`/reports/${id}`);
  const closing = useCloseMonth(toReport);
  const months = useMonths(inUse.map(({ id }) => id))?.get(integrationId) ?? none;
  const chosen = months.find(({ month }) => month === wanted) ?? oldestOpen(months);
  if (chosen === undefined) return null;
  const choice = (
    <div className="flex flex-wrap gap-4">
      <SelectField
        label="Month"
        value={chosen.month}
        choices={months.toReversed().map((one) => ({ value: one.month, words: choiceWords(one) }))}
        onChange={setWanted}
      />
      {inUse.length < 2 ? null : (
        <SelectField
          label="Integration"
          value={integrationId}
          choices={inUse.map(({ id }) => ({ value: id, words: words(id).vendorName }))}
          onChange={setIntegrationId}
        />
      )}
    </div>
  );
  const { state, reviewMonthId, month } = chosen;
  if (state === 'closed' && reviewMonthId !== null && closing.isIdle)
    return (
      <ConfirmDialog
        title={`Close ${monthName(month)}?`}
        confirm="Show its report"
        sends={false}
        onConfirm={() => toReport(reviewMonthId)}
        onClose={onClose}
      >
        <p>This month is closed already. Its report stays as it was.</p>
        {choice}
      </ConfirmDialog>
    );
  // A tick is for what stood beside it.
  return (
    <CloseOne
      key={`${integrationId}/${month}`}
      integrationId={integrationId}
      month={chosen}
      choice={choice}
      closing={closing}
      onClose={onClose}
    />
  );
}

function CloseOne({
  integrationId,
  month: { month, running, version },
  choice,
  closing,
  onClose,
}: {
  readonly integrationId: string;
  readonly month: CountingMonth;
  readonly choice: ReactNode;
  readonly closing: {
    readonly mutate: (order: CloseOrder, then: { readonly onError: () => void }) => void;
    readonly isPending: boolean;
    readonly error: unknown;
  };
  readonly onClose: () => void;
}) {
  const query = useMonthToClose(integrationId, month);
  const { key, renew } = useFormKey();
  const name = monthName(month);
  const open = query.data?.open.lines ?? 0;
  const because = [
    ...(running ? [`${name} is not over`] : []),
    ...(open === 0 ? [] : [plural(open, 'line is open', 'lines are open')]),
  ].join(' and ');
  return (
    <ConfirmDialog
      title={`Close ${name}?`}
      confirm="Close month"
      wide
      busy={closing.isPending}
      error={closing.error ?? query.error}
      missing={query.data === undefined ? 'What is open is not read yet.' : null}
      // Offered once everything it covers is known.
      {...(query.data === undefined || because === ''
        ? {}
        : { consent: `${because}: close it all the same` })}
      onConfirm={() =>
        closing.mutate({ key, integrationId, month, whileRunning: running }, { onError: renew })
      }
      onClose={onClose}
    >
      {query.data === undefined ? (
        <Skeleton rows={6} label="Reading what is open" />
      ) : (
        <WhatIsFrozen integrationId={integrationId} of={query.data} version={version} />
      )}
      {choice}
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
  of: { month, composedAt, currency, open, notReadLines },
  version,
}: {
  readonly integrationId: string;
  readonly of: WhatCloses;
  /** Of the report that was reopened; null: it was never closed. */
  readonly version: number | null;
}) {
  const { vendor, psa } = useWords(integrationId);
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
      {open.lines === 0 ? (
        <p>Nothing is left to decide.</p>
      ) : (
        <>
          <p>
            Still open: {plural(open.lines, 'line')}, which the report lists first. In {currency} a month:{' '}
            {openMoney(open.measures).join('; ')}
            {notReadLines === 0 ? '' : `; ${plural(notReadLines, 'line')} not read`}.
          </p>
          <KindTable integrationId={integrationId} byKind={open.byKind} />
        </>
      )}
    </>
  );
}
