import { useState } from 'react';
import type { Role } from '../../../contracts/api/common.ts';
import { isWithin } from '../../../contracts/api/permissions.ts';
import {
  type MemberInfo,
  useChangeMember,
  useEndSessionsOf,
  useMemberData,
  useMembers,
} from '../../api/people.ts';
import { useClosed, useSession } from '../../api/session.ts';
import { useDisabledReason } from '../../context/use-disabled-reason.ts';
import { ButtonWithReason } from '../../components/button-with-reason.tsx';
import { DataTable, type TableColumn } from '../../components/data-table.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorCard } from '../../components/failure-card.tsx';
import { filled, slot, useTexts } from '../../components/texts.ts';
import { Instant } from '../../components/instant.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { StatusPill } from '../../components/status-pill.tsx';
import { saveFile } from '../../components/save-file.ts';
import { useToast } from '../../components/toasts.tsx';
import { VendorText } from '../../components/vendor-text.tsx';
import { InviteDialog } from './invite-dialog.tsx';
import { LowerMemberDialog } from './lower-member-dialog.tsx';
import { type MemberAction, MemberMenu } from './member-menu.tsx';
import { ResetFactorsDialog } from './reset-factors-dialog.tsx';
import { ResetPasswordDialog } from './reset-password-dialog.tsx';
import { RoleSelect } from './role-select.tsx';
import { SettingsSection } from './section.tsx';
import { settingsTexts } from './settings-texts.ts';

export function PeopleSection() {
  const closed = useClosed()('manage-people');
  const whyClosed = useDisabledReason();
  const [inviting, setInviting] = useState(false);
  const text = useTexts(settingsTexts);
  return (
    <SettingsSection
      title={text('console-settings.section.people')}
      text={text('console-settings.people-why')}
      actions={
        <ButtonWithReason
          look="primary"
          reason={whyClosed('manage-people')}
          reasonAt="before"
          onClick={() => setInviting(true)}
        >
          {text('console-settings.invite')}
        </ButtonWithReason>
      }
    >
      {closed === null ? <Members /> : <EmptyState text={closed} />}
      {inviting ? <InviteDialog onClose={() => setInviting(false)} /> : null}
    </SettingsSection>
  );
}

/** Glyphs of the states of a member. */
const marks = { active: 'active', invited: 'waiting', disabled: 'inactive' } as const;

const stateOf = ({ disabledAt, temporaryPasswordUntil, lastSeenAt }: MemberInfo): keyof typeof marks =>
  disabledAt !== null
    ? 'disabled'
    : temporaryPasswordUntil !== null && lastSeenAt === null
      ? 'invited'
      : 'active';

