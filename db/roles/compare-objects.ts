import { sql } from 'kysely';
import { message, type Message } from '../../messages/message.ts';
import type { Queryable } from '../model/database.ts';
import { constraintDifferences } from './compare-constraints.ts';
import { roleDifferences } from './compare-roles.ts';
import { columnsOfTables, functionsOf, grantsOn, isApart, readsSequences } from './grant-roles.ts';
import { type GrantedRoleNames, grantedRoles } from './role-names.ts';
import { functions, triggers } from './schema-objects.ts';

/**
 * What differs between the triggers, functions, rules, policies, owners, grants, roles, and constraints of this database
 * and those that the migrations and `deploy/roles.sql` create; empty: nothing. Whoever owns the database can switch off
 * with them what keeps the audit and the ledger. Reads the catalog alone, which every role may.
 *
 * @param schema `newer`: of a later version, whose constraints are not known here
 */
export async function objectDifferences(
  db: Queryable,
  names: GrantedRoleNames,
  schema: 'own' | 'newer' = 'own',
): Promise<readonly Message[]> {
  const found = [
    await roleDifferences(db, names),
    await ofTriggers(db),
    await ofFunctions(db),
    await ofAdded(db),
    await ofOwners(db),
    await ofGrants(db, names),
    schema === 'own' ? await constraintDifferences(db) : [],
  ];
  return found.flat();
}

const inPublic = sql`'public'::regnamespace`;

async function ofTriggers(db: Queryable): Promise<readonly Message[]> {
  const { rows } = await sql<{ name: string; definition: string; internal: boolean; enabled: boolean }>`
    select c.relname || '.' || t.tgname as name, pg_get_triggerdef(t.oid) as definition, t.tgisinternal as internal,
      t.tgenabled = 'O' as enabled
    from pg_trigger t join pg_class c on c.oid = t.tgrelid where c.relnamespace = ${inPublic} order by 1`.execute(
    db,
  );
  const own = new Map(rows.filter(({ internal }) => !internal).map((row) => [row.name, row]));
  return [
    ...rows
      .filter(({ enabled }) => !enabled)
      .map(({ name }) => message('database.trigger-disabled', { name })),
    ...Object.entries(triggers).flatMap(([name, definition]): readonly Message[] => {
      const there = own.get(name);
      if (there === undefined) return [message('database.trigger-missing', { name })];
      const isOurs = there.definition.endsWith(` ${definition}`);
      return isOurs ? [] : [message('database.trigger-changed', { name })];
    }),
    ...[...own.keys()]
      .filter((name) => triggers[name] === undefined)
      .map((name) => message('database.trigger-added', { name })),
  ];
}

/** Digest of each function of the schema, as `schema-objects.ts` has it. */
export async function functionDigests(db: Queryable): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql<{ name: string; digest: string }>`
    select p.oid::regprocedure::text as name, encode(sha256(convert_to(
      concat_ws('|', l.lanname, p.prosecdef, p.proconfig, p.provolatile, p.prosrc), 'UTF8')), 'hex') as digest
    from pg_proc p join pg_language l on l.oid = p.prolang
    where p.pronamespace = ${inPublic}
      and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e') order by 1`.execute(
    db,
  );
  return new Map(rows.map(({ name, digest }) => [name, digest]));
}

async function ofFunctions(db: Queryable): Promise<readonly Message[]> {
  const there = await functionDigests(db);
  return [
    ...Object.entries(functions).flatMap(([name, digest]): readonly Message[] => {
      const found = there.get(name);
      if (found === undefined) return [message('database.function-missing', { name })];
      return found === digest ? [] : [message('database.function-changed', { name })];
    }),
    ...[...there.keys()]
      .filter((name) => functions[name] === undefined)
      .map((name) => message('database.function-added', { name })),
  ];
}

/** Kinds of objects of which the migrations create none. */
async function ofAdded(db: Queryable): Promise<readonly Message[]> {
  const { rows } = await sql<{ kind: AddedKind; name: string; table: string }>`
    select 'policy' as kind, p.polname::text as name, c.relname::text as table
    from pg_policy p join pg_class c on c.oid = p.polrelid where c.relnamespace = ${inPublic}
    union all
    select 'row-security', '', relname::text
    from pg_class where relnamespace = ${inPublic} and (relrowsecurity or relforcerowsecurity)
    union all
    select 'rule', r.rulename::text, c.relname::text
    from pg_rewrite r join pg_class c on c.oid = r.ev_class where c.relnamespace = ${inPublic}
    union all
    select 'event-trigger', evtname::text, '' from pg_event_trigger
    union all
    select 'triggers-off', coalesce(r.rolname::text, ''), ''
    from pg_db_role_setting s left join pg_roles r on r.oid = s.setrole
    where s.setdatabase in (0, (select oid from pg_database where datname = current_database()))
      and s.setconfig::text like '%session_replication_role%'
    order by 1, 2, 3`.execute(db);
  return rows.map(addedObject);
}

