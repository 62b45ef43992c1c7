import { join } from 'node:path';
import { sql } from 'kysely';
import ts from 'typescript';
import { canceledDays } from '../../domain/canceled-day.ts';
import { firstTenant, newIntegration, syncs } from '../../domain/defaults.ts';
import { signInMethods } from '../../domain/sign-ins.ts';
import { databaseForFile } from '../../test/environment/database-for-file.ts';
import { snakeCase } from '../driver/camel-case.ts';

/** The schema that the migrations made, against the hand-written db/model/tables.ts and the rules of architecture.md 6. */

const own = databaseForFile();

interface Column {
  readonly table: string;
  readonly column: string;
  readonly nullable: boolean;
  readonly hasDefault: boolean;
  readonly type: string;
}

const made = async (): Promise<readonly Column[]> => {
  const { rows } = await sql<Column>`
    select table_name as "table", column_name as "column", is_nullable = 'YES' as nullable,
      (column_default is not null or is_identity = 'YES') as "hasDefault", data_type as type
    from information_schema.columns
    where table_schema = 'public' and table_name not like 'kysely_%'
    order by table_name, column_name`.execute(own.db);
  return rows;
};

/** What a property of a table's interface says about its column. `values`: a union of literals. */
interface Property extends Omit<Column, 'type'> {
  readonly holds: 'text' | 'number' | 'boolean' | 'time' | 'numeric' | 'bytes' | 'json' | 'list';
  readonly values: readonly string[] | null;
}

const tablesFile = join(process.cwd(), 'db', 'model', 'tables.ts');
const program = ts.createProgram([tablesFile], {
  allowImportingTsExtensions: true,
  module: ts.ModuleKind.NodeNext,
  noEmit: true,
  skipLibCheck: true,
  strict: true,
  target: ts.ScriptTarget.ES2023,
  types: [],
});
const checker = program.getTypeChecker();
const interfaces = new Map(
  program
    .getSourceFiles()
    .filter(({ fileName }) => fileName.includes('db/model/tables/'))
    .flatMap(({ statements }) => statements.filter(ts.isInterfaceDeclaration))
    .map((one) => [one.name.text, one]),
);

const properties = (name: string): readonly { readonly name: string; readonly type: ts.TypeNode }[] =>
  interfaces
    .get(name)!
    .members.filter(ts.isPropertySignature)
    .map((member) => ({ name: member.name.getText(), type: member.type! }));

/** The names that db/model/tables/columns.ts gives to shapes of columns. */
const shapes: Readonly<Record<string, Pick<Property, 'holds' | 'nullable' | 'hasDefault'>>> = {
  Timestamp: { holds: 'time', nullable: false, hasDefault: false },
  NullableTimestamp: { holds: 'time', nullable: true, hasDefault: false },
  TimestampWithDefault: { holds: 'time', nullable: false, hasDefault: true },
  Numeric: { holds: 'numeric', nullable: false, hasDefault: false },
  NullableNumeric: { holds: 'numeric', nullable: true, hasDefault: false },
  Bytes: { holds: 'bytes', nullable: false, hasDefault: false },
  BytesOrNull: { holds: 'bytes', nullable: true, hasDefault: false },
  Json: { holds: 'json', nullable: false, hasDefault: false },
  JsonWithDefault: { holds: 'json', nullable: false, hasDefault: true },
  Stored: { holds: 'json', nullable: false, hasDefault: false },
  StoredWithDefault: { holds: 'json', nullable: false, hasDefault: true },
  StoredOrNull: { holds: 'json', nullable: true, hasDefault: false },
  MessageOrNull: { holds: 'json', nullable: true, hasDefault: false },
  JsonOrNull: { holds: 'json', nullable: true, hasDefault: false },
};

