import { type ReactNode, useState } from 'react';
import { useNavigate } from '../../components/router.tsx';
import { isInUse } from '../../api/integrations.ts';
import { type CountingMonth, useMonths } from '../../api/months.ts';
import { type CloseOrder, useCloseMonth, useMonthToClose, type WhatCloses } from '../../api/review-months.ts';
import { useRunWatch } from '../../context/run-watch.tsx';
import { useWordsOf } from '../../components/words.ts';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { DatedInstant } from '../../components/instant.tsx';
import { SelectField } from '../../components/select-field.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useFormKey } from '../../components/use-form-key.ts';
import { monthName } from '../../values/month.ts';
import { openMoney } from './figures.tsx';
import { OpenTable } from './open-lines.tsx';
import { type MonthEndText, useMonthEndTexts } from './texts.ts';
import { filled, slot } from '../../components/texts.ts';

const none: readonly CountingMonth[] = [];

/** Freezes a month as a report: by itself the oldest that is open (RULES 12). What is open, or not over, needs a check mark. */
export function CloseMonthDialog({ onClose }: { readonly onClose: () => void }) {
  const text = useMonthEndTexts();
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
        label={text('console-month-end.close.month')}
        value={chosen.month}
        choices={months.toReversed().map((one) => ({ value: one.month, words: choiceWords(one, text) }))}
        onChange={setWanted}
      />
      {inUse.length < 2 ? null : (
        <SelectField
          label={text('console-month-end.close.integration')}
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
        title={text('console-month-end.close.title', { month: monthName(month) })}
        confirm={text('console-month-end.close.view-report')}
        sends={false}
        onConfirm={() => toReport(reviewMonthId)}
        onClose={onClose}
      >
        <p>{text('console-month-end.close.already', { month: monthName(month) })}</p>
        {choice}
      </ConfirmDialog>
    );
  // A check mark is for the text next to it.
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
  const text = useMonthEndTexts(integrationId);
  const query = useMonthToClose(integrationId, month);
  const { key, renew } = useFormKey();
  const name = monthName(month);
  const open = query.data?.open.lines ?? 0;
  const inProgress = text('console-month-end.close.in-progress', { month: name });
  const because =
    open === 0
      ? inProgress
      : text('console-month-end.close.both', {
          first: inProgress,
          second: text('console-month-end.close.open', { count: open }),
        });
  return (
    <ConfirmDialog
      title={text('console-month-end.close.title', { month: name })}
      confirm={
        running || open === 0
          ? text('console-month-end.close.confirm')
          : text('console-month-end.close.confirm-open', { count: open })
      }
      wide
      busy={closing.isPending}
      error={closing.error ?? query.error}
      missing={query.data === undefined ? text('console-month-end.close.not-read') : null}
      // A month that is over is asked for nothing more: the button says what stays open. Offered once all of it is known.
      {...(query.data === undefined || !running
        ? {}
        : { consent: text('console-month-end.close.anyway', { because }) })}
      onConfirm={() =>
        closing.mutate({ key, integrationId, month, whileRunning: running }, { onError: renew })
      }
      onClose={onClose}
    >
      {query.data === undefined ? (
        <Skeleton rows={6} label={text('console-month-end.close.loading')} />
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

function choiceWords({ month, state, running }: CountingMonth, text: MonthEndText): string {
  const name = monthName(month);
  if (state === 'open' && !running) return name;
  return text('console-month-end.close.choice', {
    month: name,
    state: text(
      state === 'open' ? 'console-month-end.close.running' : `console-month-end.close.state-${state}`,
    ),
  });
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
  const text = useMonthEndTexts(integrationId);
  return (
    <>
      <p>
        {filled(
          text('console-month-end.close.contents', { read: slot(0) }),
          <DatedInstant at={composedAt} />,
        )}
      </p>
      {version === null ? null : (
        <p>{text('console-month-end.close.version', { month: monthName(month), version: version + 1 })}</p>
      )}
      {open.lines === 0 ? (
        <p>{text('console-month-end.close.nothing-open')}</p>
      ) : (
        <>
          <p>
            {text('console-month-end.close.open-lines', {
              count: open.lines,
              currency,
              parts: [
                ...openMoney(open, currency, text),
                ...(notReadLines === 0
                  ? []
                  : [text('console-month-end.close.incomplete', { count: notReadLines })]),
              ].join('; '),
            })}
          </p>
          <OpenTable integrationId={integrationId} open={open} currency={currency} />
        </>
      )}
    </>
  );
}
