import { sql } from 'kysely';
import type { Queryable } from '../model/database.ts';
import { columnsOfTables, functionsOf, grantsOn, isApart, readsSequences } from './grant-roles.ts';
import { type GrantedRoleNames, grantedRoles } from './role-names.ts';
import { functions, triggers } from './schema-objects.ts';

/**
 * What differs between the triggers, rules, policies, owners, grants and functions of this database and those that the
 * migrations create, in words; empty: nothing. Whoever owns the database can switch off with them what keeps the audit
 * and the ledger. Reads the catalog alone, which every role may.
 */
export async function objectDifferences(db: Queryable, names: GrantedRoleNames): Promise<readonly string[]> {
  const found = [
    await ofTriggers(db),
    await ofFunctions(db),
    await ofAdded(db),
    await ofOwners(db),
    await ofGrants(db, names),
  ];
  return found.flat();
}

const inPublic = sql`'public'::regnamespace`;

async function ofTriggers(db: Queryable): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string; definition: string; internal: boolean; enabled: boolean }>`
    select c.relname || '.' || t.tgname as name, pg_get_triggerdef(t.oid) as definition, t.tgisinternal as internal,
      t.tgenabled = 'O' as enabled
    from pg_trigger t join pg_class c on c.oid = t.tgrelid where c.relnamespace = ${inPublic} order by 1`.execute(
    db,
  );
  const own = new Map(rows.filter(({ internal }) => !internal).map((row) => [row.name, row]));
  return [
    ...rows.filter(({ enabled }) => !enabled).map(({ name }) => `trigger ${name} is disabled`),
    ...Object.entries(triggers).flatMap(([name, definition]) => {
      const there = own.get(name);
      if (there === undefined) return [`trigger ${name} is missing`];
      return there.definition.endsWith(` ${definition}`) ? [] : [`trigger ${name} was changed`];
    }),
    ...[...own.keys()]
      .filter((name) => triggers[name] === undefined)
      .map((name) => `trigger ${name} was added`),
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

async function ofFunctions(db: Queryable): Promise<readonly string[]> {
  const there = await functionDigests(db);
  return [
    ...Object.entries(functions).flatMap(([name, digest]) => {
      const found = there.get(name);
      if (found === undefined) return [`function ${name} is missing`];
      return found === digest ? [] : [`function ${name} was changed`];
    }),
    ...[...there.keys()]
      .filter((name) => functions[name] === undefined)
      .map((name) => `function ${name} was added`),
  ];
}

/** Kinds of objects of which the migrations create none. */
async function ofAdded(db: Queryable): Promise<readonly string[]> {
  const { rows } = await sql<{ words: string }>`
    select format('policy %s of %s was added', p.polname, c.relname) as words
    from pg_policy p join pg_class c on c.oid = p.polrelid where c.relnamespace = ${inPublic}
    union all
    select format('row-level security of %s was turned on', relname)
    from pg_class where relnamespace = ${inPublic} and (relrowsecurity or relforcerowsecurity)
    union all
    select format('rule %s of %s was added', r.rulename, c.relname)
    from pg_rewrite r join pg_class c on c.oid = r.ev_class where c.relnamespace = ${inPublic}
    union all
    select format('event trigger %s was added', evtname) from pg_event_trigger
    union all
    select format('session_replication_role is set for %s', coalesce(r.rolname, 'every role'))
    from pg_db_role_setting s left join pg_roles r on r.oid = s.setrole
    where s.setdatabase in (0, (select oid from pg_database where datname = current_database()))
      and s.setconfig::text like '%session_replication_role%'
    order by 1`.execute(db);
  return rows.map(({ words }) => words);
}

/** One role owns everything that the migrations create. */
async function ofOwners(db: Queryable): Promise<readonly string[]> {
  const { rows } = await sql<{ words: string }>`
    with owner as (select relowner as id from pg_class where oid = 'public.schema_info'::regclass)
    select format('%s is owned by %s, not by %s', name, pg_get_userbyid(found), pg_get_userbyid(owner.id)) as words
    from owner, (
      select relname::text as name, relowner as found from pg_class
      where relnamespace = ${inPublic} and relkind in ('r', 'p', 'v', 'm', 'f', 'S')
      union all
      select 'function ' || oid::regprocedure::text, proowner from pg_proc
      where pronamespace = ${inPublic} and not exists (select from pg_depend d where d.objid = pg_proc.oid and d.deptype = 'e')
    ) as owned where found <> owner.id order by 1`.execute(db);
  return rows.map(({ words }) => words);
}

async function ofGrants(db: Queryable, names: GrantedRoleNames): Promise<readonly string[]> {
  const [wanted, found] = [await wantedGrants(db, names), await foundGrants(db)];
  return [
    ...[...found].filter((grant) => !wanted.has(grant)).map((grant) => `granted beyond its role: ${grant}`),
    ...[...wanted].filter((grant) => !found.has(grant)).map((grant) => `not granted: ${grant}`),
  ];
}

/** As "seatwise_api insert audit_event.action". */
async function foundGrants(db: Queryable): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ words: string }>`
    select concat_ws(' ', case acl.grantee when 0 then 'everybody' else pg_get_userbyid(acl.grantee)::text end,
      lower(acl.privilege_type), object, case when acl.is_grantable then 'with the right to grant it' end) as words
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
  return new Set(rows.map(({ words }) => words));
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
      .map((name) => `everybody execute ${name}`),
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
