import type { Database } from '../../db/model/database.ts';
import { breakGlassMembers, isUsable } from '../../db/people/break-glass.ts';
import { tenantIds } from '../../db/people/people.ts';
import { isSsoRequired } from '../../db/people/sign-in-options.ts';
import { message } from '../../messages/message.ts';
import { type Check, good, warning } from './check.ts';

const name = 'sign-in.break-glass';

/** Where single sign-on is required, whether an administrator can sign in while the provider is down. */
export async function examineSignIn(db: Database): Promise<readonly Check[]> {
  const checks: Check[] = [];
  for (const tenantId of await tenantIds(db)) {
    if (!(await isSsoRequired(db, tenantId))) continue;
    const usable = (await breakGlassMembers(db, tenantId)).filter((one) => isUsable(one, new Date()));
    checks.push(
      usable.length === 0
        ? warning(name, message('doctor.break-glass.none'), message('doctor.break-glass.none.advice'))
        : good(name, message('doctor.break-glass.usable', { emails: usable.map(({ email }) => email) })),
    );
  }
  return checks;
}
