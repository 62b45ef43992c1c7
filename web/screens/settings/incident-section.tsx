import { useState } from 'react';
import { Link } from '../../components/router.tsx';
import { type IncidentStep, type SecretInfo, useIncidentStep, useSecrets } from '../../api/incident.ts';
import { useClosed, useSession } from '../../api/session.ts';
import { useWhyClosed } from '../../context/use-why-closed.ts';
import { ClosedButton } from '../../components/closed-button.tsx';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { DataTable, type TableColumn } from '../../components/data-table.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { plural } from '../../values/format.ts';
import { Instant } from '../../components/instant.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { useToast } from '../../components/toasts.tsx';
import { VendorText } from '../../components/vendor-text.tsx';
import { SecretReminder } from './secret-reminder.tsx';
import { SettingsSection } from './section.tsx';

interface Step {
  readonly button: string;
  readonly title: string;
  readonly text: string;
  readonly done: (ended: number) => string;
}

const steps: Readonly<Record<IncidentStep, Step>> = {
  turnOffWriteBack: {
    button: 'Turn off write-back everywhere',
    title: 'Turn off write-back for every integration?',
    text: 'Nothing more is written to the PSA. Approved changes that are not sent yet are canceled; what is being sent goes on to its end.',
    done: (ended) => `Write-back turned off for ${plural(ended, 'integration')}.`,
  },
  'end-sessions': {
    button: 'End all sessions',
    title: 'End the sessions of everybody?',
    text: 'Everybody but you signs in again.',
    done: (ended) => `${plural(ended, 'session')} ended.`,
  },
  'revoke-keys': {
    button: 'Revoke all keys',
    title: 'Revoke every API key?',
    text: 'Every script stops at once and needs a new key. Changes that were approved with a key and are not sent yet are canceled.',
    done: (ended) => `${plural(ended, 'key')} revoked.`,
  },
};
const order: readonly IncidentStep[] = ['turnOffWriteBack', 'end-sessions', 'revoke-keys'];

/** Where something may be in wrong hands: what is held, how old, and what stops it all. */
export function IncidentSection() {
  const closed = useClosed()('incident');
  const whyClosed = useWhyClosed();
  const [asking, setAsking] = useState<IncidentStep | null>(null);
  return (
    <SettingsSection
      title="Incident"
      text="If a password, key or credential may be in the wrong hands: stop what it opens first, then replace it. Below is every secret that Seatwise holds, with its age and last use."
      actions={
        <div className="flex flex-wrap gap-2">
          {order.map((step) => (
            <ClosedButton
              key={step}
              look="danger"
              reason={whyClosed('incident')}
              reasonAt="before"
              onClick={() => setAsking(step)}
            >
              {steps[step].button}
            </ClosedButton>
          ))}
        </div>
      }
    >
      {closed === null ? <Secrets /> : <EmptyState text={closed} />}
      {asking === null ? null : <AskFirst step={asking} onClose={() => setAsking(null)} />}
    </SettingsSection>
  );
}

function AskFirst({ step, onClose }: { readonly step: IncidentStep; readonly onClose: () => void }) {
  const run = useIncidentStep();
  const toast = useToast();
  const { title, button, text, done } = steps[step];
  return (
    <ConfirmDialog
      title={title}
      confirm={button}
      danger
      busy={run.isPending}
      error={run.error}
      onConfirm={() =>
        run.mutate(step, {
          onSuccess: ({ ended }) => {
            toast(done(ended));
            onClose();
          },
        })
      }
      onClose={onClose}
    >
      <p>{text}</p>
    </ConfirmDialog>
  );
}

const kinds: Readonly<Record<SecretInfo['kind'], string>> = {
  'master-key': 'Master key',
  credential: 'Credential',
  webhook: 'Webhook secret',
  'api-key': 'API key',
  'temporary-password': 'Temporary password',
  session: 'Sessions',
};

/** Where it is replaced or ended; null: on the machine. */
const placeOf = (
  { kind, id, integrationId }: SecretInfo,
  ownId: string,
): { readonly to: string; readonly words: string } | null => {
  if (kind === 'credential')
    return { to: `/integrations/${integrationId ?? ''}/credentials`, words: 'Replace' };
  if (kind === 'webhook') return { to: '/settings/webhooks', words: 'Rotate' };
  if (kind === 'api-key') return { to: '/settings/api-keys', words: 'Revoke' };
  if (kind === 'master-key') return null;
  return id === ownId
    ? { to: '/settings/sessions', words: 'Your sessions' }
    : { to: '/settings/people', words: 'People' };
};

const columnsOf = (reminderDays: number, ownId: string): readonly TableColumn<SecretInfo>[] => [
  { id: 'kind', head: 'Kind', cell: ({ kind }) => kinds[kind] },
  {
    id: 'name',
    head: 'Of',
    cell: ({ kind, name }) => (kind === 'master-key' ? 'This installation' : <VendorText text={name} />),
  },
  {
    id: 'since',
    head: 'Since',
    cell: ({ since, isOld }) => (
      <>
        <Instant at={since} />
        {isOld ? <span className="text-warn"> older than {plural(reminderDays, 'day')}</span> : null}
      </>
    ),
  },
  {
    id: 'used',
    head: 'Last used',
    cell: ({ lastUsedAt }) => (lastUsedAt === null ? 'not known' : <Instant at={lastUsedAt} />),
  },
  {
    id: 'ends',
    head: 'Ends',
    wideOnly: true,
    cell: ({ endsAt }) => (endsAt === null ? 'never' : <Instant at={endsAt} />),
  },
  {
    id: 'action',
    head: <span className="sr-only">Where it is replaced</span>,
    numeric: true,
    cell: (secret) => {
      const place = placeOf(secret, ownId);
      if (place === null)
        return <code className="font-mono whitespace-nowrap">npx seatwise rotate-master-key</code>;
      return (
        <Link to={place.to} className="underline" aria-label={`${place.words}: ${secret.name}`}>
          {place.words}
        </Link>
      );
    },
  },
];

function Secrets() {
  const secrets = useSecrets();
  const { member } = useSession();
  return (
    <>
      <QueryView query={secrets}>
        {({ items, reminderDays }) => (
          <DataTable
            label="Secrets that are held"
            columns={columnsOf(reminderDays, member.id)}
            rows={items}
            rowId={({ kind, id }) => `${kind} ${id}`}
          />
        )}
      </QueryView>
      <SecretReminder />
    </>
  );
}
