import type { z } from 'zod';
import type { SessionList } from '../../../contracts/api/session.ts';
import { useEndSession, useSessions } from '../../api/people.ts';
import { offlineReason, useIsOnline } from '../../components/online.ts';
import { Button } from '../../components/button.tsx';
import { ClosedButton } from '../../components/closed-button.tsx';
import { DataTable, type TableColumn } from '../../components/data-table.tsx';
import { ErrorCard } from '../../components/failure-card.tsx';
import { Instant } from '../../components/instant.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { useToast } from '../../components/toasts.tsx';
import { VendorText } from '../../components/vendor-text.tsx';
import { SettingsSection } from './section.tsx';

type SessionInfo = z.output<typeof SessionList>['items'][number];

/** Where one is signed in, and how to end it. */
export function SessionsSection() {
  const sessions = useSessions();
  const end = useEndSession();
  const online = useIsOnline();
  const toast = useToast();
  const columns: readonly TableColumn<SessionInfo>[] = [
    {
      id: 'device',
      head: 'Device',
      cell: ({ device, isPresent }) => (
        <>
          <VendorText text={device} />
          {isPresent ? <span className="text-ink-3"> (this one)</span> : null}
        </>
      ),
    },
    { id: 'address', head: 'Address', cell: ({ address }) => <VendorText text={address} /> },
    { id: 'created', head: 'Signed in', wideOnly: true, cell: ({ createdAt }) => <Instant at={createdAt} /> },
    { id: 'seen', head: 'Last used', cell: ({ lastSeenAt }) => <Instant at={lastSeenAt} /> },
    {
      id: 'action',
      head: <span className="sr-only">Action</span>,
      numeric: true,
      cell: ({ id, device, address, isPresent }) =>
        isPresent ? null : (
          <Button
            dense
            aria-label={`End ${device} from ${address}`}
            onClick={() => end.mutate(id, { onSuccess: () => toast('Session ended.') })}
          >
            End
          </Button>
        ),
    },
  ];
  return (
    <SettingsSection
      title="Your sessions"
      text="Where you are signed in. If you do not recognize one, end it and change your password."
      actions={
        <ClosedButton
          reason={online ? null : offlineReason}
          busy={end.isPending}
          onClick={() => end.mutate(null, { onSuccess: () => toast('Your other sessions are ended.') })}
        >
          End all others
        </ClosedButton>
      }
    >
      {end.error === null ? null : <ErrorCard error={end.error} />}
      <QueryView query={sessions}>
        {({ items }) => <DataTable label="Sessions" columns={columns} rows={items} rowId={({ id }) => id} />}
      </QueryView>
    </SettingsSection>
  );
}
