import { may, type Role } from './roles.ts';

/** Whether somebody can see to a line: a member who may sign in, and decide something. */
export const assigneeStatuses = ['active', 'disabled', 'role-too-small'] as const;
export type AssigneeStatus = (typeof assigneeStatuses)[number];

export function assigneeStatus(member: {
  readonly role: Role;
  readonly disabledAt: Date | null;
}): AssigneeStatus {
  if (member.disabledAt !== null) return 'disabled';
  return may(member.role, 'propose') ? 'active' : 'role-too-small';
}
