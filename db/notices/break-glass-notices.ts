import { breakGlass } from '../../domain/defaults.ts';
import { message } from '../../messages/message.ts';
import type { Tx } from '../model/database.ts';
import { breakGlassUse } from '../people/break-glass.ts';
import { isSsoRequired } from '../people/sign-in-options.ts';
import { closeNoticesExcept, keepNotice } from './notices.ts';

const day = 86_400_000;

/**
 * Of each break-glass administrator who has not signed in for long, while single sign-on is required: a notice after 60
 * days, once more after 85. Nothing else happens to them or to the requirement.
 */
export async function keepBreakGlassNotices(tx: Tx, tenantId: string, now: Date): Promise<void> {
  const scope = { tenantId, integrationId: null };
  const members = (await isSsoRequired(tx, tenantId)) ? await breakGlassUse(tx, tenantId) : [];
  const unused = members.flatMap(({ email, localSignInAt }) => {
    const days = localSignInAt === null ? null : Math.floor((now.getTime() - localSignInAt.getTime()) / day);
    const reached = breakGlass.remindedAfterDays.filter((limit) => days === null || days >= limit).at(-1);
    return reached === undefined ? [] : [{ subject: `${email} (${reached})`, email, days: days ?? reached }];
  });
  await closeNoticesExcept(
    tx,
    scope,
    'BreakGlassUnused',
    unused.map(({ subject }) => subject),
  );
  for (const { subject, email, days } of unused)
    await keepNotice(tx, scope, {
      code: 'BreakGlassUnused',
      subject,
      detail: message('sign-in.break-glass-unused', { email, days }),
    });
}
