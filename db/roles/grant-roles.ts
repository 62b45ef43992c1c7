import { sql } from 'kysely';
import { camelCase } from '../driver/camel-case.ts';
import type { Database, Queryable } from '../model/database.ts';
import {
  type TableName,
  tablePrivileges,
  unchangeableColumns,
  ungivenColumns,
  unreadableColumns,
} from './privileges.ts';
import { type GrantedRole, type GrantedRoleNames, grantedRoles } from './role-names.ts';

/** Arbitrary and fixed: one process grants at a time. */
const grantLock = 7_120_424;

/**
 * Gives each role that is there what {@link tablePrivileges} says, and takes the rest away, in one transaction: programs
 * that run meanwhile notice nothing. Whoever calls must own the tables. Roles that are missing are left out, since one
 * address may do for all outside production. Returns the roles that were granted.
 */
export async function grantRoles(db: Database, names: GrantedRoleNames): Promise<readonly GrantedRole[]> {
  return db.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(${grantLock})`.execute(tx);
    const columns = await columnsOfTables(tx);
    const granted: GrantedRole[] = [];
    for (const role of grantedRoles) {
      if (!(await isApart(tx, names[role]))) continue;
      await sql.raw(statementsFor(role, names[role], columns).join(';\n')).execute(tx);
      granted.push(role);
    }
    return granted;
  });
}

/** Whether the role is there and another than the owner's: an owner needs no grants and must not lose any. */
export async function isApart(tx: Queryable, name: string): Promise<boolean> {
  const { rows } = await sql`
    select from pg_roles where rolname = ${name}
      and oid <> (select relowner from pg_class where oid = 'public.schema_info'::regclass)`.execute(tx);
  return rows.length > 0;
}

/** The columns of each table, in their order. */
export async function columnsOfTables(tx: Queryable): Promise<ReadonlyMap<string, readonly string[]>> {
  const { rows } = await sql<{ name: string; columns: readonly string[] }>`
    select c.relname::text as name, array_agg(a.attname::text order by a.attnum) as columns
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace group by 1 order by 1`.execute(tx);
  return new Map(rows.map(({ name, columns }) => [name, columns]));
}

/** SQL that makes the privileges of one role on the schema what the table says. */
function statementsFor(
  role: GrantedRole,
  name: string,
  columns: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  const to = quoted(name);
  return [
    `revoke all on all tables in schema public from ${to}`,
    ...[...columns].map(
      ([table, all]) => `revoke all (${all.map(quoted).join(', ')}) on ${quoted(table)} from ${to}`,
    ),
    `revoke all on schema public from ${to}`,
    `grant usage on schema public to ${to}`,
    ...(readsSequences(role) ? [`grant select on all sequences in schema public to ${to}`] : []),
    ...Object.entries(functionsOf)
      .filter(([, of]) => of === role)
      .map(([signature]) => `grant execute on function ${signature} to ${to}`),
    ...grantsOn(role, columns).map(
      ({ verb, table, only }) =>
        `grant ${verb}${only === null ? '' : ` (${only.map(quoted).join(', ')})`} on ${quoted(table)} to ${to}`,
    ),
  ];
}

/** Where a sequence stands belongs into a backup. Rows draw numbers without it, since the columns are identities. */
export const readsSequences = (role: GrantedRole): boolean => role === 'commands';

/** Functions that one role alone may execute; every other one does no more than its caller may, or is a trigger's. */
export const functionsOf: Readonly<Record<string, GrantedRole>> = {
  'keep_webhook_secret(uuid,uuid)': 'api',
  'refresh_statistics()': 'worker',
};

/** One privilege of a role on a table, or only on these columns of it. Names as PostgreSQL has them. */
export interface TableGrant {
  readonly verb: 'select' | 'insert' | 'update' | 'delete';
  readonly table: string;
  readonly only: readonly string[] | null;
}

/** @param columns of each table that is there. */
export const grantsOn = (
  role: GrantedRole,
  columns: ReadonlyMap<string, readonly string[]>,
): readonly TableGrant[] => [...columns].flatMap(([table, all]) => grantsOnTable(role, table, all));

function grantsOnTable(role: GrantedRole, table: string, all: readonly string[]): readonly TableGrant[] {
  const named = camelCase(table) as TableName;
  // A newer schema may have tables that this version does not know.
  const letters = (tablePrivileges[named] as (typeof tablePrivileges)[TableName] | undefined)?.[role] ?? '';
  const but = (verb: TableGrant['verb'], without: readonly string[] | undefined): TableGrant => ({
    verb,
    table,
    only: without === undefined ? null : all.filter((column) => !without.includes(camelCase(column))),
  });
  return [
    ...(letters.includes('s') ? [but('select', unreadableColumns[named]?.[role])] : []),
    ...(letters.includes('i') ? [but('insert', ungivenColumns[named])] : []),
    ...(letters.includes('u') ? [but('update', unchangeableColumns[named])] : []),
    ...(letters.includes('d') ? [but('delete', undefined)] : []),
  ];
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
