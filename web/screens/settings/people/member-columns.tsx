import type { MemberInfo } from '../../../api/people.ts';
import type { TableColumn } from '../../../components/data-table.tsx';
import { Instant } from '../../../components/instant.tsx';
import { StatusPill } from '../../../components/status-pill.tsx';
import { filled, slot } from '../../../components/texts.ts';
import { VendorText } from '../../../components/vendor-text.tsx';
import { MemberMenu } from './member-menu.tsx';
import { RoleSelect } from './role-select.tsx';
import type { SettingsTexts } from '../form/settings-texts.ts';
import type { MemberActions } from './use-member-actions.ts';

/** Glyphs of the states of a member. */
const marks = { active: 'active', invited: 'waiting', disabled: 'inactive' } as const;

function stateOf({ disabledAt, temporaryPasswordUntil, lastSeenAt }: MemberInfo): keyof typeof marks {
  if (disabledAt !== null) return 'disabled';
  return temporaryPasswordUntil !== null && lastSeenAt === null ? 'invited' : 'active';
}

/** @param selfId of the signed-in member, whose role and access another administrator changes */
export const memberColumns = (
  text: SettingsTexts,
  selfId: string,
  actions: MemberActions,
): readonly TableColumn<MemberInfo>[] => [
  {
    id: 'name',
    head: text('console-settings.name'),
    cell: ({ name, id }) => {
      const shown = <VendorText text={name} />;
      return id === selfId ? filled(text('console-settings.you', { name: slot(0) }), shown) : shown;
    },
  },
  { id: 'email', head: text('console-settings.email'), cell: ({ email }) => <VendorText text={email} /> },
  {
    id: 'role',
    head: text('console-settings.role'),
    cell: (member) => (
      <RoleSelect
        label={text('console-settings.role-of', { name: member.name })}
        hideLabel
        value={member.role}
        closed={whyRoleStays(text, member, selfId)}
        onChange={(role) => actions.changeRole(member, role)}
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
    cell: (member) => <SecondFactor text={text} member={member} />,
  },
  {
    id: 'state',
    head: text('console-settings.state'),
    cell: (member) => {
      const state = stateOf(member);
      return <StatusPill state={marks[state]} words={text(`console-settings.member.${state}`)} inRow />;
    },
  },
  {
    id: 'action',
    head: <span className="sr-only">{text('console-settings.action')}</span>,
    numeric: true,
    cell: (member) =>
      member.id === selfId ? null : (
        <MemberMenu
          label={text('console-settings.actions-for', { name: member.name })}
          busy={actions.isExporting(member)}
          actions={actions.of(member)}
        />
      ),
  },
];

/** Null: it can be changed here. */
function whyRoleStays(text: SettingsTexts, { id, roleFrom }: MemberInfo, selfId: string): string | null {
  if (roleFrom !== null) return text('console-settings.role-from', { provider: roleFrom.name });
  return id === selfId ? text('console-settings.own-role') : null;
}

function SecondFactor({
  text,
  member: { hasSecondFactor, breakGlass },
}: {
  readonly text: SettingsTexts;
  readonly member: MemberInfo;
}) {
  return (
    <>
      {text(hasSecondFactor ? 'console-settings.has-factor' : 'console-settings.has-no-factor')}
      {breakGlass ? (
        <span className="block text-label text-ink-3">{text('console-settings.break-glass')}</span>
      ) : null}
    </>
  );
}
