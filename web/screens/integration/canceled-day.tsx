import { useCanceledDay, useChangeCanceledDay } from '../../api/integration-commands.ts';
import { useDisabledReason } from '../../context/use-disabled-reason.ts';
import { ErrorCard } from '../../components/failure-card.tsx';
import { SelectField } from '../../components/select-field.tsx';
import { useIntegrationTexts } from './texts.ts';

const canceledDays = ['billed', 'not-billed'] as const;

/** Whether the PSA bills the canceled day of a line; nothing where lines end by their units. */
export function CanceledDay({
  integrationId,
  closed,
}: {
  readonly integrationId: string;
  /** Why it cannot be changed now, apart from what the role allows; null: it can. */
  readonly closed: string | null;
}) {
  const text = useIntegrationTexts(integrationId);
  const setting = useCanceledDay(integrationId).data?.canceledDay ?? null;
  const change = useChangeCanceledDay(integrationId);
  const reason = useDisabledReason()('write-back') ?? closed;
  if (setting === null) return null;
  return (
    <section className="flex flex-col gap-3 rounded-card border border-line bg-surface p-4">
      <h2 className="text-section font-semibold">{text('console-integration.canceled-day.title')}</h2>
      <SelectField
        // What was not stored is not shown.
        key={change.isError ? 'rejected' : 'kept'}
        label={text('console-integration.canceled-day.label')}
        value={setting}
        closed={change.isPending ? text('console-integration.canceled-day.saving') : reason}
        choices={canceledDays.map((value) => ({
          value,
          words: text(`console-integration.canceled-day.${value}`),
        }))}
        onChange={(value) => change.mutate(value === 'billed' ? 'billed' : 'not-billed')}
      />
      <p className="text-label text-ink-2">{text('console-integration.canceled-day.note')}</p>
      {change.error === null ? null : <ErrorCard error={change.error} />}
    </section>
  );
}
