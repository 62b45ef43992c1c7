import { useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { integrationKeys, useStatus } from '../../api/integrations.ts';
import { useChangeSettings } from '../../api/settings.ts';
import { useSession } from '../../api/session.ts';
import { useWhyClosed } from '../../context/use-why-closed.ts';
import { useWords } from '../../components/words.ts';
import { ClosedButton } from '../../components/closed-button.tsx';
import { ErrorCard } from '../../components/failure-card.tsx';
import { isTimeZone } from '../../components/is-time-zone.ts';
import { TextField } from '../../components/text-field.tsx';
import { useToast } from '../../components/toasts.tsx';

/**
 * Asks for the billing time zone where the PSA does not say its own (RULES 3): near midnight another zone is another day,
 * and on the eve of a period another period.
 */
export function BillingZone({ integrationId }: { readonly integrationId: string }) {
  const days = useStatus(integrationId).data?.billingDays;
  if (days === undefined || days.setBy === 'psa') return null;
  return <BillingZoneForm integrationId={integrationId} known={days.known} current={days.timeZone} />;
}

function BillingZoneForm({
  integrationId,
  known,
  current,
}: {
  readonly integrationId: string;
  readonly known: boolean;
  readonly current: string;
}) {
  const { psa } = useWords(integrationId);
  const { name } = useSession().tenant;
  const [zone, setZone] = useState(current);
  const client = useQueryClient();
  const toast = useToast();
  const change = useChangeSettings();
  const error = isTimeZone(zone) ? null : 'An IANA time zone, such as America/Chicago.';
  const reason =
    useWhyClosed()('change-settings') ?? error ?? (known && zone === current ? 'Nothing is changed.' : null);
  const save = (): void =>
    change.mutate(
      { billingTimeZone: zone },
      {
        onSuccess: () => {
          toast('Billing time zone saved.');
          void client.invalidateQueries({ queryKey: integrationKeys.status(integrationId) });
        },
      },
    );
  return (
    <section className="flex flex-col gap-3 rounded-card border border-line bg-surface p-4">
      <h2 className="text-section font-semibold">Billing time zone</h2>
      <p className="text-ink-2">
        {psa} does not say in which time zone its days begin, and around midnight that decides in which period
        a change takes effect.
        {known ? '' : ' Until you confirm it, nothing is approved, sent or closed.'}
      </p>
      <form
        className="flex max-w-md flex-col gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          if (reason === null) save();
        }}
      >
        <TextField label={`Time zone in which ${name} bills`} value={zone} error={error} onChange={setZone} />
        {change.error === null ? null : <ErrorCard error={change.error} />}
        <div>
          <ClosedButton reason={reason} busy={change.isPending} onClick={save}>
            {known ? 'Save' : 'Confirm time zone'}
          </ClosedButton>
        </div>
      </form>
    </section>
  );
}
