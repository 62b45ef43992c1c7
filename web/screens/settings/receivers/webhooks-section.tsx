import { useState } from 'react';
import { useClosed } from '../../../api/session.ts';
import { useWebhooks } from '../../../api/webhooks.ts';
import { useDisabledReason } from '../../../context/use-disabled-reason.ts';
import { ButtonWithReason } from '../../../components/button-with-reason.tsx';
import { EmptyState } from '../../../components/empty-state.tsx';
import { QueryView } from '../../../components/query-view.tsx';
import { useTexts } from '../../../components/texts.ts';
import { NewWebhookDialog } from './new-webhook-dialog.tsx';
import { SettingsSection } from '../form/section.tsx';
import { consoleSettings } from '../../../../messages/generated/console-settings.ts';
import { WebhookCard } from './webhook-card.tsx';

export function WebhooksSection() {
  const closed = useClosed()('manage-webhooks');
  const whyClosed = useDisabledReason();
  const [adding, setAdding] = useState(false);
  const text = useTexts(consoleSettings);
  return (
    <SettingsSection
      title={text('console-settings.section.webhooks')}
      text={text('console-settings.webhooks-why')}
      actions={
        <ButtonWithReason
          look="primary"
          reason={whyClosed('manage-webhooks')}
          reasonAt="before"
          onClick={() => setAdding(true)}
        >
          {text('console-settings.add-webhook')}
        </ButtonWithReason>
      }
    >
      {closed === null ? <Webhooks /> : <EmptyState text={closed} />}
      {adding ? <NewWebhookDialog onClose={() => setAdding(false)} /> : null}
    </SettingsSection>
  );
}

function Webhooks() {
  const webhooks = useWebhooks();
  const text = useTexts(consoleSettings);
  return (
    <QueryView query={webhooks}>
      {({ items }) =>
        items.length === 0 ? (
          <EmptyState text={text('console-settings.no-webhooks')} />
        ) : (
          <ul
            aria-label={text('console-settings.section.webhooks')}
            className="divide-y divide-line rounded-card border border-line bg-surface"
          >
            {items.map((webhook) => (
              <WebhookCard key={webhook.id} webhook={webhook} />
            ))}
          </ul>
        )
      }
    </QueryView>
  );
}
