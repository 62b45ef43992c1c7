import { useState } from 'react';
import { useClosed } from '../../api/session.ts';
import { useWebhooks } from '../../api/webhooks.ts';
import { useWhyClosed } from '../../context/use-why-closed.ts';
import { ClosedButton } from '../../components/closed-button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { NewWebhookDialog } from './new-webhook-dialog.tsx';
import { SettingsSection } from './section.tsx';
import { WebhookCard } from './webhook-card.tsx';

export function WebhooksSection() {
  const closed = useClosed()('manage-webhooks');
  const whyClosed = useWhyClosed();
  const [adding, setAdding] = useState(false);
  return (
    <SettingsSection
      title="Webhooks"
      text="Notices are sent to these addresses when they open and close, signed after Standard Webhooks."
      actions={
        <ClosedButton
          look="primary"
          reason={whyClosed('manage-webhooks')}
          reasonAt="before"
          onClick={() => setAdding(true)}
        >
          Add webhook
        </ClosedButton>
      }
    >
      {closed === null ? <Webhooks /> : <EmptyState text={closed} />}
      {adding ? <NewWebhookDialog onClose={() => setAdding(false)} /> : null}
    </SettingsSection>
  );
}

function Webhooks() {
  const webhooks = useWebhooks();
  return (
    <QueryView query={webhooks}>
      {({ items }) =>
        items.length === 0 ? (
          <EmptyState text="No webhook yet." />
        ) : (
          <ul
            aria-label="Webhooks"
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
