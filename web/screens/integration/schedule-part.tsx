import { useState } from 'react';
import { useChangeSchedule, useSchedule } from '../../api/integration-commands.ts';
import { type Integration } from '../../api/integrations.ts';
import { isPassing } from '../../values/problem.ts';
import { useDisabledReason } from '../../context/use-disabled-reason.ts';
import { Banner } from '../../components/banner.tsx';
import { ButtonWithReason } from '../../components/button-with-reason.tsx';
import { ErrorCard } from '../../components/failure-card.tsx';
import { Instant } from '../../components/instant.tsx';
import { LeaveGuard } from '../../components/leave-guard.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { useToast } from '../../components/toasts.tsx';
import { useFormKey } from '../../components/use-form-key.ts';
import { ScheduleField } from '../set-up/schedule-field.tsx';
import type { ScheduleTime } from '../set-up/time-of-day.ts';
import { useIntegrationTexts } from './texts.ts';

/** The daily time, with the next ones. */
export function SchedulePart({ integration }: { readonly integration: Integration }) {
  const text = useIntegrationTexts(integration.id);
  const schedule = useSchedule(integration.id);
  return (
    <QueryView query={schedule}>
      {(data) => (
        <div className="flex max-w-2xl flex-col gap-4">
          {data.pausedInTemporal ? (
            <Banner tone="warn">{text('console-integration.schedule.paused-in-temporal')}</Banner>
          ) : null}
          {data.live ? null : <Banner tone="warn">{text('console-integration.schedule.not-live')}</Banner>}
          <ChangeForm key={`${data.hour}:${data.minute}`} integrationId={integration.id} saved={data} />
          <section className="rounded-card border border-line bg-surface p-4">
            <h2 className="mb-2 text-section font-semibold">{text('console-integration.schedule.next')}</h2>
            {data.nextTimes.length === 0 ? (
              <p className="text-ink-2">
                {text(
                  data.paused
                    ? 'console-integration.schedule.none-paused'
                    : 'console-integration.schedule.none-setup',
                )}
              </p>
            ) : (
              <ul className="flex flex-col gap-1">
                {data.nextTimes.map((at) => (
                  <li key={at}>
                    <Instant at={at} />
                  </li>
                ))}
              </ul>
            )}
          </section>
        </div>
      )}
    </QueryView>
  );
}

function ChangeForm({
  integrationId,
  saved,
}: {
  readonly integrationId: string;
  readonly saved: ScheduleTime;
}) {
  const [time, setTime] = useState<ScheduleTime>({ hour: saved.hour, minute: saved.minute });
  const text = useIntegrationTexts(integrationId);
  const whyClosed = useDisabledReason();
  const change = useChangeSchedule(integrationId);
  const toast = useToast();
  const { key, renew } = useFormKey();
  const isSame = time.hour === saved.hour && time.minute === saved.minute;
  const rejected = whyClosed('schedule');
  return (
    <section className="flex flex-col gap-3 rounded-card border border-line bg-surface p-4">
      <LeaveGuard dirty={!isSame && !change.isPending} />
      <h2 className="text-section font-semibold">{text('console-integration.schedule.title')}</h2>
      <ScheduleField time={time} onChange={setTime} closed={rejected !== null} />
      {change.error === null ? null : <ErrorCard error={change.error} />}
      <div>
        <ButtonWithReason
          look="primary"
          reason={rejected ?? (isSame ? text('console-integration.schedule.same') : null)}
          busy={change.isPending}
          onClick={() => {
            // A promise: the saved time makes this form again, and callbacks would go with the old one.
            change.mutateAsync({ key, ...time }).then(
              () => {
                renew();
                toast(text('console-integration.schedule.changed'));
              },
              (error: unknown) => {
                if (!isPassing(error)) renew();
              },
            );
          }}
        >
          {text('console-integration.schedule.change')}
        </ButtonWithReason>
      </div>
    </section>
  );
}
