import { createHmac } from 'node:crypto';
import pg from 'pg';
import {
  type DatabaseRole,
  databaseRoles,
  defaultRoleNames,
  grantedRoles,
} from '../../db/roles/role-names.ts';

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

/** Makes the roles of our own PostgreSQL that are missing. */
export async function ensureRoles(superuserUrl: string): Promise<void> {
  const urls = roleUrls(superuserUrl);
  await asSuperuser(superuserUrl, async (client) => {
    const { rows } = await client.query<{ name: string }>('select rolname::text as name from pg_roles');
    const missing = databaseRoles.filter((role) => !rows.some(({ name }) => name === defaultRoleNames[role]));
    if (missing.length === 0) return;
    // As one statement, so that it is one transaction.
    await client.query(
      missing
        .map((role) => {
          const password = pg.escapeLiteral(new URL(urls[role]).password);
          return `create role ${defaultRoleNames[role]} ${attributes} password ${password}`;
        })
        .join('; '),
    );
  });
}

const attributes = 'login nosuperuser nocreatedb nocreaterole noreplication nobypassrls';

/**
 * Makes the owner own its database and everything in it: one that was restored belongs to the superuser. Nobody but our
 * roles may connect. Writes nothing where all of that is so.
 */
export async function handToOwner(superuserUrl: string): Promise<void> {
  const database = pg.escapeIdentifier(new URL(superuserUrl).pathname.slice(1));
  const owner = defaultRoleNames.owner;
  const roles = databaseRoles.map((role) => defaultRoleNames[role]).join(', ');
  await asSuperuser(superuserUrl, async (client) => {
    const objects = await client.query<{ statement: string }>(othersObjects, [owner]);
    const found = await client.query<{ done: boolean }>(databaseIsHandedOver, [
      owner,
      grantedRoles.map((role) => defaultRoleNames[role]),
    ]);
    const statements = objects.rows.map(({ statement }) => `${statement} owner to ${owner}`);
    if (found.rows[0]?.done !== true) {
      statements.push(
        `alter database ${database} owner to ${owner}`,
        `revoke all on database ${database} from public`,
        `grant connect on database ${database} to ${roles}`,
        'revoke create on schema public from public',
      );
    }
    if (statements.length > 0) await client.query(statements.join('; '));
  });
}

const databaseIsHandedOver = `
  select pg_get_userbyid(datdba) = $1 and not has_database_privilege('public', oid, 'connect')
    and (select bool_and(has_database_privilege(role, oid, 'connect')) from unnest($2::text[]) as role) as done
  from pg_database where datname = current_database()`;

/** Sequences and indexes go with their tables. */
const othersObjects = `
  select format('alter table %s', oid::regclass) as statement from pg_class
  where relnamespace = 'public'::regnamespace and relkind = 'r' and relowner <> $1::regrole
  union all
  select format('alter function %s', oid::regprocedure) from pg_proc
  where pronamespace = 'public'::regnamespace and proowner <> $1::regrole`;

/** Works on one connection. A server that is killed meanwhile fails the work, never the process. */
export async function asSuperuser(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
