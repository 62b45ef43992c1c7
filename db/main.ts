import { hashPassword, newPassword } from '../api/sign-in/passwords.ts';
import { type Environment, EnvironmentError, parseEnvironment } from '../config/environment.ts';
import { type Database, openDatabase } from './database.ts';
import { migrate } from './migrate.ts';
import { createFirstAdministrator } from './people.ts';
import { requireAnswer } from './require-answer.ts';

/**
 * The migrate job: brings the schema to this version, makes the first sign-in where nobody is there yet, and ends
 * (DESIGN 6). The password is printed once and kept nowhere.
 */
async function main(): Promise<void> {
  const env = parseEnvironment(process.env);
  if (env.DATABASE_URL === undefined) {
    throw new EnvironmentError(['DATABASE_URL: must be set for the migrate job']);
  }
  const db = openDatabase({ url: env.DATABASE_URL, poolMax: 1, connectTimeoutMs: 30_000 });
  try {
    await requireAnswer(db, env.DATABASE_URL);
    await migrate(db);
    await firstSignIn(db, env);
  } finally {
    await db.destroy();
  }
}

async function firstSignIn(db: Database, env: Environment): Promise<void> {
  const password = newPassword();
  const passwordHash = await hashPassword(password);
  const made = await db.transaction().execute((tx) =>
    createFirstAdministrator(tx, {
      tenantName: env.TENANT_NAME,
      currency: env.TENANT_CURRENCY,
      email: env.ADMIN_EMAIL,
      name: 'Administrator',
      passwordHash,
    }),
  );
  if (made.kind !== 'created') return;
  process.stdout.write(`First sign-in, shown once: ${env.ADMIN_EMAIL}  ${password}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : 'unknown error'}\n`);
  process.exitCode = 1;
});
