import { type RawBuilder, sql } from 'kysely';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { Tx } from '../model/database.ts';
import { batchesOf } from '../driver/batches.ts';

/** A table of what a vendor listed: its own columns beside the key, with their types. */
export interface ListedTable {
  readonly table: 'psaCompany' | 'psaAgreement' | 'psaProduct' | 'psaLine';
  /** Without `foreignId` and `readAt`. */
  readonly columns: Readonly<Record<string, 'text' | 'boolean' | 'numeric' | 'jsonb' | 'timestamptz'>>;
  /** Set to null in a row that is listed: where one is not, the row is written though its facts are the same. */
  readonly marks: readonly string[];
  /** Columns with the times of a row: what began before one of them does not replace it. None: everything does. */
  readonly standsSince: readonly ('readAt' | 'writtenAt')[];
}

/** What else it holds than the columns of its table is not looked at. */
export type ListedRow = Readonly<Record<string, unknown>> & {
  readonly foreignId: string;
  readonly readAt: Date;
};

/** Rows per statement. */
const chunk = 5_000;

const columnsOf = (alias: string, names: readonly string[]) =>
  sql.join(names.map((name) => sql.ref(`${alias}.${name}`)));

const olderThan = (
  stored: RawBuilder<unknown>,
  given: RawBuilder<unknown>,
  times: ListedTable['standsSince'],
): RawBuilder<unknown> =>
  times.length === 0
    ? sql`true`
    : sql`greatest(${sql.join(times.map((time) => sql`${stored}.${sql.ref(time)}`))}) <= ${given}.read_at`;

/** Those of the given rows (`n`) that say something else than the stored ones (`l`); of a row given twice the later one. */
function saying(
  key: IntegrationKey,
  { table, columns, marks, standsSince }: ListedTable,
  rows: readonly ListedRow[],
): RawBuilder<unknown> {
  const facts = Object.keys(columns);
  const all = [['foreignId', 'text'], ...Object.entries(columns), ['readAt', 'timestamptz']] as const;
  const typed = sql.join(all.map(([name, type]) => sql.raw(`"${name}" ${type}`)));
  const named = sql.join(all.map(([name]) => sql`${sql.raw(`"${name}"`)} as ${sql.ref(name)}`));
  const isMarked = sql.join(
    [sql`false`, ...marks.map((mark) => sql`l.${sql.ref(mark)} is not null`)],
    sql` or `,
  );
  const isOlder = olderThan(sql`l`, sql`n`, standsSince);
  return sql`(
      select distinct on ("foreignId") ${named} from
        jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as given (${typed})
      order by "foreignId", "readAt" desc) n
    left join ${sql.table(table)} l on l.tenant_id = ${key.tenantId} and l.integration_id = ${key.integrationId}
      and l.foreign_id = n.foreign_id
    where l.foreign_id is null
      or (${isOlder} and ((${columnsOf('l', facts)}) is distinct from (${columnsOf('n', facts)}) or ${isMarked}))`;
}

/** A condition: would {@link upsertChanged} write any of these rows? */
export const areNews = (
  key: IntegrationKey,
  table: ListedTable,
  rows: readonly ListedRow[],
): RawBuilder<boolean> => sql`exists (select from ${saying(key, table, rows)})`;

/**
 * Stores rows in one statement and writes only those that say something else than before; `readAt` is when a row
 * began to say what it says. Of a row that is given twice the later one stands. Rows that stay
 * are not even locked, so that a run in which nothing changed leaves nothing behind.
 */
export async function upsertChanged(
  tx: Tx,
  key: IntegrationKey,
  listed: ListedTable,
  rows: readonly ListedRow[],
): Promise<void> {
  const { table, columns, marks, standsSince } = listed;
  const facts = Object.keys(columns);
  const names = ['foreignId', ...facts, 'readAt'];
  for (const slice of batchesOf(rows, chunk)) {
    await sql`
      insert into ${sql.table(table)} (tenant_id, integration_id, ${sql.join(names.map((name) => sql.ref(name)))})
      select ${key.tenantId}, ${key.integrationId}, ${columnsOf('n', names)}
      from ${saying(key, listed, slice)}
      order by n.foreign_id
      on conflict (tenant_id, integration_id, foreign_id) do update set
        ${sql.join([
          ...[...facts, 'readAt'].map((name) => sql`${sql.ref(name)} = ${sql.ref(`excluded.${name}`)}`),
          ...marks.map((mark) => sql`${sql.ref(mark)} = null`),
        ])}
      where ${olderThan(sql.table(table), sql`excluded`, standsSince)}`.execute(tx);
  }
}
