import { type Environment, EnvironmentError, parseEnvironment } from '../config/environment.ts';
import { type Database, openDatabase } from '../db/model/database.ts';
import { checkpointAudit } from '../db/audit/audit-chain.ts';
import { openKeyRing } from '../db/secrets/key-ring.ts';
import { migrate } from '../db/schema/migrate.ts';
import { newFirstSignIn } from '../embedded/first-sign-in.ts';
import { tenantIds } from '../db/people/people.ts';
import { requireAnswer } from '../db/driver/require-answer.ts';
import { requireFewRights } from '../db/roles/connection-role.ts';
import { grantedRoles, roleNames } from '../db/roles/role-names.ts';

/**
 * The migrate job: brings the schema to this version, makes a first sign-in until somebody has signed in, and ends
 * (architecture.md 6). The temporary password is printed once and kept nowhere.
 */
async function main(): Promise<void> {
  const env = parseEnvironment(process.env);
  if (env.DATABASE_URL === undefined) {
    throw new EnvironmentError(['DATABASE_URL: must be set for the migrate job']);
  }
  const db = openDatabase({ url: env.DATABASE_URL, poolMax: 1, connectTimeoutMs: 30_000 });
  try {
    await requireAnswer(db, env.DATABASE_URL);
    await requireFewRights(db, env, 'owner', tell);
    const names = roleNames(env);
    const granted = await migrate(db, names);
    const missing = grantedRoles.filter((role) => !granted.includes(role));
    if (missing.length > 0)
      tell(`Not granted, since there is no such role: ${missing.map((role) => names[role]).join(', ')}.`);
    const first = await newFirstSignIn(db, env);
    if (first !== null) tell(`First sign-in, shown once: ${first.email}  ${first.password}`);
    await beginChain(db, env);
  } finally {
    await db.destroy();
  }
}

const tell = (sentence: string): void => void process.stdout.write(`${sentence}\n`);

/** The audit has checkpoints from its first rows on, whenever the first worker runs. */
async function beginChain(db: Database, { MASTER_KEY }: Environment): Promise<void> {
  const keyRing = MASTER_KEY === undefined ? null : await openKeyRing(db, MASTER_KEY);
  if (keyRing === null) return;
  for (const tenantId of await tenantIds(db)) await checkpointAudit(db, keyRing, tenantId);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : 'unknown error'}\n`);
  process.exitCode = 1;
});
