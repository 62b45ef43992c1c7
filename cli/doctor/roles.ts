import { sql } from 'kysely';
import type { Database } from '../../db/model/database.ts';
import { mayActAsOwner, ownRoleForEach } from '../../db/roles/connection-role.ts';
import { type DatabaseRole, databaseRoles } from '../../db/roles/role-names.ts';
import { message, type Message } from '../../messages/message.ts';
import { type Check, good, notChecked, warning } from './check.ts';

/** A role of PostgreSQL that somebody of this installation is. */
interface Connected {
  readonly program: DatabaseRole;
  /** As PostgreSQL calls it. */
  readonly name: string;
  readonly isSuperuser: boolean;
  /** Neither privileges nor triggers bind who owns the tables. */
  readonly ownsTables: boolean;
}

/**
 * As which role of PostgreSQL each program is connected to this database now, and who owns the tables. Tells a superuser,
 * a program that owns tables, and a role that serves several: none of these is bound by what its program may do.
 */
export async function examineRoles(db: Database): Promise<readonly Check[]> {
  const { rows } = await sql<Connected>`
    select * from (${owners} union ${connections}) connected order by name`.execute(db);
  return databaseRoles.flatMap((program) => {
    const own = rows.filter((row) => row.program === program);
    const name = `database.role.${program}`;
    return own.length === 0
      ? [notChecked(name, message('doctor.role.not-connected', { program }))]
      : own.map((role) => evaluated(name, role, rows));
  });
}

function evaluated(name: string, role: Connected, all: readonly Connected[]): Check {
  const { program, isSuperuser, ownsTables } = role;
  const others = all.filter((other) => other.name === role.name && other.program !== program);
  const isOwner = others.some((other) => other.program === 'owner');
  const wrong = [
    ...(isSuperuser ? [message('doctor.role.superuser')] : []),
    ...(ownsTables && program !== 'owner' && !isSuperuser && !isOwner
      ? [message('doctor.role.acts-as-owner')]
      : []),
    ...(others.length > 0 ? [sharedWith(others)] : []),
  ];
  const found = { program, role: role.name };
  return wrong.length === 0
    ? good(name, message('doctor.role', found))
    : warning(name, message('doctor.role.unfit', { ...found, reasons: wrong }), ownRoleForEach);
}

const sharedWith = (others: readonly Connected[]): Message =>
  message('doctor.role.shared', {
    programs: others.map(({ program }) => message('doctor.role.program', { program })),
  });

const owners = sql`
  select 'owner' as program, rolname::text as name, rolsuper as "isSuperuser", true as "ownsTables"
  from pg_class join pg_roles owner on owner.oid = relowner
  where relnamespace = 'public'::regnamespace and relkind = 'r'`;

/** Everybody may see who is connected and under which name. */
const connections = sql`
  select case application_name when 'seatwise-worker' then 'worker' when 'seatwise command line' then 'commands' else 'api' end,
    rolname::text, rolsuper, ${mayActAsOwner(sql`rolname`)}
  from pg_stat_activity join pg_roles on pg_roles.oid = usesysid
  where datname = current_database()
    and application_name in ('seatwise-api', 'seatwise-events', 'seatwise-worker', 'seatwise command line')`;