function shapeOf(node: ts.TypeNode): Omit<Property, 'table' | 'column'> {
  const [name, [argument]] = ts.isTypeReferenceNode(node)
    ? [node.typeName.getText(), node.typeArguments ?? []]
    : ['', []];
  if (name === 'Generated') return { ...shapeOf(argument!), hasDefault: true };
  const shape = shapes[name];
  if (shape !== undefined) return { ...shape, values: null };
  // JSON columns that may be null are written out.
  if (name === 'ColumnType') {
    const nullable = /null|unknown/.test(argument!.getText());
    return { holds: 'json', nullable, hasDefault: false, values: null };
  }
  const type = checker.getTypeFromTypeNode(node);
  if (checker.isArrayType(type)) {
    const [element] = checker.getTypeArguments(type as ts.TypeReference);
    const values = literals([element!]);
    return { holds: 'list', nullable: false, hasDefault: false, values };
  }
  const members = type.isUnion() ? type.types : [type];
  const nullable = members.some(({ flags }) => (flags & ts.TypeFlags.Null) !== 0);
  const bare = members.filter(({ flags }) => (flags & ts.TypeFlags.Null) === 0);
  const are = (flag: ts.TypeFlags): boolean => bare.every(({ flags }) => (flags & flag) !== 0);
  if (are(ts.TypeFlags.Number)) return { holds: 'number', nullable, hasDefault: false, values: null };
  if (are(ts.TypeFlags.BooleanLike)) return { holds: 'boolean', nullable, hasDefault: false, values: null };
  return { holds: 'text', nullable, hasDefault: false, values: literals(bare) };
}

/** The words of a closed set, wherever it is listed; null: any text. */
function literals(types: readonly ts.Type[]): readonly string[] | null {
  const all = types.flatMap((type) => (type.isUnion() ? type.types : [type]));
  if (all.every((type) => type.isStringLiteral())) return all.map(({ value }) => value).sort();
  if (all.every((type) => /^(string|Date)$/.test(checker.typeToString(type)))) return null;
  throw new Error(
    `db/model/tables.ts: neither text nor a closed set: ${all.map((type) => checker.typeToString(type)).join(' | ')}`,
  );
}

const groups = [...interfaces.keys()].filter((name) => name.endsWith('Tables'));
const written: readonly Property[] = groups.flatMap(properties).flatMap(({ name: table, type }) =>
  properties(type.getText()).map((property) => ({
    table: snakeCase(table),
    column: snakeCase(property.name),
    ...shapeOf(property.type),
  })),
);

const typesOf: Readonly<Record<Property['holds'], readonly string[]>> = {
  text: ['text', 'uuid', 'bigint'],
  number: ['integer'],
  boolean: ['boolean'],
  time: ['timestamp with time zone'],
  numeric: ['numeric', 'bigint'],
  bytes: ['bytea'],
  json: ['jsonb'],
  list: ['ARRAY'],
};

const compared = ({ table, column, nullable, hasDefault }: Omit<Column, 'type'>): string =>
  `${table}.${column}${nullable ? ' null' : ''}${hasDefault ? ' default' : ''}`;

describe('db/model/tables.ts', () => {
  it('names every column of every table, with its nullability and whether it has a default', async () => {
    expect(written.length).toBeGreaterThan(300);
    expect(written.map(compared).sort()).toEqual((await made()).map(compared).sort());
  });

  it('gives every column the kind of value that PostgreSQL keeps: money and quantities never as floats', async () => {
    const wrong = (await made()).filter(({ table, column, type }) => {
      const property = written.find((one) => one.table === table && one.column === column);
      return property === undefined || !typesOf[property.holds].includes(type);
    });
    expect(wrong).toEqual([]);
  });

  it('and the CHECKs of the database allow the same states, kinds and roles', async () => {
    const { rows } = await sql<{ table: string; column: string; definition: string }>`
      select c.conrelid::regclass::text as "table", a.attname as "column", pg_get_constraintdef(c.oid) as definition
      from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
      where c.contype = 'c' and array_length(c.conkey, 1) = 1 and pg_get_constraintdef(c.oid) like '%::text%'`.execute(
      own.db,
    );
    const allowed = rows.map(({ table, column, definition }) => ({
      column: `${table}.${column}`,
      values: [...definition.matchAll(/'([^']+)'::text/g)].map(([, value]) => value!).sort(),
    }));
    const expected = written.flatMap(({ table, column, values }) =>
      values === null ? [] : [{ column: `${table}.${column}`, values }],
    );
    const byColumn = (a: { column: string }, b: { column: string }): number =>
      a.column.localeCompare(b.column);
    expect(allowed.sort(byColumn)).toEqual(expected.sort(byColumn));
  });
});

