import { parseEnvironment, EnvironmentError } from '../config/environment.ts';
import { openDatabase } from './database.ts';
import { migrate } from './migrate.ts';

/** The migrate job: brings the schema to this version and ends (DESIGN 6). */
async function main(): Promise<void> {
  const env = parseEnvironment(process.env);
  if (env.DATABASE_URL === undefined)
    throw new EnvironmentError(['DATABASE_URL: must be set for the migrate job']);
  const db = openDatabase({ url: env.DATABASE_URL, poolMax: 1, connectTimeoutMs: 30_000 });
  try {
    await migrate(db);
  } finally {
    await db.destroy();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : 'unknown error'}\n`);
  process.exitCode = 1;
});
