import { existsSync, readFileSync, rmSync } from 'node:fs';
import { hashPassword, newPassword } from '../api/sign-in/passwords.ts';
import type { Environment } from '../config/environment.ts';
import type { Database } from '../db/database.ts';
import { createFirstAdministrator } from '../db/people.ts';
import type { Home } from './home.ts';
import { writePrivateFile } from './private-file.ts';

export interface FirstSignIn {
  readonly email: string;
  readonly password: string;
}

/**
 * Makes the first administrator with a random password when nobody is there yet; null otherwise. The password is kept in
 * a 0600 file before the row exists, so that a start killed in between has lost nothing.
 */
export async function makeFirstSignIn(
  home: Home,
  environment: Pick<Environment, 'ADMIN_EMAIL' | 'TENANT_NAME' | 'TENANT_CURRENCY'>,
  db: Database,
): Promise<FirstSignIn | null> {
  const someone = await db.selectFrom('tenant').select('id').executeTakeFirst();
  if (someone !== undefined) return null;
  const kept = existsSync(home.firstSignInFile) ? keptSignIn(home, environment.ADMIN_EMAIL) : null;
  const signIn = kept ?? { email: environment.ADMIN_EMAIL, password: newPassword() };
  writePrivateFile(home.firstSignInFile, `${signIn.email}\n${signIn.password}\n`);
  const passwordHash = await hashPassword(signIn.password);
  const made = await db.transaction().execute((tx) =>
    createFirstAdministrator(tx, {
      tenantName: environment.TENANT_NAME,
      currency: environment.TENANT_CURRENCY,
      email: signIn.email,
      name: 'Administrator',
      passwordHash,
    }),
  );
  if (made.kind === 'created') return signIn;
  rmSync(home.firstSignInFile, { force: true });
  return null;
}

function keptSignIn(home: Home, email: string): FirstSignIn | null {
  const [keptEmail, password] = readFileSync(home.firstSignInFile, 'utf8').split('\n');
  return keptEmail === email && password !== undefined && password !== '' ? { email, password } : null;
}
