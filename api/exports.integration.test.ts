import readWorkbook from 'read-excel-file/node';
import { pseudoLocale } from '../messages/locales.ts';
import { csvRows } from '../test/environment/csv-rows.ts';
import { zippedTables } from '../test/environment/zipped-tables.ts';
import { matching, type UsageToDecide, usageToDecide } from '../test/environment/usage-to-decide.ts';
import { routesOf } from './routes.ts';

let world: UsageToDecide;
let params: Readonly<Record<string, string>>;
/** Names and words that are no texts of Seatwise. */
let data: readonly string[];
beforeAll(async () => {
  world = await usageToDecide([
    { name: 'Acme', counted: 45, billed: 41 },
    { name: 'Brook', counted: 20, billed: 23 },
    { name: 'Cedar', counted: 7, billed: 0 },
    { name: 'Delta', counted: 30, billed: 28 },
    { name: 'Empty', counted: 10, billed: 1000 },
    ...matching(2),
  ]);
  const { db } = world.api;
  const { tenantId, integrationId } = world.key;
  const removeLineOf = async (name: string): Promise<void> => {
    const { psaLineId } = world.psaOf(name);
    await db.deleteFrom('psaLine').where('foreignId', '=', psaLineId).execute();
    await world.count({});
  };
  await removeLineOf('Cedar');
  // It never had one, as far as anybody knows.
  await db.deleteFrom('vanishedLine').execute();
  await removeLineOf('Empty');
  await db
    .updateTable('seatHolder')
    .set({ unused: 'disabled' })
    .where('vendorUserId', '=', 'DU1')
    .where('holdsSeat', '=', true)
    .execute();
  await world.setBillingTarget('advance');
  await world.turnOnWriteBack();
  await world.decide('approver', 'Acme', 'approve');
  await world.decide('approver', 'Brook', 'hold', { reason: 'asked' });
  await world.decide('approver', 'Delta', 'dismiss', { reason: 'asked' });
  await world.count({ Acme: 47 });
  const month = new Date().toISOString().slice(0, 7);
  const closed = await world
    .as('admin')
    .post('/review-months', { integrationId, month, whileRunning: true })
    .expect(201);
  const account = await db
    .selectFrom('vendorAccount')
    .innerJoin('accountMapping', 'accountMapping.vendorAccountId', 'vendorAccount.id')
    .select(['vendorAccount.id', 'accountMapping.companyId'])
    .where('vendorAccount.name', '=', 'Acme')
    .executeTakeFirstOrThrow();
  params = {
    id: integrationId,
    accountId: account.id,
    companyId: account.companyId!,
    monthId: (closed.body as { id: string }).id,
  };
  const named = await Promise.all([
    db.selectFrom('tenant').select('name').where('id', '=', tenantId).execute(),
    db.selectFrom('tenant').select('timeZone as name').where('id', '=', tenantId).execute(),
    db.selectFrom('vendorAccount').select('name').execute(),
    db.selectFrom('psaCompany').select('name').execute(),
    db.selectFrom('psaAgreement').select('name').execute(),
    db.selectFrom('psaAgreement').select('typeName as name').distinct().execute(),
    db.selectFrom('psaProduct').select('identifier as name').execute(),
    db.selectFrom('vendorService').select('name').execute(),
    db.selectFrom('member').select('name').where('tenantId', '=', tenantId).execute(),
    db.selectFrom('seatHolder').select('username as name').distinct().execute(),
    db.selectFrom('seatHolder').select('vendorUserId as name').distinct().execute(),
    db.selectFrom('seatHolder').select('status as name').distinct().execute(),
  ]);
  data = [...named.flat().flatMap(({ name }) => name ?? []), 'asked'];
});
afterAll(() => world.api.close());

/** IDs, hashes, moments, days and currencies. */
const written =
  /^(?:[\da-f]{8}-[\da-f-]{27}|[\da-f]{64}|\d{4}-\d\d(?:-\d\d(?:T[\d:.]+(?:Z|\+00:00))?)?|[A-Z]{3})$/u;

/** Returns the cells that say something outside of the brackets of the pseudo-locale. */
const literalsIn = (cells: readonly unknown[]): readonly string[] =>
  cells.map(String).filter((cell) => {
    if (written.test(cell) || data.includes(cell.replace(/^'/u, ''))) return false;
    let left = cell;
    for (let before = ''; before !== left;) {
      before = left;
      left = left.replace(/\[[^[\]]*\]/gu, '');
    }
    return /\p{L}/u.test(left);
  });

const get = (path: string) =>
  world
    .as('admin')
    .get(path.replace(/\{(\w+)\}/gu, (_, name: string) => params[name] ?? name))
    .set('Accept-Language', pseudoLocale)
    .expect(200);

/** It can be imported, so that its words are names of fields in every language. */
const imported = '/integrations/{id}/billing-rules.csv';

/** Every route that answers with a file of tables: a new one is covered as soon as it is registered. */
const exported = (extension: string): readonly string[] =>
  routesOf(world.api.deps, () => Promise.resolve('')).flatMap(({ path, answers }) => {
    const answer = answers[200];
    const isFile = answer !== null && answer !== undefined && 'mediaType' in answer;
    return isFile && path.endsWith(extension) && path !== imported ? [path] : [];
  });

describe('files of tables in the pseudo-locale have no word outside the catalog', () => {
  it('as CSV', async () => {
    const paths = exported('.csv');
    expect(paths.length).toBeGreaterThan(7);
    for (const path of paths) {
      const file = await get(path).responseType('blob');
      const bytes = file.body as Buffer;
      const zipped = file.type === 'application/zip';
      const tables = zipped ? Object.values(zippedTables(bytes)) : [csvRows(bytes.toString('utf8'))];
      // No change of this month was confirmed.
      const isEmpty = zipped || path.includes('control-list');
      for (const rows of tables)
        expect([path, rows.length > (isEmpty ? 0 : 1), literalsIn(rows.flat())]).toEqual([path, true, []]);
    }
  });

  it('as workbooks', async () => {
    const paths = exported('.xlsx');
    expect(paths.length).toBeGreaterThan(4);
    for (const path of paths) {
      const file = await get(path).responseType('blob');
      for (const { sheet, data: rows } of await readWorkbook(file.body as Buffer)) {
        // Letters that the pseudo-locale replaces. cspell:disable-next-line
        expect([path, sheet]).toEqual([path, expect.not.stringMatching(/[a-eg-iklnorstuwyz]/iu)]);
        const texts = rows.flat().filter((cell) => typeof cell === 'string');
        expect([path, sheet, literalsIn(texts)]).toEqual([path, sheet, []]);
      }
    }
  });
});
