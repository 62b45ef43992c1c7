import { z } from 'zod';
import { hashPassword, newPassword } from '../../api/sign-in/passwords.ts';
import { openInvitations } from '../../db/people/invitations.ts';
import { isRejected } from '../../use-cases/outcome.ts';
import { bySystem } from '../../use-cases/request-context.ts';
import { resetByOperator } from '../../use-cases/people/temporary-passwords.ts';
import { message } from '../../messages/message.ts';
import { CannotRun, type RunCommand } from '../command.ts';
import { openInstallation } from '../installation.ts';
import { findNamedMember } from '../named-member.ts';

const Given = z.object({ email: z.string(), factors: z.boolean().default(false) });

/** The way back for the last administrator who forgot: whoever has the machine has everything on it. */
export const run: RunCommand = async (options, context) => {
  const { email, factors } = Given.parse(options);
  const { db } = await openInstallation(context, 'reset-password', 'any');
  const member = await findNamedMember(db, email.trim());
  // Who is disabled everywhere cannot sign in to accept an invitation, so it is accepted here.
  const joins = member.disabledAt !== null;
  if (joins && (await openInvitations(db, member.personId)).length === 0)
    throw new CannotRun(message('cli.reset-password.disabled', { email: member.email }));
  const password = newPassword();
  const passwordHash = await hashPassword(password);
  const by = { ...bySystem(member, new Date()), actor: { kind: 'system', id: 'command-line' } } as const;
  // What the organization that disabled them knew or added must not sign in elsewhere.
  const how = { factors: factors || joins, joins };
  const reset = await db.transaction().execute((tx) => resetByOperator(tx, member, passwordHash, by, how));
  if (isRejected(reset))
    throw new CannotRun(message('cli.reset-password.email-taken', { email: member.email }));
  const until = reset.until.toISOString();
  const organizations = reset.memberships
    .filter(({ disabledAt }) => disabledAt === null)
    .map(({ organization }) => organization);
  return {
    ok: true,
    data: {
      email: member.email,
      temporaryPassword: password,
      until,
      organizations,
      factorsRemoved: reset.hadFactors,
    },
    lines: [
      message('cli.reset-password.password', { email: member.email, password }),
      message('cli.reset-password.once', { until }),
      ...(reset.hadFactors ? [message('cli.reset-password.factors-removed')] : []),
      ...(joins || organizations.length > 1
        ? [message('cli.reset-password.organizations', { organizations })]
        : []),
    ],
  };
};
