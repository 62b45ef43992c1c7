import { useState } from 'react';
import type { Role } from '../../../contracts/api/common.ts';
import { isWithin } from '../../../contracts/api/permissions.ts';
import { type MemberInfo, useChangeMember, useEndSessionsOf, useMembers } from '../../api/people.ts';
import { useClosed, useSession } from '../../api/session.ts';
import { useWhyClosed } from '../../context/use-why-closed.ts';
import { Button } from '../../components/button.tsx';
import { ClosedButton } from '../../components/closed-button.tsx';
import { DataTable, type TableColumn } from '../../components/data-table.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorCard } from '../../components/failure-card.tsx';
import { plural } from '../../values/format.ts';
import { Instant } from '../../components/instant.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { StatusPill } from '../../components/status-pill.tsx';
import { useToast } from '../../components/toasts.tsx';
import { VendorText } from '../../components/vendor-text.tsx';
import { InviteDialog } from './invite-dialog.tsx';
import { LowerMemberDialog } from './lower-member-dialog.tsx';
import { ResetPasswordDialog } from './reset-password-dialog.tsx';
import { RoleSelect } from './role-select.tsx';
import { SettingsSection } from './section.tsx';

export function PeopleSection() {
  const closed = useClosed()('manage-people');
  const whyClosed = useWhyClosed();
  const [inviting, setInviting] = useState(false);
  return (
    <SettingsSection
      title="People"
      text="Who may sign in, and as what. Viewers read; reviewers also hold, dismiss, propose and sync; approvers also approve and map; administrators also connect, arm and change settings."
      actions={
        <ClosedButton
          look="primary"
          reason={whyClosed('manage-people')}
          reasonAt="before"
          onClick={() => setInviting(true)}
        >
          Invite
        </ClosedButton>
      }
    >
      {closed === null ? <Members /> : <EmptyState text={closed} />}
      {inviting ? <InviteDialog onClose={() => setInviting(false)} /> : null}
    </SettingsSection>
  );
}

function Members() {
  const members = useMembers();
  const { member: self } = useSession();
  const change = useChangeMember();
  const endSessions = useEndSessionsOf();
  const toast = useToast();
  /** `role` null: to be disabled. */
  const [lowering, setLowering] = useState<{ member: MemberInfo; role: Role | null } | null>(null);
  const [resetting, setResetting] = useState<MemberInfo | null>(null);
  const apply = (one: MemberInfo, part: Parameters<typeof change.mutate>[0]['change'], words: string): void =>
    change.mutate(
      { id: one.id, change: part },
      {
        onSuccess: () => toast(words),
      },
    );
  const columns: readonly TableColumn<MemberInfo>[] = [
    {
      id: 'name',
      head: 'Name',
      cell: ({ name, id }) => (
        <>
          <VendorText text={name} />
          {id === self.id ? <span className="text-ink-3"> (you)</span> : null}
        </>
      ),
    },
    { id: 'email', head: 'Email', cell: ({ email }) => <VendorText text={email} /> },
    {
      id: 'role',
      head: 'Role',
      cell: (one) => (
        <RoleSelect
          label={`Role of ${one.name}`}
          hideLabel
          value={one.role}
          closed={one.id === self.id ? "You can't lower your own role: ask another admin." : null}
          onChange={(role) =>
            isWithin(one.role, role)
              ? apply(one, { role }, `${one.name} is now ${role}.`)
              : setLowering({ member: one, role })
          }
        />
      ),
    },
    {
      id: 'seen',
      head: 'Last active',
      wideOnly: true,
      cell: ({ lastSeenAt }) => (lastSeenAt === null ? 'not yet' : <Instant at={lastSeenAt} />),
    },
    {
      id: 'state',
      head: 'State',
      cell: ({ disabledAt }) => (
        <StatusPill
          state={disabledAt === null ? 'active' : 'inactive'}
          words={disabledAt === null ? 'active' : 'disabled'}
          inRow
        />
      ),
    },
    {
      id: 'action',
      head: <span className="sr-only">Action</span>,
      numeric: true,
      cell: (one) =>
        one.id === self.id ? null : one.disabledAt === null ? (
          <span className="inline-flex gap-2">
            <Button dense onClick={() => setResetting(one)} aria-label={`Reset password of ${one.name}`}>
              Reset password
            </Button>
            <Button
              dense
              aria-label={`End sessions of ${one.name}`}
              onClick={() =>
                endSessions.mutate(one.id, {
                  onSuccess: ({ ended }) => toast(`${one.name}: ${plural(ended, 'session')} ended.`),
                })
              }
            >
              End sessions
            </Button>
            <Button
              dense
              onClick={() => setLowering({ member: one, role: null })}
              aria-label={`Disable ${one.name}`}
            >
              Disable
            </Button>
          </span>
        ) : (
          <Button
            dense
            aria-label={`Enable ${one.name}`}
            onClick={() => apply(one, { disabled: false }, `${one.name} may sign in again.`)}
          >
            Enable
          </Button>
        ),
    },
  ];
  return (
    <>
      {change.error !== null ? <ErrorCard error={change.error} /> : null}
      {endSessions.error === null ? null : <ErrorCard error={endSessions.error} />}
      <QueryView query={members}>
        {({ items }) => <DataTable label="Members" columns={columns} rows={items} rowId={({ id }) => id} />}
      </QueryView>
      {resetting === null ? null : (
        <ResetPasswordDialog member={resetting} onClose={() => setResetting(null)} />
      )}
      {lowering === null ? null : <LowerMemberDialog {...lowering} onClose={() => setLowering(null)} />}
    </>
  );
}