function Members() {
  const members = useMembers();
  const text = useTexts(settingsTexts);
  const { member: self } = useSession();
  const change = useChangeMember();
  const endSessions = useEndSessionsOf();
  const exporting = useMemberData();
  const toast = useToast();
  /** `role` null: to be disabled. */
  const [lowering, setLowering] = useState<{ member: MemberInfo; role: Role | null } | null>(null);
  const [resetting, setResetting] = useState<MemberInfo | null>(null);
  const [resettingFactors, setResettingFactors] = useState<MemberInfo | null>(null);
  const apply = (one: MemberInfo, part: Parameters<typeof change.mutate>[0]['change'], words: string): void =>
    change.mutate(
      { id: one.id, change: part },
      {
        onSuccess: () => toast(words),
      },
    );
  const actionsOn = (one: MemberInfo): readonly MemberAction[] => {
    const { id, name } = one;
    const exportData = {
      words: text('console-settings.export-data'),
      onSelect: () => exporting.mutate(id, { onSuccess: (file) => saveFile(`member-${id}.json`, file) }),
    };
    if (one.disabledAt !== null)
      return [
        {
          words: text('console-settings.enable'),
          onSelect: () =>
            apply(one, { disabled: false }, text('console-settings.can-sign-in-again', { name })),
        },
        exportData,
      ];
    const resetFactors = {
      words: text('console-settings.reset-factors'),
      onSelect: () => setResettingFactors(one),
    };
    return [
      { words: text('console-settings.reset-password'), onSelect: () => setResetting(one) },
      ...(one.hasSecondFactor ? [resetFactors] : []),
      {
        words: text('console-settings.sign-out-everywhere'),
        onSelect: () =>
          endSessions.mutate(id, {
            onSuccess: ({ ended }) => toast(text('console-settings.signed-out', { name, count: ended })),
          }),
      },
      exportData,
      {
        words: text('console-settings.disable'),
        onSelect: () => setLowering({ member: one, role: null }),
      },
    ];
  };
  const columns: readonly TableColumn<MemberInfo>[] = [
    {
      id: 'name',
      head: text('console-settings.name'),
      cell: ({ name, id }) =>
        id === self.id ? (
          filled(text('console-settings.you', { name: slot(0) }), <VendorText text={name} />)
        ) : (
          <VendorText text={name} />
        ),
    },
    { id: 'email', head: text('console-settings.email'), cell: ({ email }) => <VendorText text={email} /> },
    {
      id: 'role',
      head: text('console-settings.role'),
      cell: (one) => (
        <RoleSelect
          label={text('console-settings.role-of', { name: one.name })}
          hideLabel
          value={one.role}
          closed={
            one.roleFrom !== null
              ? text('console-settings.role-from', { provider: one.roleFrom.name })
              : one.id === self.id
                ? text('console-settings.own-role')
                : null
          }
          onChange={(role) =>
            isWithin(one.role, role)
              ? apply(
                  one,
                  { role },
                  text('console-settings.is-now', {
                    name: one.name,
                    role: text(`console-settings.role.${role}`),
                  }),
                )
              : setLowering({ member: one, role })
          }
        />
      ),
    },
    {
      id: 'seen',
      head: text('console-settings.last-active'),
      wideOnly: true,
      cell: ({ lastSeenAt }) =>
        lastSeenAt === null ? text('console-settings.not-yet') : <Instant at={lastSeenAt} />,
    },
    {
      id: 'factor',
      head: text('console-settings.second-factor'),
      wideOnly: true,
      cell: ({ hasSecondFactor, breakGlass }) => (
        <>
          {text(hasSecondFactor ? 'console-settings.has-factor' : 'console-settings.has-no-factor')}
          {breakGlass ? (
            <span className="block text-label text-ink-3">{text('console-settings.break-glass')}</span>
          ) : null}
        </>
      ),
    },
    {
      id: 'state',
      head: text('console-settings.state'),
      cell: (one) => {
        const state = stateOf(one);
        return <StatusPill state={marks[state]} words={text(`console-settings.member.${state}`)} inRow />;
      },
    },
    {
      id: 'action',
      head: <span className="sr-only">{text('console-settings.action')}</span>,
      numeric: true,
      cell: (one) =>
        one.id === self.id ? null : (
          <MemberMenu
            label={text('console-settings.actions-for', { name: one.name })}
            busy={exporting.isPending && exporting.variables === one.id}
            actions={actionsOn(one)}
          />
        ),
    },
  ];
  return (
    <>
      {change.error !== null ? <ErrorCard error={change.error} /> : null}
      {exporting.error === null ? null : <ErrorCard error={exporting.error} />}
      {endSessions.error === null ? null : <ErrorCard error={endSessions.error} />}
      <QueryView query={members}>
        {({ items }) => (
          <DataTable
            label={text('console-settings.members')}
            columns={columns}
            rows={items}
            rowId={({ id }) => id}
          />
        )}
      </QueryView>
      {resetting === null ? null : (
        <ResetPasswordDialog member={resetting} onClose={() => setResetting(null)} />
      )}
      {resettingFactors === null ? null : (
        <ResetFactorsDialog member={resettingFactors} onClose={() => setResettingFactors(null)} />
      )}
      {lowering === null ? null : <LowerMemberDialog {...lowering} onClose={() => setLowering(null)} />}
    </>
  );
}
