import type { ClientBase } from 'pg';
import type { BackupHead, BackupTotals } from './format.ts';

export interface TableLayout {
  readonly name: string;
  /** Those that can be written; computed ones are left out. */
  readonly columns: readonly string[];
}

export interface Layout {
  readonly installationId: string;
  readonly schema: { readonly version: number; readonly minReader: number };
  readonly migrations: readonly string[];
  readonly tables: readonly TableLayout[];
  readonly sequences: BackupTotals['sequences'];
  readonly audit: readonly BackupHead['audit'][number][];
}

/**
 * Not in a backup: who was signed in, attempts to, and which answers a caller may ask for again. All speak of the time of
 * the copy: a session would let somebody in who was shut out since, and a stored answer would tell of effects that a later one undid.
 * The migrator writes its own tables.
 */
const leftOut = [
  'session',
  'sign_in_step',
  'sign_in_limit',
  'idempotency_key',
  'kysely_migration',
  'kysely_migration_lock',
];

export async function readLayout(client: ClientBase): Promise<Layout> {
  const [installation] = await rowsOf<{ id: string }>(client, 'select id from installation');
  const [schema] = await rowsOf<{ version: number; minReader: number }>(
    client,
    'select version, min_reader as "minReader" from schema_info',
  );
  if (installation === undefined || schema === undefined)
    throw new Error('the database was not migrated: there is nothing to copy');
  const migrations = await rowsOf<{ name: string }>(
    client,
    'select name from kysely_migration order by name',
  );
  const tables = await readTables(client);
  return {
    installationId: installation.id,
    schema,
    migrations: migrations.map(({ name }) => name),
    tables: inLoadOrder(tables, await readReferences(client)),
    audit: await readAuditHeads(client),
    sequences: await readSequences(client),
  };
}

const readAuditHeads = (client: ClientBase): Promise<Layout['audit']> =>
  rowsOf(
    client,
    `select tenant_id as "tenantId", counter::float8 as counter, position::float8 as position, hash
     from audit_signed_checkpoint order by tenant_id`,
  );

const tablesHere = `pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = current_schema() and c.relkind = 'r'`;

/** Names of all tables, also those that are left out of backups. */
export const tableNames = async (client: ClientBase): Promise<readonly string[]> =>
  (
    await rowsOf<{ name: string }>(client, `select c.relname::text as name from ${tablesHere} order by 1`)
  ).map(({ name }) => name);

async function readTables(client: ClientBase): Promise<readonly TableLayout[]> {
  const rows = await rowsOf<TableLayout>(
    client,
    `select c.relname::text as name, (select array_agg(a.attname::text order by a.attnum) from pg_attribute a
       where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns
     from ${tablesHere} order by 1`,
  );
  return rows.filter(({ name }) => !leftOut.includes(name));
}

interface Reference {
  readonly table: string;
  readonly refersTo: string;
}

const readReferences = (client: ClientBase): Promise<readonly Reference[]> =>
  rowsOf<Reference>(
    client,
    `select c.relname::text as table, f.relname::text as "refersTo" from pg_constraint k
       join pg_class c on c.oid = k.conrelid join pg_class f on f.oid = k.confrelid
       join pg_namespace n on n.oid = c.relnamespace
     where k.contype = 'f' and not k.condeferrable and n.nspname = current_schema() and c.oid <> f.oid`,
  );

/**
 * What others refer to first, so that foreign keys hold while tables are loaded one after the other; but for those that
 * wait until the end.
 */
function inLoadOrder(
  tables: readonly TableLayout[],
  references: readonly Reference[],
): readonly TableLayout[] {
  const ordered: TableLayout[] = [];
  let left = [...tables];
  while (left.length > 0) {
    const waiting = new Set(left.map(({ name }) => name));
    const ready = left.filter(
      ({ name }) => !references.some(({ table, refersTo }) => table === name && waiting.has(refersTo)),
    );
    if (ready.length === 0) throw new Error(`tables refer to each other: ${[...waiting].join(', ')}`);
    ordered.push(...ready);
    left = left.filter((table) => !ready.includes(table));
  }
  return ordered;
}

async function readSequences(client: ClientBase): Promise<BackupTotals['sequences']> {
  const owned = await rowsOf<{ table: string; column: string; sequence: string }>(
    client,
    `select c.relname::text as table, a.attname::text as column, s.sequence from ${tablesHere.replace(
      'where',
      `join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
       cross join lateral pg_get_serial_sequence(quote_ident(c.relname), a.attname) as s(sequence)
       where s.sequence is not null and`,
    )} order by 1, 2`,
  );
  const sequences: BackupTotals['sequences'] = [];
  for (const { table, column, sequence } of owned) {
    const [now] = await rowsOf<{ value: string; called: boolean }>(
      client,
      `select last_value::text as value, is_called as called from ${sequence}`,
    );
    if (now !== undefined) sequences.push({ table, column, ...now });
  }
  return sequences;
}

const rowsOf = async <T extends object>(client: ClientBase, text: string): Promise<readonly T[]> =>
  (await client.query<T>(text)).rows;

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

export const columnsOf = ({ columns }: TableLayout): string => columns.map(quoted).join(', ');
