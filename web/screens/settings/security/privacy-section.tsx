import { useState } from 'react';
import { keeping, unusedSeats } from '../../../../domain/defaults.ts';
import { type Integration, useIntegrations } from '../../../api/integrations.ts';
import { useClosed } from '../../../api/session.ts';
import { useSetPrivacy, useSettings } from '../../../api/settings.ts';
import { useDisabledReason } from '../../../context/use-disabled-reason.ts';
import { useTexts } from '../../../components/texts.ts';
import { useWordsOf } from '../../../components/words.ts';
import { ButtonWithReason } from '../../../components/button-with-reason.tsx';
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx';
import { EmptyState } from '../../../components/empty-state.tsx';
import { ErrorCard } from '../../../components/failure-card.tsx';
import { QueryView } from '../../../components/query-view.tsx';
import { useToast } from '../../../components/toasts.tsx';
import { SettingsSection } from '../form/section.tsx';
import { consoleSettings } from '../../../../messages/generated/console-settings.ts';
import { RetentionList } from './retention-list.tsx';
import { DaysSetting } from '../money/days-setting.tsx';

export function PrivacySection() {
  const cards = useIntegrations();
  const settings = useSettings();
  const words = useWordsOf();
  const closed = useClosed()('change-settings');
  const text = useTexts(consoleSettings);
  return (
    <SettingsSection
      title={text('console-settings.section.privacy')}
      text={text('console-settings.privacy-why')}
      closed={closed}
    >
      <QueryView query={cards}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState text={text('console-settings.no-integration')} />
          ) : (
            items.map((card, index) => (
              <Names
                key={card.id}
                integration={card}
                title={
                  items.length === 1
                    ? words(card.id).vendorName
                    : text('console-settings.integration', {
                        name: words(card.id).vendorName,
                        nth: index + 1,
                      })
                }
              />
            ))
          )
        }
      </QueryView>
      <UnusedDays />
      <QueryView query={settings}>
        {({ installation }) => <RetentionList keeping={installation.keeping} />}
      </QueryView>
    </SettingsSection>
  );
}

function Names({ integration, title }: { readonly integration: Integration; readonly title: string }) {
  const [asking, setAsking] = useState(false);
  const set = useSetPrivacy(integration.id);
  const closed = useDisabledReason()('change-settings');
  const toast = useToast();
  const { keepNames } = integration;
  const text = useTexts(consoleSettings, integration.id);
  const change = (): void => {
    set.mutate(!keepNames, {
      onSuccess: ({ namesErased }) => {
        setAsking(false);
        toast(
          keepNames
            ? text('console-settings.names-not-stored', { count: namesErased })
            : text('console-settings.names-from-next'),
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
            ? text('console-settings.names-stored', { months: keeping.namesMonths })
            : text('console-settings.names-off')}
        </p>
      </div>
      <ButtonWithReason
        reason={closed}
        onClick={() => (keepNames ? setAsking(true) : change())}
        busy={set.isPending}
      >
        {text(keepNames ? 'console-settings.stop-names' : 'console-settings.store-names')}
      </ButtonWithReason>
      {!asking && set.error !== null ? <ErrorCard error={set.error} /> : null}
      {asking ? (
        <ConfirmDialog
          title={text('console-settings.stop-names-title')}
          confirm={text('console-settings.erase-names')}
          danger
          busy={set.isPending}
          error={set.error}
          onConfirm={change}
          onClose={() => setAsking(false)}
        >
          <p>{text('console-settings.erase-why')}</p>
        </ConfirmDialog>
      ) : null}
    </div>
  );
}

/** After how many days without a login a seat is in the clean-up list, and what is kept for it. */
function UnusedDays() {
  const text = useTexts(consoleSettings);
  return (
    <DaysSetting
      name="unusedAfterDays"
      title={text('console-settings.unused-seats')}
      label={text('console-settings.unused-after')}
      least={unusedSeats.leastDays}
      most={unusedSeats.mostDays}
    >
      {text('console-settings.unused-why', { days: unusedSeats.leastDays })}
    </DaysSetting>
  );
}
