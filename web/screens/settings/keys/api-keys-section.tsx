import { useState } from 'react';
import { type ApiKeyInfo, useApiKeys } from '../../../api/people.ts';
import { useClosed } from '../../../api/session.ts';
import { useDisabledReason } from '../../../context/use-disabled-reason.ts';
import { Button } from '../../../components/button.tsx';
import { ButtonWithReason } from '../../../components/button-with-reason.tsx';
import { DataTable, type TableColumn } from '../../../components/data-table.tsx';
import { EmptyState } from '../../../components/empty-state.tsx';
import { Instant } from '../../../components/instant.tsx';
import { QueryView } from '../../../components/query-view.tsx';
import { StatusPill } from '../../../components/status-pill.tsx';
import { filled, slot, useTexts } from '../../../components/texts.ts';
import { VendorText } from '../../../components/vendor-text.tsx';
import { KeyOwnerDialog } from './key-owner-dialog.tsx';
import { NewKeyDialog } from './new-key-dialog.tsx';
import { RevokeKeyDialog } from './revoke-key-dialog.tsx';
import { SettingsSection } from '../form/section.tsx';
import { type SettingsTexts } from '../form/settings-texts.ts';
import { consoleSettings } from '../../../../messages/generated/console-settings.ts';

export function ApiKeysSection() {
  const closed = useClosed()('manage-keys');
  const whyClosed = useDisabledReason();
  const [making, setMaking] = useState(false);
  const text = useTexts(consoleSettings);
  return (
    <SettingsSection
      title={text('console-settings.section.api-keys')}
      text={text('console-settings.keys-why')}
      actions={
        <ButtonWithReason
          look="primary"
          reason={whyClosed('manage-keys')}
          reasonAt="before"
          onClick={() => setMaking(true)}
        >
          {text('console-settings.new-key')}
        </ButtonWithReason>
      }
    >
      {closed === null ? <Keys /> : <EmptyState text={closed} />}
      {making ? <NewKeyDialog onClose={() => setMaking(false)} /> : null}
    </SettingsSection>
  );
}

type KeyState = 'active' | 'suspended' | 'revoked' | 'expired';

const stateOf = ({ revokedAt, expiresAt, owner }: ApiKeyInfo): KeyState => {
  if (revokedAt !== null) return 'revoked';
  if (expiresAt !== null && new Date(expiresAt).getTime() <= Date.now()) return 'expired';
  return owner.isActive ? 'active' : 'suspended';
};

const isEnded = (state: KeyState): boolean => state === 'revoked' || state === 'expired';
const lookOf = (state: KeyState) =>
  state === 'suspended' ? 'warned' : isEnded(state) ? 'inactive' : 'active';

const createdBy = ({ kind, name }: ApiKeyInfo['creator'], text: SettingsTexts) =>
  kind === 'api-key' ? (
    filled(text('console-settings.by-key', { name: slot(0) }), <VendorText text={name} />)
  ) : (
    <VendorText text={name} />
  );

const optional = (at: string | null, none: string) => (at === null ? none : <Instant at={at} />);

function Keys() {
  const keys = useApiKeys();
  const text = useTexts(consoleSettings);
  const never = text('console-settings.never');
  const [revoking, setRevoking] = useState<ApiKeyInfo | null>(null);
  const [giving, setGiving] = useState<ApiKeyInfo | null>(null);
  const columns: readonly TableColumn<ApiKeyInfo>[] = [
    { id: 'name', head: text('console-settings.name'), cell: ({ name }) => <VendorText text={name} /> },
    {
      id: 'prefix',
      head: text('console-settings.prefix'),
      wideOnly: true,
      cell: ({ prefix }) => <code className="font-mono">{prefix}</code>,
    },
    {
      id: 'role',
      head: text('console-settings.role'),
      cell: ({ role }) => text(`console-settings.role.${role}`),
    },
    {
      id: 'creator',
      head: text('console-settings.created-by'),
      wideOnly: true,
      cell: ({ creator }) => createdBy(creator, text),
    },
    {
      id: 'owner',
      head: text('console-settings.owner'),
      cell: ({ owner }) => <VendorText text={owner.name} />,
    },
    {
      id: 'used',
      head: text('console-settings.last-used'),
      cell: ({ lastUsedAt }) => optional(lastUsedAt, never),
    },
    {
      id: 'expires',
      head: text('console-settings.expires'),
      wideOnly: true,
      cell: ({ expiresAt }) => optional(expiresAt, never),
    },
    {
      id: 'state',
      head: text('console-settings.state'),
      cell: (key) => {
        const state = stateOf(key);
        return <StatusPill state={lookOf(state)} words={text(`console-settings.key-state.${state}`)} inRow />;
      },
    },
    {
      id: 'action',
      head: <span className="sr-only">{text('console-settings.action')}</span>,
      numeric: true,
      cell: (key) =>
        isEnded(stateOf(key)) ? null : (
          <span className="inline-flex gap-2">
            <Button
              dense
              aria-label={text('console-settings.change-owner-of', { name: key.name })}
              onClick={() => setGiving(key)}
            >
              {text('console-settings.change-owner')}
            </Button>
            <Button
              dense
              aria-label={text('console-settings.revoke-key', { name: key.name })}
              onClick={() => setRevoking(key)}
            >
              {text('console-settings.revoke')}
            </Button>
          </span>
        ),
    },
  ];
  return (
    <>
      <QueryView query={keys}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState text={text('console-settings.no-keys')} />
          ) : (
            <DataTable
              label={text('console-settings.section.api-keys')}
              columns={columns}
              rows={items}
              rowId={({ id }) => id}
            />
          )
        }
      </QueryView>
      {giving === null ? null : <KeyOwnerDialog apiKey={giving} onClose={() => setGiving(null)} />}
      {revoking === null ? null : <RevokeKeyDialog apiKey={revoking} onClose={() => setRevoking(null)} />}
    </>
  );
}
