import { type Environment, EnvironmentError, parseEnvironment } from '../config/environment.ts';
import { type Database, openDatabase } from '../db/model/database.ts';
import { checkpointAudit } from '../db/audit/audit-chain.ts';
import { openKeyRing } from '../db/secrets/key-ring.ts';
import { backupFolder } from '../config/backup-folder.ts';
import { upgrade } from '../use-cases/operations/upgrade.ts';
import { newFirstSignIn } from '../embedded/first-sign-in.ts';
import { loadLocales } from '../messages/locales.ts';
import { message, type Message } from '../messages/message.ts';
import { MessageError } from '../messages/message-error.ts';
import { tenantIds } from '../db/people/people.ts';
import { requireAnswer } from '../db/driver/require-answer.ts';
import { requireFewRights } from '../db/roles/connection-role.ts';
import { grantedRoles, roleNames } from '../db/roles/role-names.ts';
import { sayIn } from '../messages/say.ts';

/**
 * The migrate job: brings the schema to this version, makes a first sign-in until somebody has signed in, and ends
 * (architecture.md 6). The temporary password is printed once and kept nowhere.
 */
async function main(): Promise<void> {
  await loadLocales();
  const env = parseEnvironment(process.env);
  if (env.DATABASE_URL === undefined) {
    throw new EnvironmentError(['DATABASE_URL: must be set for the migrate job']);
  }
  const db = openDatabase({ url: env.DATABASE_URL, poolMax: 1, connectTimeoutMs: 30_000 });
  try {
    await requireAnswer(db, env.DATABASE_URL);
    await requireFewRights(db, env, 'owner', ({ says }) => tell(says));
    const names = roleNames(env);
    const { DATABASE_URL: databaseUrl, MASTER_KEY } = env;
    const granted = await upgrade({
      db,
      databaseUrl,
      roles: names,
      backups: backupFolder(env),
      masterKey: () => Promise.resolve(MASTER_KEY ?? null),
      now: new Date(),
      tell,
    });
    const missing = grantedRoles.filter((role) => !granted.includes(role));
    if (missing.length > 0)
      tell(message('database.roles-not-granted', { roles: missing.map((role) => names[role]) }));
    const first = await newFirstSignIn(db, env);
    if (first !== null)
      tell(message('database.first-sign-in', { email: first.email, password: first.password }));
    await beginChain(db, env);
  } finally {
    await db.destroy();
  }
}

const say = sayIn(process.env);
const tell = (said: Message): void => void process.stdout.write(`${say(said)}\n`);

/** The audit has checkpoints from its first rows on, whenever the first worker runs. */
async function beginChain(db: Database, { MASTER_KEY }: Environment): Promise<void> {
  const keyRing = MASTER_KEY === undefined ? null : await openKeyRing(db, MASTER_KEY);
  if (keyRing === null) return;
  for (const tenantId of await tenantIds(db)) await checkpointAudit(db, keyRing, tenantId);
}

main().catch((error: unknown) => {
  const cause = error instanceof Error ? error.message : String(error);
  const words = error instanceof MessageError ? say(error.says) : cause;
  process.stderr.write(`${words}\n`);
  process.exitCode = 1;
});
