import { useState } from 'react';
import { useAuditStreams } from '../../../api/audit-streams.ts';
import { useClosed } from '../../../api/session.ts';
import { useDisabledReason } from '../../../context/use-disabled-reason.ts';
import { ButtonWithReason } from '../../../components/button-with-reason.tsx';
import { EmptyState } from '../../../components/empty-state.tsx';
import { QueryView } from '../../../components/query-view.tsx';
import { useTexts } from '../../../components/texts.ts';
import { AuditStreamCard } from './audit-stream-card.tsx';
import { NewStreamDialog } from './new-stream-dialog.tsx';
import { SettingsSection } from '../form/section.tsx';
import { consoleSettings } from '../../../../messages/generated/console-settings.ts';

export function AuditStreamsSection() {
  const closed = useClosed()('manage-webhooks');
  const whyClosed = useDisabledReason();
  const [adding, setAdding] = useState(false);
  const text = useTexts(consoleSettings);
  return (
    <SettingsSection
      title={text('console-settings.section.audit-streams')}
      text={text('console-settings.streams-why')}
      actions={
        <ButtonWithReason
          look="primary"
          reason={whyClosed('manage-webhooks')}
          reasonAt="before"
          onClick={() => setAdding(true)}
        >
          {text('console-settings.add-stream')}
        </ButtonWithReason>
      }
    >
      {closed === null ? <Streams /> : <EmptyState text={closed} />}
      {adding ? <NewStreamDialog onClose={() => setAdding(false)} /> : null}
    </SettingsSection>
  );
}

function Streams() {
  const streams = useAuditStreams();
  const text = useTexts(consoleSettings);
  return (
    <QueryView query={streams}>
      {({ items }) =>
        items.length === 0 ? (
          <EmptyState text={text('console-settings.no-streams')} />
        ) : (
          <ul
            aria-label={text('console-settings.section.audit-streams')}
            className="divide-y divide-line rounded-card border border-line bg-surface"
          >
            {items.map((stream) => (
              <AuditStreamCard key={stream.id} stream={stream} />
            ))}
          </ul>
        )
      }
    </QueryView>
  );
}
