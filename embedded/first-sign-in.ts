import { existsSync, readFileSync, rmSync } from 'node:fs';
import { hashPassword, newPassword } from '../api/sign-in/passwords.ts';
import type { Environment } from '../config/environment.ts';
import type { Database } from '../db/model/database.ts';
import { giveFirstPassword } from '../use-cases/people/temporary-passwords.ts';
import type { HomeFiles } from './home.ts';
import { writePrivateFile } from './private-file.ts';

export interface FirstSignIn {
  readonly email: string;
  readonly password: string;
}

type FirstAdministrator = Pick<Environment, 'ADMIN_EMAIL' | 'TENANT_NAME' | 'TENANT_CURRENCY'>;

/** A new temporary password for the first administrator, until somebody has signed in; null from then on. */
export async function newFirstSignIn(
  db: Database,
  environment: FirstAdministrator,
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
  return email === null ? null : { email, password };
}

/** {@link newFirstSignIn} at each start, kept in a 0600 file until it is used. */
export async function makeFirstSignIn(
  home: HomeFiles,
  environment: FirstAdministrator,
  db: Database,
): Promise<FirstSignIn | null> {
  const made = await newFirstSignIn(db, environment);
  if (made === null) {
    rmSync(home.firstSignInFile, { force: true });
    return null;
  }
  // A start that is killed before this has lost nothing: the next makes another.
  writePrivateFile(home.firstSignInFile, `${made.email}\n${made.password}\n`);
  return made;
}

/** Once the first administrator has signed in, the file is of no more use. */
export function forgetFirstSignIn(home: HomeFiles, email: string): void {
  if (!existsSync(home.firstSignInFile)) return;
  const [kept] = readFileSync(home.firstSignInFile, 'utf8').split('\n');
  if (kept === email) rmSync(home.firstSignInFile, { force: true });
}
