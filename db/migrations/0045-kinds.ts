import { type Kysely, sql } from 'kysely';

/** Which vendors and PSAs there are, and with which credentials, is said by the registries (architecture.md 9). */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { rows } = await sql<{ table: string; name: string }>`
    select conrelid::regclass::text as table, conname as name from pg_constraint where contype = 'c'
      and (conrelid = 'integration'::regclass and (pg_get_constraintdef(oid) like '%duo%' or pg_get_constraintdef(oid) like '%connectwise%')
        or conrelid = 'credential'::regclass and pg_get_constraintdef(oid) like '%accounts-api%')`.execute(
    db,
  );
  for (const { table, name } of rows)
    await sql`alter table ${sql.ref(table)} drop constraint ${sql.ref(name)}`.execute(db);
  await sql`
    alter table credential
      drop constraint credential_client_id,
      add constraint credential_client_id check (own_client_id is null or credential_set = 'psa')`.execute(
    db,
  );
  await neutralNames(db);
  await neutralCodes(db);
}

const renamed = [
  ['sync_run', 'duo_calls', 'vendor_calls'],
  ['sync_run', 'duo_calls_unreadable', 'vendor_calls_unreadable'],
  ['sync_run', 'duo_calls_formula', 'vendor_calls_formula'],
  ['seat_holder', 'duo_user_id', 'vendor_user_id'],
] as const;

async function neutralNames(db: Kysely<unknown>): Promise<void> {
  for (const [table, from, to] of renamed)
    await sql`alter table ${sql.ref(table)} rename column ${sql.ref(from)} to ${sql.ref(to)}`.execute(db);
  await sql`update rate_budget set credential_key = 'vendor:' || substr(credential_key, 5) where credential_key like 'duo:%'`.execute(
    db,
  );
}

/**
 * Codes of failures, wherever they are kept: in columns, and within documents as whole texts. The audit keeps the words
 * of its time, since its rows are sealed.
 */
async function neutralCodes(db: Kysely<unknown>): Promise<void> {
  const { rows } = await sql<{ table: string; name: string; type: 'text' | 'jsonb' }>`
    select c.table_name as table, c.column_name as name, c.data_type as type
    from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
    where c.table_schema = current_schema() and t.table_type = 'BASE TABLE' and c.table_name not like 'audit%'
      and (c.data_type = 'jsonb' or c.data_type = 'text' and (c.column_name like '%code' or c.column_name = 'credential_cause'))`.execute(
    db,
  );
  for (const { table, name, type } of rows) {
    const at = { table: sql.ref(table), column: sql.ref(name) };
    if (type === 'text') await renameTexts(db, at);
    else await renameWithin(db, at);
  }
}

interface Column {
  readonly table: ReturnType<typeof sql.ref>;
  readonly column: ReturnType<typeof sql.ref>;
}

const codes =
  'KeyUnknown|SignatureRefused|ClockSkew|CredentialsNotReceived|KeyRefused|WrongKindOfApplication|GrantMissing|AccessRefused|HostMissing|HostRefused|IdRefused|CrossDeployment|AccountRefusesKey|AccountGone|Busy|Unreachable|Timeout|ServerError|Redirected|AnswerUnreadable|Refused|ReadIncomplete';

async function renameTexts(db: Kysely<unknown>, { table, column }: Column): Promise<void> {
  await sql`update ${table} set ${column} = 'VendorApiNotEnabled' where ${column} = 'DuoAccountsApiNotEnabled'`.execute(
    db,
  );
  await sql`
    update ${table} set ${column} = 'Vendor' || substr(${column}, 4)
    where ${column} ~ ${`^Duo(${codes})$`}`.execute(db);
}

async function renameWithin(db: Kysely<unknown>, { table, column }: Column): Promise<void> {
  await sql`
    update ${table} set ${column} = regexp_replace(
      replace(${column}::text, '"DuoAccountsApiNotEnabled"', '"VendorApiNotEnabled"'),
      ${`"Duo(${codes})"`}, '"Vendor\\1"', 'g')::jsonb
    where ${column}::text ~ '"Duo[A-Z]'`.execute(db);
}
