import { createHmac } from 'node:crypto';
import pg from 'pg';
import { type DatabaseRole, databaseRoles, defaultRoleNames } from '../../db/roles/role-names.ts';

/** The address of a database for each role. */
export type RoleUrls = Readonly<Record<DatabaseRole, string>>;

/**
 * The addresses of the roles, from that of the superuser. Their passwords are derived from its password, so that none of
 * them has to be kept; from one of them no other follows.
 */
export function roleUrls(superuserUrl: string): RoleUrls {
  const { password } = new URL(superuserUrl);
  const urlOf = (role: DatabaseRole): string => {
    const url = new URL(superuserUrl);
    url.username = defaultRoleNames[role];
    url.password = createHmac('sha256', password).update(`seatwise role ${role}`).digest('hex');
    return url.href;
  };
  const urls = databaseRoles.map((role) => [role, urlOf(role)] as const);
  return Object.fromEntries(urls) as Record<DatabaseRole, string>;
}

/** Makes the roles of our own PostgreSQL, or gives them their passwords again. */
export async function ensureRoles(superuserUrl: string): Promise<void> {
  const urls = roleUrls(superuserUrl);
  await asSuperuser(superuserUrl, async (client) => {
    for (const role of databaseRoles) {
      const name = defaultRoleNames[role];
      const { rowCount } = await client.query('select from pg_roles where rolname = $1', [name]);
      const password = pg.escapeLiteral(new URL(urls[role]).password);
      await client.query(
        `${rowCount === 0 ? 'create' : 'alter'} role ${name} ${attributes} password ${password}`,
      );
    }
  });
}

const attributes = 'login nosuperuser nocreatedb nocreaterole noreplication nobypassrls';

/**
 * Makes the owner own its database and everything in it: a home of a former version, or one that was restored, belongs to
 * the superuser. Nobody but our roles may connect. Does nothing that is done already.
 */
export async function handToOwner(superuserUrl: string): Promise<void> {
  const database = pg.escapeIdentifier(new URL(superuserUrl).pathname.slice(1));
  const owner = defaultRoleNames.owner;
  const roles = databaseRoles.map((role) => defaultRoleNames[role]).join(', ');
  await asSuperuser(superuserUrl, async (client) => {
    await client.query('begin');
    await client.query(`alter database ${database} owner to ${owner}`);
    await client.query(`revoke all on database ${database} from public`);
    await client.query(`grant connect on database ${database} to ${roles}`);
    await client.query('revoke create on schema public from public');
    const { rows } = await client.query<{ statement: string }>(othersObjects, [owner]);
    for (const { statement } of rows) await client.query(`${statement} owner to ${owner}`);
    await client.query('commit');
  });
}

/** Sequences and indexes go with their tables. */
const othersObjects = `
  select format('alter table %s', oid::regclass) as statement from pg_class
  where relnamespace = 'public'::regnamespace and relkind = 'r' and relowner <> $1::regrole
  union all
  select format('alter function %s', oid::regprocedure) from pg_proc
  where pronamespace = 'public'::regnamespace and proowner <> $1::regrole`;

async function asSuperuser(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
