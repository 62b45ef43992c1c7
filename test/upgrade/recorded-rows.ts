import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { z } from 'zod';
import { columnsOf, quoted, readLayout } from '../../db/backup/layout.ts';

/** Rows of an installation as text: a line of JSON, then each table as PostgreSQL copies it, between `copy …` and `\.`. */
const headSchema = z.object({
  /** Applied in the database, in order. */
  migrations: z.array(z.string()).min(1),
  /** Digest of each table's columns, constraints, indexes and triggers. */
  schema: z.record(z.string(), z.string()),
  sequences: z.array(
    z.object({ table: z.string(), column: z.string(), value: z.string(), called: z.boolean() }),
  ),
});

export interface RecordedTable {
  readonly name: string;
  readonly columns: readonly string[];
  /** In the text format of COPY. */
  readonly rows: readonly string[];
}

export interface RecordedRows extends z.infer<typeof headSchema> {
  /** In the order in which they can be loaded; as text without empty ones. */
  readonly tables: readonly RecordedTable[];
}

export async function readRows(url: string): Promise<RecordedRows> {
  return connected(url, async (client) => {
    await client.query('begin transaction isolation level repeatable read, read only');
    const layout = await readLayout(client);
    const tables: RecordedTable[] = [];
    for (const table of layout.tables) {
      const copied = await text(
        client.query(copyTo(`copy ${quoted(table.name)} (${columnsOf(table)}) to stdout`)),
      );
      const rows = copied.split('\n').slice(0, -1);
      tables.push({ name: table.name, columns: table.columns, rows: rows.sort() });
    }
    const migrations = [...layout.migrations];
    return { migrations, schema: await readSchema(client), sequences: layout.sequences, tables };
  });
}

/** Into a database with the schema of their time. */
export async function loadRows(url: string, { tables, sequences }: RecordedRows): Promise<void> {
  await connected(url, async (client) => {
    await client.query('begin');
    await client.query('set constraints all deferred');
    for (const { name } of [...tables].reverse()) await emptyTable(client, name);
    for (const table of tables) {
      const into = client.query(copyFrom(`copy ${quoted(table.name)} (${columnsOf(table)}) from stdin`));
      await pipeline(Readable.from(table.rows.map((row) => `${row}\n`)), into);
    }
    for (const { table, column, value, called } of sequences)
      await client.query('select setval(pg_get_serial_sequence($1, $2), $3, $4)', [
        quoted(table),
        column,
        value,
        called,
      ]);
    await client.query('commit');
  });
}

/** Migrations may put rows of their own into the tables they create; some tables let nobody delete. */
async function emptyTable(client: pg.Client, name: string): Promise<void> {
  const { rowCount } = await client.query(`select from ${quoted(name)} limit 1`);
  if (rowCount !== 0) await client.query(`delete from ${quoted(name)}`);
}

export function rowsText({ tables, ...head }: RecordedRows): string {
  const parts = tables
    .filter(({ rows }) => rows.length > 0)
    .map(({ name, columns, rows }) => `copy ${name} (${columns.join(', ')})\n${rows.join('\n')}\n\\.\n`);
  return `${JSON.stringify(head)}\n${parts.join('')}`;
}

export function parseRows(recorded: string): RecordedRows {
  const [head, ...lines] = recorded.split('\n');
  const tables: { name: string; columns: string[]; rows: string[] }[] = [];
  let isInside = false;
  for (const line of lines) {
    const begins = isInside ? null : /^copy (\w+) \((.*)\)$/u.exec(line);
    if (begins !== null) {
      tables.push({ name: begins[1]!, columns: begins[2]!.split(', '), rows: [] });
      isInside = true;
    } else if (line === '\\.') isInside = false;
    else if (isInside) tables.at(-1)!.rows.push(line);
  }
  return { ...headSchema.parse(JSON.parse(head!)), tables };
}

/**
 * What of recorded rows is not in later ones, by table: a column, or rows whose recorded columns have other values.
 * @param changed columns that were changed on purpose since then: `table.column`, or `table.*`, whose rows are only counted
 */
export function lostRows(
  before: RecordedRows,
  after: RecordedRows,
  changed: readonly string[],
): readonly string[] {
  return before.tables.flatMap((table) => {
    const now = after.tables.find(({ name }) => name === table.name);
    if (now === undefined) return [`${table.name}: gone`];
    const isKept = (column: string): boolean =>
      !changed.includes(`${table.name}.*`) && !changed.includes(`${table.name}.${column}`);
    const kept = table.columns.filter(isKept);
    const gone = kept.filter((column) => !now.columns.includes(column));
    if (gone.length > 0) return gone.map((column) => `${table.name}.${column}: gone`);
    const left = new Map<string, number>();
    for (const row of projected(now, kept)) left.set(row, (left.get(row) ?? 0) + 1);
    return projected(table, kept).flatMap((row) => {
      const count = left.get(row) ?? 0;
      left.set(row, count - 1);
      return count > 0 ? [] : [`${table.name}: ${row}`];
    });
  });
}

function projected({ columns, rows }: RecordedTable, kept: readonly string[]): readonly string[] {
  const places = kept.map((column) => columns.indexOf(column));
  return rows.map((row) => {
    const values = row.split('\t');
    return places.map((place) => values[place]).join('\t');
  });
}

async function readSchema(client: pg.Client): Promise<Readonly<Record<string, string>>> {
  const { rows } = await client.query<{ name: string; digest: string }>(`
    select c.relname::text as name, encode(sha256(convert_to(concat_ws(E'\\n',
      (select string_agg(concat_ws(' ', a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity,
         a.attgenerated, pg_get_expr(d.adbin, d.adrelid)), E'\\n' order by a.attname)
       from pg_attribute a left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
       where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped),
      (select string_agg(pg_get_constraintdef(k.oid), E'\\n' order by k.conname)
       from pg_constraint k where k.conrelid = c.oid and k.contype <> 'n'),
      (select string_agg(pg_get_indexdef(i.indexrelid), E'\\n' order by i.indexrelid::regclass::text)
       from pg_index i where i.indrelid = c.oid),
      (select string_agg(pg_get_triggerdef(t.oid), E'\\n' order by t.tgname)
       from pg_trigger t where t.tgrelid = c.oid and not t.tgisinternal)), 'UTF8')), 'hex') as digest
    from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' order by 1`);
  return Object.fromEntries(rows.map(({ name, digest }) => [name, digest]));
}

async function connected<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  // A server that ends meanwhile fails the work, never the process.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query(`set timezone = 'UTC'`);
    return await work(client);
  } finally {
    await client.end();
  }
}
