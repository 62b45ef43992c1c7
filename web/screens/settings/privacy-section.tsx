import { useState } from 'react';
import { keeping, unusedSeats } from '../../../domain/defaults.ts';
import { type Integration, useIntegrations } from '../../api/integrations.ts';
import { useClosed } from '../../api/session.ts';
import { useSetPrivacy } from '../../api/settings.ts';
import { useWhyClosed } from '../../context/use-why-closed.ts';
import { useWords, useWordsOf } from '../../components/words.ts';
import { ClosedButton } from '../../components/closed-button.tsx';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorCard } from '../../components/failure-card.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { useToast } from '../../components/toasts.tsx';
import { SettingsSection } from './section.tsx';
import { DaysSetting } from './days-setting.tsx';

export function PrivacySection() {
  const cards = useIntegrations();
  const words = useWordsOf();
  const closed = useClosed()('change-settings');
  return (
    <SettingsSection
      title="Privacy"
      text={`Seatwise counts users by their ${words().vendor} id. Names beside the ids are evidence: they show who came and who went. Without them the console says “5 users”.`}
      closed={closed}
    >
      <QueryView query={cards}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState text="No integration is connected yet." />
          ) : (
            items.map((card, index) => (
              <Names
                key={card.id}
                integration={card}
                title={
                  items.length === 1 ? words(card.id).vendorName : `${words(card.id).vendorName} ${index + 1}`
                }
              />
            ))
          )
        }
      </QueryView>
      <UnusedDays />
    </SettingsSection>
  );
}

function Names({ integration, title }: { readonly integration: Integration; readonly title: string }) {
  const [asking, setAsking] = useState(false);
  const set = useSetPrivacy(integration.id);
  const closed = useWhyClosed()('change-settings');
  const toast = useToast();
  const { keepNames } = integration;
  const { vendor } = useWords(integration.id);
  const change = (): void => {
    set.mutate(!keepNames, {
      onSuccess: ({ namesErased }) => {
        setAsking(false);
        toast(
          keepNames
            ? `Names are not kept. ${namesErased} erased.`
            : 'Names are kept from the next reading on.',
        );
      },
    });
  };
  return (
    <div className="flex max-w-2xl flex-wrap items-center gap-4 rounded-card border border-line bg-surface px-4 py-3">
      <div className="min-w-0 grow">
        <p className="font-medium">{title}</p>
        <p className="text-table text-ink-2">
          {keepNames
            ? `Names of users are kept: each while ${vendor} lists the user, and ${keeping.namesMonths} months after.`
            : 'Names of users are not kept.'}
        </p>
      </div>
      <ClosedButton
        reason={closed}
        onClick={() => (keepNames ? setAsking(true) : change())}
        busy={set.isPending}
      >
        {keepNames ? 'Stop keeping names…' : 'Keep names'}
      </ClosedButton>
      {!asking && set.error !== null ? <ErrorCard error={set.error} /> : null}
      {asking ? (
        <ConfirmDialog
          title="Stop keeping names?"
          confirm="Erase names"
          danger
          busy={set.isPending}
          error={set.error}
          onConfirm={change}
          onClose={() => setAsking(false)}
        >
          <p>Names kept so far are erased for good. Counts, ids and dates stay, and so does the audit.</p>
        </ConfirmDialog>
      ) : null}
    </div>
  );
}

/** After how many days without a login a seat is in the clean-up list, and what is kept for it. */
function UnusedDays() {
  const { vendor } = useWords();
  return (
    <DaysSetting
      name="unusedAfterDays"
      title="Clean-up list"
      label="Unused after no login for"
      least={unusedSeats.leastDays}
      most={unusedSeats.mostDays}
    >
      Of a user who signed in within {unusedSeats.leastDays} days nothing is kept. Of a seat that looks unused
      Seatwise keeps why, and the last login, until {vendor} lists the user no more.
    </DaysSetting>
  );
}
