import type { Role } from '../../../../contracts/api/common.ts';
import { isWithin } from '../../../../contracts/api/permissions.ts';
import { type MemberInfo, useChangeMember, useEndSessionsOf, useMemberData } from '../../../api/people.ts';
import { saveFile } from '../../../components/save-file.ts';
import { useTexts } from '../../../components/texts.ts';
import { useToast } from '../../../components/toasts.tsx';
import type { MemberAction } from './member-menu.tsx';
import { consoleSettings } from '../../../../messages/generated/console-settings.ts';

/** What an administrator is asked before it happens to a member. `role` null: to be disabled. */
export type MemberQuestion =
  | { readonly kind: 'lower'; readonly member: MemberInfo; readonly role: Role | null }
  | { readonly kind: 'reset-password' | 'reset-factors'; readonly member: MemberInfo };

export interface MemberActions {
  /** What can be done with a member now, in the order of the menu. */
  readonly of: (member: MemberInfo) => readonly MemberAction[];
  /** Gives more rights at once, and asks before it takes some. */
  readonly changeRole: (member: MemberInfo, role: Role) => void;
  readonly isExporting: (member: MemberInfo) => boolean;
  /** By what was tried; null: it did not fail. */
  readonly errors: Readonly<Record<'change' | 'exporting' | 'signOut', Error | null>>;
}

/** @param ask shows the question about a member. */
export function useMemberActions(ask: (question: MemberQuestion) => void): MemberActions {
  const text = useTexts(consoleSettings);
  const change = useChangeMember();
  const endSessions = useEndSessionsOf();
  const exporting = useMemberData();
  const toast = useToast();

  const enable = ({ id, name }: MemberInfo): void =>
    change.mutate(
      { id, change: { disabled: false } },
      { onSuccess: () => toast(text('console-settings.can-sign-in-again', { name })) },
    );
  const signOut = ({ id, name }: MemberInfo): void =>
    endSessions.mutate(id, {
      onSuccess: ({ ended }) => toast(text('console-settings.signed-out', { name, count: ended })),
    });
  const exportData = ({ id }: MemberInfo): void =>
    exporting.mutate(id, { onSuccess: (file) => saveFile(`member-${id}.json`, file) });

  return {
    of: (member) => {
      const action = (words: string, onSelect: () => void): MemberAction => ({ words, onSelect });
      const exportAction = action(text('console-settings.export-data'), () => exportData(member));
      if (member.disabledAt !== null)
        return [action(text('console-settings.enable'), () => enable(member)), exportAction];
      const resetFactors = action(text('console-settings.reset-factors'), () =>
        ask({ kind: 'reset-factors', member }),
      );
      return [
        action(text('console-settings.reset-password'), () => ask({ kind: 'reset-password', member })),
        ...(member.hasSecondFactor ? [resetFactors] : []),
        action(text('console-settings.sign-out-everywhere'), () => signOut(member)),
        exportAction,
        action(text('console-settings.disable'), () => ask({ kind: 'lower', member, role: null })),
      ];
    },
    changeRole: (member, role) => {
      const { id, name } = member;
      if (!isWithin(member.role, role)) {
        ask({ kind: 'lower', member, role });
        return;
      }
      const roleName = text(`console-settings.role.${role}`);
      change.mutate(
        { id, change: { role } },
        { onSuccess: () => toast(text('console-settings.is-now', { name, role: roleName })) },
      );
    },
    isExporting: ({ id }) => exporting.isPending && exporting.variables === id,
    errors: { change: change.error, exporting: exporting.error, signOut: endSessions.error },
  };
}
