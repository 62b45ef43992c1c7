import { sql } from 'kysely';
import { message, type Message } from '../../messages/message.ts';
import type { Queryable } from '../model/database.ts';
import known from './schema-constraints.json' with { type: 'json' };

/** What the migrations create; one that adds or changes a constraint changes this file too (a test compares). */
const constraints: Readonly<Record<string, string>> = known;

const inPublic = sql`'public'::regnamespace`;

/**
 * Digest of each constraint and each unique index by table and name, and of the columns of each table that need a value
 * (`table.*`), as `schema-constraints.json` has them.
 */
export async function constraintDigests(db: Queryable): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql<{ name: string; digest: string }>`
    select name, left(encode(sha256(convert_to(definition, 'UTF8')), 'hex'), 16) as digest from (
      select c.relname || '.' || con.conname as name, pg_get_constraintdef(con.oid) as definition
      from pg_constraint con join pg_class c on c.oid = con.conrelid
      where c.relnamespace = ${inPublic} and con.contype in ('c', 'f', 'p', 'u', 'x')
      union all
      select c.relname || '.' || i.relname, concat_ws(' ', pg_get_indexdef(i.oid), case when not x.indisvalid then 'invalid' end)
      from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class c on c.oid = x.indrelid
      where c.relnamespace = ${inPublic} and x.indisunique and not exists (select from pg_constraint where conindid = i.oid and contype in ('p', 'u', 'x'))
      union all
      select c.relname || '.*', string_agg(a.attname, ' ' order by a.attname collate "C")
      from pg_attribute a join pg_class c on c.oid = a.attrelid
      where c.relnamespace = ${inPublic} and c.relkind = 'r' and a.attnum > 0 and a.attnotnull and not a.attisdropped group by 1
    ) as found order by name collate "C"`.execute(db);
  return new Map(rows.map(({ name, digest }) => [name, digest]));
}

/** Constraints and unique indexes that are not those of the migrations. */
export async function constraintDifferences(db: Queryable): Promise<readonly Message[]> {
  const there = await constraintDigests(db);
  return [
    ...Object.entries(constraints).flatMap(([name, digest]): readonly Message[] => {
      const found = there.get(name);
      if (found === digest) return [];
      if (name.endsWith('.*'))
        return [message('database.required-columns-changed', { table: name.slice(0, -2) })];
      return [
        message(found === undefined ? 'database.constraint-missing' : 'database.constraint-changed', {
          name,
        }),
      ];
    }),
    ...[...there.keys()]
      .filter((name) => constraints[name] === undefined)
      .map((name) => message('database.constraint-added', { name })),
  ];
}
