import type { Tx } from '../../db/model/database.ts';
import { raiseNotice } from '../../db/notices/notices.ts';
import type { Member } from '../../db/people/people.ts';
import { may } from '../../domain/roles.ts';
import { type Message, message } from '../../messages/message.ts';

type Standing = Pick<Member, 'role' | 'disabledAt'>;

/** How a member became an administrator; `null` if they are none, or were one before. */
export function administratorBy(
  before: Standing | null,
  after: Standing,
): 'created' | 'raised' | 'enabled' | null {
  if (!may(after.role, 'manage-people')) return null;
  if (before === null) return 'created';
  if (!may(before.role, 'manage-people')) return 'raised';
  return before.disabledAt !== null && after.disabledAt === null ? 'enabled' : null;
}

/** Notifies administrators of a new one. */
export const noteAdministrator = (
  tx: Tx,
  { tenantId, email }: Pick<Member, 'tenantId' | 'email'>,
  detail: Message,
): Promise<void> =>
  raiseNotice(
    tx,
    { tenantId, integrationId: null },
    { code: 'AdministratorCreated', subject: email, detail },
  );

/** {@link noteAdministrator} after a change by a person. */
export async function noteAdministratorOf(
  tx: Tx,
  before: Standing | null,
  after: Member,
  by: string,
): Promise<void> {
  const how = administratorBy(before, after);
  if (how === null) return;
  await noteAdministrator(
    tx,
    after,
    message('notices.administrator-created', { memberId: after.id, by, how }),
  );
}

/** {@link noteAdministrator} where an identity provider gave the role. */
export async function noteAdministratorFromProvider(
  tx: Tx,
  before: Standing | null,
  after: Member,
  provider: string,
): Promise<void> {
  if (administratorBy(before, after) === null) return;
  await noteAdministrator(
    tx,
    after,
    message('notices.administrator-from-provider', { memberId: after.id, provider }),
  );
}
