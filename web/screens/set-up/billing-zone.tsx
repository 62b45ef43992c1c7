import { useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { integrationKeys, useStatus } from '../../api/integrations.ts';
import { useChangeSettings } from '../../api/settings.ts';
import { useSession } from '../../api/session.ts';
import { useDisabledReason } from '../../context/use-disabled-reason.ts';
import { ButtonWithReason } from '../../components/button-with-reason.tsx';
import { ErrorCard } from '../../components/failure-card.tsx';
import { isTimeZone } from '../../components/is-time-zone.ts';
import { TextField } from '../../components/text-field.tsx';
import { useTexts } from '../../components/texts.ts';
import { useToast } from '../../components/toasts.tsx';
import { consoleSetUp } from '../../../messages/generated/console-set-up.ts';

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
  const text = useTexts(consoleSetUp, integrationId);
  const { name } = useSession().tenant;
  const [zone, setZone] = useState(current);
  const client = useQueryClient();
  const toast = useToast();
  const change = useChangeSettings();
  const error = isTimeZone(zone) ? null : text('console-set-up.iana');
  const reason =
    useDisabledReason()('change-settings') ??
    error ??
    (known && zone === current ? text('console-set-up.no-changes') : null);
  const save = (): void =>
    change.mutate(
      { billingTimeZone: zone },
      {
        onSuccess: () => {
          toast(text('console-set-up.zone-saved'));
          void client.invalidateQueries({ queryKey: integrationKeys.status(integrationId) });
        },
      },
    );
  return (
    <section className="flex flex-col gap-3 rounded-card border border-line bg-surface p-4">
      <h2 className="text-section font-semibold">{text('console-set-up.billing-zone')}</h2>
      <p className="text-ink-2">
        {text('console-set-up.billing-zone-why')}
        {known ? '' : ` ${text('console-set-up.billing-zone-unconfirmed')}`}
      </p>
      <form
        className="flex max-w-md flex-col gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          if (reason === null) save();
        }}
      >
        <TextField
          label={text('console-set-up.billing-zone-of', { name })}
          value={zone}
          error={error}
          onChange={setZone}
        />
        {change.error === null ? null : <ErrorCard error={change.error} />}
        <div>
          <ButtonWithReason reason={reason} busy={change.isPending} onClick={save}>
            {text(known ? 'console-set-up.save' : 'console-set-up.confirm-zone')}
          </ButtonWithReason>
        </div>
      </form>
    </section>
  );
}
