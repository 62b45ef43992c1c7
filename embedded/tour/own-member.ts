import { message } from '../../messages/message.ts';
import { hashPassword, newPassword } from '../../api/sign-in/passwords.ts';
import { recordAudit } from '../../db/audit/audit.ts';
import { openDatabase } from '../../db/model/database.ts';
import { createMember, tenantIds } from '../../db/people/people.ts';
import { setPassword } from '../../db/people/persons.ts';
import { findSignInCandidate } from '../../db/people/sign-ins.ts';
import { noteAdministrator } from '../../use-cases/people/new-administrators.ts';
import { tourEmail } from '../../domain/sign-ins.ts';
import { homeFiles } from '../home.ts';
import { runningPostgres } from '../postgres.ts';
import { TourRejected } from './set-up.ts';

const actor = { kind: 'system', id: 'tour' } as const;

/**
 * The member that the tour signs in as, an administrator of its own, with a new password each time: nobody's first
 * sign-in is used up, and nobody's password is asked for. Whoever may play the tour has the machine.
 */
export async function ownMember(
  folder: string,
  databaseUrl: string | undefined,
): Promise<{ readonly email: string; readonly password: string }> {
  const url = databaseUrl ?? (await runningPostgres(homeFiles(folder).postgres))?.owner;
  if (url === undefined) throw new TourRejected(message('tour.no-database', { folder }));
  const db = openDatabase({ url, poolMax: 1, connectTimeoutMs: 5_000, applicationName: 'seatwise tour' });
  try {
    const password = newPassword();
    const passwordHash = await hashPassword(password);
    const { member } = await findSignInCandidate(db, tourEmail, '');
    await db.transaction().execute(async (tx) => {
      const [tenantId] = await tenantIds(tx);
      if (tenantId === undefined) throw new TourRejected(message('tour.not-started'));
      const made =
        member ??
        (await createMember(tx, {
          tenantId,
          email: tourEmail,
          name: 'The tour',
          role: 'admin',
          passwordHash,
        }));
      if (made === null) throw new TourRejected(message('tour.another-tour'));
      await setPassword(tx, made.personId, passwordHash);
      await recordAudit(tx, {
        tenantId,
        actor,
        action: member === null ? 'member.created' : 'member.password-changed',
        objectKind: 'member',
        objectId: made.id,
        ...(member === null ? { detail: { role: 'admin' } } : {}),
      });
      if (member === null)
        await noteAdministrator(
          tx,
          { tenantId, email: tourEmail },
          message('notices.administrator-by-operator', { memberId: made.id }),
        );
    });
    return { email: tourEmail, password };
  } finally {
    await db.destroy();
  }
}