describe('the defaults of columns', () => {
  it('are those of domain/defaults.ts, where they say more than now, a new id, nothing, off or the first', async () => {
    const { rows } = await sql<{ column: string; given: string }>`
      select table_name || '.' || column_name as column, column_default as given
      from information_schema.columns
      where table_schema = 'public' and table_name not like 'kysely_%' and column_default is not null
        and column_default not in ('now()', 'gen_random_uuid()', '0', '1', 'false')
        and column_default !~ $x$^('(\\[\\]|\\{\\})'::(jsonb|text\\[])|'(unknown|open)'::text)$$x$
        and not (column_name = 'only_row' and column_default = 'true')
      order by 1`.execute(own.db);
    expect(Object.fromEntries(rows.map(({ column, given }) => [column, given]))).toEqual({
      'identity_provider.enabled': 'true',
      'integration.canceled_day': `'${canceledDays[0]}'::text`,
      'integration.keep_names': String(newIntegration.keepNames),
      'integration.schedule': `'${JSON.stringify(syncs.night.from).replaceAll(/[:,]/gu, '$& ')}'::jsonb`,
      'session.method': `'${signInMethods[0]}'::text`,
      'tenant.currency': `'${firstTenant.currency}'::text`,
      'tenant.time_zone': `'${firstTenant.timeZone}'::text`,
    });
    expect(newIntegration.writeBackEnabled).toBe(false);
  });
});

describe('the tenant', () => {
  /**
   * The installation's own; what is keyed by a hash: of a secret or host that tenants may share, of an unknown email; and
   * persons with what they sign in with, who may be members of several.
   */
  const ofNoTenant = [
    'installation',
    'key_check',
    'passkey',
    'person',
    'psa_call_count',
    'rate_budget',
    'recovery_code',
    'schema_info',
    'sign_in_limit',
    'tenant',
    'totp',
  ];

  it('is a column of every table that is not of the whole installation', async () => {
    const withTenant = new Set(
      (await made()).filter(({ column }) => column === 'tenant_id').map(({ table }) => table),
    );
    const without = [...new Set((await made()).map(({ table }) => table))].filter(
      (table) => !withTenant.has(table),
    );
    expect(without).toEqual(ofNoTenant);
  });

  it('leads every key and foreign key, so that no row can point into another tenant', async () => {
    const { rows } = await sql<{ table: string; kind: string; columns: string[]; name: string }>`
      select c.conrelid::regclass::text as "table", c.contype as kind, c.conname as name,
        (select array_agg(a.attname::text order by k.n) from unnest(c.conkey) with ordinality as k(attnum, n)
          join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.attnum) as columns
      from pg_constraint c join pg_namespace n on n.oid = c.connamespace
      where n.nspname = 'public' and c.contype in ('p', 'f', 'u') and c.conrelid::regclass::text not like 'kysely_%'`.execute(
      own.db,
    );
    const ofTenants = rows.filter(({ table }) => !ofNoTenant.includes(table));
    expect(ofTenants.length).toBeGreaterThan(50);
    const foreign = ofTenants.filter(({ columns }) => columns[0] !== 'tenant_id').map(({ name }) => name);
    // A cookie and an API key are looked up before their tenant is known; a pending sign-in belongs to a person.
    expect(foreign.sort()).toEqual([
      'api_key_key_hash_key',
      'member_person_id_fkey',
      'session_pkey',
      'sign_in_step_person_id_fkey',
      'sign_in_step_pkey',
      'sign_in_step_session_hash_fkey',
    ]);
    const tables = new Set(ofTenants.map(({ table }) => table));
    const unbound = [...tables].filter(
      (table) => !ofTenants.some((one) => one.table === table && one.kind === 'f'),
    );
    expect(unbound).toEqual([]);
  });
});
