import { useState } from 'react';
import { Link } from '../../../components/router.tsx';
import { type IncidentStep, type SecretInfo, useIncidentStep, useSecrets } from '../../../api/incident.ts';
import { useClosed, useSession } from '../../../api/session.ts';
import { useDisabledReason } from '../../../context/use-disabled-reason.ts';
import { ButtonWithReason } from '../../../components/button-with-reason.tsx';
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx';
import { DataTable, type TableColumn } from '../../../components/data-table.tsx';
import { EmptyState } from '../../../components/empty-state.tsx';
import { filled, slot, useTexts } from '../../../components/texts.ts';
import { Instant } from '../../../components/instant.tsx';
import { QueryView } from '../../../components/query-view.tsx';
import { useToast } from '../../../components/toasts.tsx';
import { VendorText } from '../../../components/vendor-text.tsx';
import { SecretReminder } from '../receivers/secret-reminder.tsx';
import { SettingsSection } from '../form/section.tsx';
import { type SettingsTexts } from '../form/settings-texts.ts';
import { consoleSettings } from '../../../../messages/generated/console-settings.ts';

const order: readonly IncidentStep[] = ['turn-off-write-back', 'end-sessions', 'revoke-keys'];

/** Where something may be in wrong hands: what is held, how old, and what stops it all. */
export function IncidentSection() {
  const closed = useClosed()('incident');
  const whyClosed = useDisabledReason();
  const [asking, setAsking] = useState<IncidentStep | null>(null);
  const text = useTexts(consoleSettings);
  return (
    <SettingsSection
      title={text('console-settings.section.incident')}
      text={text('console-settings.incident-why')}
      actions={
        <div className="flex flex-wrap gap-2">
          {order.map((step) => (
            <ButtonWithReason
              key={step}
              look="danger"
              reason={whyClosed('incident')}
              reasonAt="before"
              onClick={() => setAsking(step)}
            >
              {text(`console-settings.step.${step}`)}
            </ButtonWithReason>
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
  const text = useTexts(consoleSettings);
  return (
    <ConfirmDialog
      title={text(`console-settings.step-title.${step}`)}
      confirm={text(`console-settings.step.${step}`)}
      danger
      busy={run.isPending}
      error={run.error}
      onConfirm={() =>
        run.mutate(step, {
          onSuccess: ({ ended }) => {
            toast(text(`console-settings.step-done.${step}`, { count: ended }));
            onClose();
          },
        })
      }
      onClose={onClose}
    >
      <p>{text(`console-settings.step-why.${step}`)}</p>
    </ConfirmDialog>
  );
}

/** Where it is replaced or ended; null: on the machine. */
const placeOf = (
  { kind, id, integrationId }: SecretInfo,
  ownId: string,
  text: SettingsTexts,
): { readonly to: string; readonly words: string } | null => {
  if (kind === 'credential')
    return {
      to: `/integrations/${integrationId ?? ''}/credentials`,
      words: text('console-settings.replace'),
    };
  if (kind === 'webhook') return { to: '/settings/webhooks', words: text('console-settings.rotate') };
  if (kind === 'audit-stream')
    return { to: '/settings/audit-streams', words: text('console-settings.rotate') };
  if (kind === 'identity-provider')
    return { to: '/settings/identity-providers', words: text('console-settings.replace') };
  if (kind === 'api-key') return { to: '/settings/api-keys', words: text('console-settings.revoke') };
  if (kind === 'master-key') return null;
  return id === ownId
    ? { to: '/settings/your-sign-in', words: text('console-settings.section.your-sign-in') }
    : { to: '/settings/people', words: text('console-settings.section.people') };
};

const columnsOf = (
  reminderDays: number,
  ownId: string,
  text: SettingsTexts,
): readonly TableColumn<SecretInfo>[] => [
  {
    id: 'kind',
    head: text('console-settings.kind'),
    cell: ({ kind }) => text(`console-settings.secret.${kind}`),
  },
  {
    id: 'name',
    head: text('console-settings.belongs-to'),
    cell: ({ kind, name }) =>
      kind === 'master-key' ? text('console-settings.installation') : <VendorText text={name} />,
  },
  {
    id: 'since',
    head: text('console-settings.since'),
    cell: ({ since, isOld }) =>
      isOld ? (
        <span className="text-warn">
          {filled(
            text('console-settings.older-than', { when: slot(0), days: reminderDays }),
            <Instant at={since} />,
          )}
        </span>
      ) : (
        <Instant at={since} />
      ),
  },
  {
    id: 'used',
    head: text('console-settings.last-used'),
    cell: ({ lastUsedAt }) =>
      lastUsedAt === null ? text('console-settings.unknown') : <Instant at={lastUsedAt} />,
  },
  {
    id: 'ends',
    head: text('console-settings.expires'),
    wideOnly: true,
    cell: ({ endsAt }) => (endsAt === null ? text('console-settings.never') : <Instant at={endsAt} />),
  },
  {
    id: 'action',
    head: <span className="sr-only">{text('console-settings.where-replaced')}</span>,
    numeric: true,
    cell: (secret) => {
      const place = placeOf(secret, ownId, text);
      if (place === null)
        return <code className="font-mono whitespace-nowrap">npx seatwise rotate-master-key</code>;
      return (
        <Link
          to={place.to}
          className="underline"
          aria-label={text('console-settings.secret-place', { place: place.words, name: secret.name })}
        >
          {place.words}
        </Link>
      );
    },
  },
];

function Secrets() {
  const secrets = useSecrets();
  const text = useTexts(consoleSettings);
  const { member } = useSession();
  return (
    <>
      <QueryView query={secrets}>
        {({ items, reminderDays }) => (
          <DataTable
            label={text('console-settings.secrets')}
            columns={columnsOf(reminderDays, member.id, text)}
            rows={items}
            rowId={({ kind, id }) => `${kind} ${id}`}
          />
        )}
      </QueryView>
      <SecretReminder />
    </>
  );
}