type AddedKind = 'policy' | 'row-security' | 'rule' | 'event-trigger' | 'triggers-off';

function addedObject({ kind, name, table }: { kind: AddedKind; name: string; table: string }): Message {
  switch (kind) {
    case 'policy':
      return message('database.policy-added', { name, table });
    case 'row-security':
      return message('database.row-security-on', { table });
    case 'rule':
      return message('database.rule-added', { name, table });
    case 'event-trigger':
      return message('database.event-trigger-added', { name });
    case 'triggers-off':
      return name === ''
        ? message('database.triggers-off-for-all')
        : message('database.triggers-off', { role: name });
  }
}

/** One role owns everything that the migrations create. */
async function ofOwners(db: Queryable): Promise<readonly Message[]> {
  const { rows } = await sql<{ object: string; owner: string; expected: string }>`
    with owner as (select relowner as id from pg_class where oid = 'public.schema_info'::regclass)
    select name as object, pg_get_userbyid(found)::text as owner, pg_get_userbyid(owner.id)::text as expected
    from owner, (
      select relname::text as name, relowner as found from pg_class
      where relnamespace = ${inPublic} and relkind in ('r', 'p', 'v', 'm', 'f', 'S')
      union all
      select 'function ' || oid::regprocedure::text, proowner from pg_proc
      where pronamespace = ${inPublic} and not exists (select from pg_depend d where d.objid = pg_proc.oid and d.deptype = 'e')
    ) as owned where found <> owner.id order by 1`.execute(db);
  return rows.map((row) => message('database.other-owner', row));
}

async function ofGrants(db: Queryable, names: GrantedRoleNames): Promise<readonly Message[]> {
  const [wanted, found] = [await wantedGrants(db, names), await foundGrants(db)];
  return [
    ...[...found]
      .filter((grant) => !wanted.has(grant))
      .map((grant) => message('database.grant-added', { grant })),
    ...[...wanted]
      .filter((grant) => !found.has(grant))
      .map((grant) => message('database.grant-missing', { grant })),
  ];
}

/** As "seatwise_api insert audit_event.action". */
async function foundGrants(db: Queryable): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ grant: string }>`
    select concat_ws(' ', case acl.grantee when 0 then 'public' else pg_get_userbyid(acl.grantee)::text end,
      lower(acl.privilege_type), object, case when acl.is_grantable then 'with grant option' end) as grant
    from (
      select relname::text as object, relowner as owner, relacl as granted from pg_class
      where relnamespace = ${inPublic} and relkind in ('r', 'p', 'v', 'm', 'f', 'S')
      union all
      select c.relname || '.' || a.attname, c.relowner, a.attacl
      from pg_attribute a join pg_class c on c.oid = a.attrelid where c.relnamespace = ${inPublic} and not a.attisdropped
      union all
      select p.oid::regprocedure::text, p.proowner, coalesce(p.proacl, acldefault('f', p.proowner)) from pg_proc p
      where p.pronamespace = ${inPublic}
        and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
    ) as objects, aclexplode(objects.granted) as acl
    where acl.grantee <> objects.owner`.execute(db);
  return new Set(rows.map(({ grant }) => grant));
}

async function wantedGrants(db: Queryable, names: GrantedRoleNames): Promise<ReadonlySet<string>> {
  const columns = await columnsOfTables(db);
  const sequences = await sql<{ name: string }>`
    select relname::text as name from pg_class where relkind = 'S' and relnamespace = ${inPublic}`.execute(
    db,
  );
  const wanted = new Set(
    Object.keys(functions)
      .filter((name) => functionsOf[name] === undefined)
      .map((name) => `public execute ${name}`),
  );
  for (const role of grantedRoles) {
    const name = names[role];
    if (!(await isApart(db, name))) continue;
    for (const { verb, table, only } of grantsOn(role, columns))
      for (const object of only?.map((column) => `${table}.${column}`) ?? [table])
        wanted.add(`${name} ${verb} ${object}`);
    if (readsSequences(role))
      for (const sequence of sequences.rows) wanted.add(`${name} select ${sequence.name}`);
    for (const [signature, of] of Object.entries(functionsOf))
      if (of === role) wanted.add(`${name} execute ${signature}`);
  }
  return wanted;
}
