import { existsSync, readFileSync, rmSync } from 'node:fs';
import { hashPassword, newPassword } from '../api/sign-in/passwords.ts';
import type { Environment } from '../config/environment.ts';
import type { Database } from '../db/core/database.ts';
import { giveFirstPassword } from '../use-cases/people/one-time-passwords.ts';
import type { HomeFiles } from './home.ts';
import { writePrivateFile } from './private-file.ts';

export interface FirstSignIn {
  readonly email: string;
  readonly password: string;
}

/**
 * A new one-time password for the first administrator, at each start until somebody has signed in; null from then on. It
 * is kept in a 0600 file until it is used.
 */
export async function makeFirstSignIn(
  home: HomeFiles,
  environment: Pick<Environment, 'ADMIN_EMAIL' | 'TENANT_NAME' | 'TENANT_CURRENCY'>,
  db: Database,
): Promise<FirstSignIn | null> {
  const password = newPassword();
  const passwordHash = await hashPassword(password);
  const email = await db.transaction().execute((tx) =>
    giveFirstPassword(tx, {
      tenantName: environment.TENANT_NAME,
      currency: environment.TENANT_CURRENCY,
      email: environment.ADMIN_EMAIL,
      name: 'Administrator',
      passwordHash,
    }),
  );
  if (email === null) {
    rmSync(home.firstSignInFile, { force: true });
    return null;
  }
  // A start that is killed before this has lost nothing: the next makes another.
  writePrivateFile(home.firstSignInFile, `${email}\n${password}\n`);
  return { email, password };
}

/** Once the first administrator has signed in, the file is of no more use. */
export function forgetFirstSignIn(home: HomeFiles, email: string): void {
  if (!existsSync(home.firstSignInFile)) return;
  const [kept] = readFileSync(home.firstSignInFile, 'utf8').split('\n');
  if (kept === email) rmSync(home.firstSignInFile, { force: true });
}
