import { may, type Role } from './roles.ts';

/** Whether somebody can see to a line: a member who may sign in, and decide something. */
export const assigneeStandings = ['active', 'disabled', 'role-too-small'] as const;
export type AssigneeStanding = (typeof assigneeStandings)[number];

export function assigneeStanding(member: {
  readonly role: Role;
  readonly disabledAt: Date | null;
}): AssigneeStanding {
  if (member.disabledAt !== null) return 'disabled';
  return may(member.role, 'propose') ? 'active' : 'role-too-small';
}
