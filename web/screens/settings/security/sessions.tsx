import type { z } from 'zod';
import type { SessionList } from '../../../../contracts/api/session.ts';
import { useEndSession, useSessions } from '../../../api/people.ts';
import { offlineReason, useIsOnline } from '../../../components/online.ts';
import { Button } from '../../../components/button.tsx';
import { ButtonWithReason } from '../../../components/button-with-reason.tsx';
import { DataTable, type TableColumn } from '../../../components/data-table.tsx';
import { ErrorCard } from '../../../components/failure-card.tsx';
import { Instant } from '../../../components/instant.tsx';
import { QueryView } from '../../../components/query-view.tsx';
import { useToast } from '../../../components/toasts.tsx';
import { filled, slot, useTexts } from '../../../components/texts.ts';
import { VendorText } from '../../../components/vendor-text.tsx';
import { consoleSettings } from '../../../../messages/generated/console-settings.ts';

type SessionInfo = z.output<typeof SessionList>['items'][number];

/** Where one is signed in, and how to end it. */
export function Sessions() {
  const sessions = useSessions();
  const end = useEndSession();
  const online = useIsOnline();
  const toast = useToast();
  const text = useTexts(consoleSettings);
  const columns: readonly TableColumn<SessionInfo>[] = [
    {
      id: 'device',
      head: text('console-settings.device'),
      cell: ({ device, isPresent }) =>
        isPresent ? (
          filled(text('console-settings.this-device', { device: slot(0) }), <VendorText text={device} />)
        ) : (
          <VendorText text={device} />
        ),
    },
    {
      id: 'address',
      head: text('console-settings.address'),
      cell: ({ address }) => <VendorText text={address} />,
    },
    {
      id: 'method',
      head: text('console-settings.method'),
      wideOnly: true,
      cell: ({ method, factor }) =>
        factor === null
          ? text(`console-settings.method.${method}`)
          : text('console-settings.method-and-factor', {
              method: text(`console-settings.method.${method}`),
              factor: text(`console-settings.factor.${factor}`),
            }),
    },
    {
      id: 'created',
      head: text('console-settings.signed-in'),
      wideOnly: true,
      cell: ({ createdAt }) => <Instant at={createdAt} />,
    },
    {
      id: 'seen',
      head: text('console-settings.last-used'),
      cell: ({ lastSeenAt }) => <Instant at={lastSeenAt} />,
    },
    {
      id: 'action',
      head: <span className="sr-only">{text('console-settings.action')}</span>,
      numeric: true,
      cell: ({ id, device, address, isPresent }) =>
        isPresent ? null : (
          <Button
            dense
            aria-label={text('console-settings.sign-out-session', { device, address })}
            onClick={() =>
              end.mutate(id, { onSuccess: () => toast(text('console-settings.session-signed-out')) })
            }
          >
            {text('console-settings.sign-out')}
          </Button>
        ),
    },
  ];
  return (
    <section aria-label={text('console-settings.your-sessions')} className="flex flex-col gap-3">
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
        <div className="max-w-2xl">
          <h3 className="font-medium">{text('console-settings.your-sessions')}</h3>
          <p className="text-table text-ink-2">{text('console-settings.sessions-why')}</p>
        </div>
        <ButtonWithReason
          reason={online ? null : offlineReason()}
          busy={end.isPending}
          onClick={() =>
            end.mutate(null, { onSuccess: () => toast(text('console-settings.others-signed-out')) })
          }
        >
          {text('console-settings.sign-out-others')}
        </ButtonWithReason>
      </div>
      {end.error === null ? null : <ErrorCard error={end.error} />}
      <QueryView query={sessions}>
        {({ items }) => (
          <DataTable
            label={text('console-settings.sessions')}
            columns={columns}
            rows={items}
            rowId={({ id }) => id}
          />
        )}
      </QueryView>
    </section>
  );
}
