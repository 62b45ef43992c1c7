import { useState } from 'react';
import { type ApiKeyInfo, useApiKeys } from '../../api/people.ts';
import { useClosed } from '../../api/session.ts';
import { useWhyClosed } from '../../context/use-why-closed.ts';
import { Button } from '../../components/button.tsx';
import { ClosedButton } from '../../components/closed-button.tsx';
import { DataTable, type TableColumn } from '../../components/data-table.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Instant } from '../../components/instant.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { StatusPill } from '../../components/status-pill.tsx';
import { VendorText } from '../../components/vendor-text.tsx';
import { NewKeyDialog } from './new-key-dialog.tsx';
import { RevokeKeyDialog } from './revoke-key-dialog.tsx';
import { SettingsSection } from './section.tsx';

export function ApiKeysSection() {
  const closed = useClosed()('manage-keys');
  const whyClosed = useWhyClosed();
  const [making, setMaking] = useState(false);
  return (
    <SettingsSection
      title="API keys"
      text="For scripts, as the header “Authorization: Bearer <key>”. A key may never do more than who made it."
      actions={
        <ClosedButton
          look="primary"
          reason={whyClosed('manage-keys')}
          reasonAt="before"
          onClick={() => setMaking(true)}
        >
          New key
        </ClosedButton>
      }
    >
      {closed === null ? <Keys /> : <EmptyState text={closed} />}
      {making ? <NewKeyDialog onClose={() => setMaking(false)} /> : null}
    </SettingsSection>
  );
}

const stateOf = ({ revokedAt, expiresAt }: ApiKeyInfo): 'active' | 'revoked' | 'expired' => {
  if (revokedAt !== null) return 'revoked';
  return expiresAt !== null && new Date(expiresAt).getTime() <= Date.now() ? 'expired' : 'active';
};

function MadeBy({ creator: { kind, name } }: Pick<ApiKeyInfo, 'creator'>) {
  return (
    <>
      {kind === 'api-key' ? 'key ' : ''}
      <VendorText text={name} />
    </>
  );
}

const optional = (at: string | null, none: string) => (at === null ? none : <Instant at={at} />);

function Keys() {
  const keys = useApiKeys();
  const [revoking, setRevoking] = useState<ApiKeyInfo | null>(null);
  const columns: readonly TableColumn<ApiKeyInfo>[] = [
    { id: 'name', head: 'Name', cell: ({ name }) => <VendorText text={name} /> },
    {
      id: 'prefix',
      head: 'Begins with',
      wideOnly: true,
      cell: ({ prefix }) => <code className="font-mono">{prefix}</code>,
    },
    { id: 'role', head: 'Role', cell: ({ role }) => role },
    {
      id: 'creator',
      head: 'Made by',
      wideOnly: true,
      cell: ({ creator }) => <MadeBy creator={creator} />,
    },
    { id: 'used', head: 'Last used', cell: ({ lastUsedAt }) => optional(lastUsedAt, 'never') },
    { id: 'expires', head: 'Expires', wideOnly: true, cell: ({ expiresAt }) => optional(expiresAt, 'never') },
    {
      id: 'state',
      head: 'State',
      cell: (key) => {
        const state = stateOf(key);
        return <StatusPill state={state === 'active' ? 'active' : 'inactive'} words={state} inRow />;
      },
    },
    {
      id: 'action',
      head: <span className="sr-only">Action</span>,
      numeric: true,
      cell: (key) =>
        stateOf(key) === 'active' ? (
          <Button dense aria-label={`Revoke ${key.name}`} onClick={() => setRevoking(key)}>
            Revoke
          </Button>
        ) : null,
    },
  ];
  return (
    <>
      <QueryView query={keys}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState text="No key yet." />
          ) : (
            <DataTable label="API keys" columns={columns} rows={items} rowId={({ id }) => id} />
          )
        }
      </QueryView>
      {revoking === null ? null : <RevokeKeyDialog apiKey={revoking} onClose={() => setRevoking(null)} />}
    </>
  );
}
