import { hashPassword, newPassword } from '../api/sign-in/passwords.ts';
import { type Environment, EnvironmentError, parseEnvironment } from '../config/environment.ts';
import { type Database, openDatabase } from './database.ts';
import { sealAudit } from './audit-chain.ts';
import { openKeyRing } from './key-ring.ts';
import { migrate } from './migrate.ts';
import { giveFirstPassword } from './one-time-passwords.ts';
import { tenantIds } from './people.ts';
import { requireAnswer } from './require-answer.ts';

/**
 * The migrate job: brings the schema to this version, makes a first sign-in until somebody has signed in, and ends
 * (DESIGN 6). The one-time password is printed once and kept nowhere.
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
    await beginChain(db, env);
  } finally {
    await db.destroy();
  }
}

async function firstSignIn(db: Database, env: Environment): Promise<void> {
  const password = newPassword();
  const passwordHash = await hashPassword(password);
  const email = await db.transaction().execute((tx) =>
    giveFirstPassword(tx, {
      tenantName: env.TENANT_NAME,
      currency: env.TENANT_CURRENCY,
      email: env.ADMIN_EMAIL,
      name: 'Administrator',
      passwordHash,
    }),
  );
  if (email === null) return;
  process.stdout.write(`First sign-in, shown once: ${email}  ${password}\n`);
}

/** The audit is sealed from its first rows on, whenever the first worker runs. */
async function beginChain(db: Database, { MASTER_KEY }: Environment): Promise<void> {
  const keyRing = MASTER_KEY === undefined ? null : await openKeyRing(db, MASTER_KEY);
  if (keyRing === null) return;
  for (const tenantId of await tenantIds(db)) await sealAudit(db, keyRing, tenantId);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : 'unknown error'}\n`);
  process.exitCode = 1;
});
