import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Migration, sql } from 'kysely';
import { readAnchors } from '../../db/audit/anchors/files.ts';
import { verifyAudit } from '../../db/audit/audit-verification.ts';
import { migrations } from '../../db/migrations/index.ts';
import { type Database, openDatabase } from '../../db/model/database.ts';
import { passwordFits } from '../../api/sign-in/passwords.ts';
import { tenantIds } from '../../db/people/people.ts';
import { findSignInCandidate } from '../../db/people/sign-ins.ts';
import { migrate } from '../../db/schema/migrate.ts';
import { type KeyRing, openKeyRing } from '../../db/secrets/key-ring.ts';
import { approvalFaults } from '../../db/write-back/approval-signatures.ts';
import { liveStates } from '../../domain/decisions/approval.ts';
import { testDatabase, type TestDatabase } from '../environment/database.ts';
import { emptyDatabase } from './empty-database.ts';
import { lostRows, parseRows, readRows, rowsText } from './recorded-rows.ts';
import { changedOnPurpose, loadRecording, type Recording, recordings } from './recordings.ts';

const all = recordings();

let database: TestDatabase;
let db: Database;

beforeEach(async () => {
  database = await emptyDatabase();
  db = openDatabase({ url: database.url, poolMax: 2 });
});
afterEach(async () => {
  await db.destroy();
  await database.drop();
});

it('are there of every version that the changelog calls released', () => {
  const changelog = readFileSync('CHANGELOG.md', 'utf8');
  const released = [...changelog.matchAll(/^## (\d+\.\d+\.\d+), \d{4}-\d{2}-\d{2}$/gmu)].map(
    ([, version]) => version,
  );
  expect(all.map(({ release }) => release)).toEqual(expect.arrayContaining(released));
  expect(all).not.toEqual([]);
});

describe.each(all)('the installation recorded from $release', (recording) => {
  it('is of at most 2 MB, and its rows are read as they were written', () => {
    expect(statSync(join(recording.folder, 'rows.txt')).size).toBeLessThan(2_000_000);
    const rows = recording.rows();
    expect(parseRows(rowsText(rows))).toEqual(rows);
    expect(rows.tables.map(({ name }) => name)).toEqual(expect.arrayContaining(holdsRows));
  });

  it('is migrated with every row kept, to the schema of a new database, with a sound audit and signed approvals', async () => {
    await loadRecording(recording, database.url);
    const before = await readRows(database.url);
    // Old migrations still make what that release made.
    expect(before).toEqual({ ...recording.rows(), tables: before.tables });
    expect(lostRows(recording.rows(), before, [])).toEqual([]);
    await migrate(db);
    const after = await readRows(database.url);
    expect(lostRows(before, after, changedOnPurpose)).toEqual([]);
    const fresh = await testDatabase();
    const expected = await readRows(fresh.url);
    await fresh.drop();
    expect([after.migrations, after.schema]).toEqual([expected.migrations, expected.schema]);
    const keyRing = await keyRingOf(recording);
    await expectSoundAudit(recording, keyRing);
    await expectSignedApprovals(keyRing);
    await expectSamePeople(recording);
  });

  it('would show a migration that loses a row, a value, a column, or a table', async () => {
    await loadRecording(recording, database.url);
    const before = await readRows(database.url);
    const later: Migration = { up: (tx) => sql.raw(losing).execute(tx).then() };
    Object.assign(migrations, { '9999-later': later });
    try {
      await migrate(db);
    } finally {
      Reflect.deleteProperty(migrations, '9999-later');
    }
    const lost = lostRows(before, await readRows(database.url), changedOnPurpose);
    expect(new Set(lost.map((line) => line.split(': ')[0]))).toEqual(
      new Set(['saved_view', 'member', 'psa_line.description', 'line_note']),
    );
  });
});

const losing = `delete from saved_view; update member set name = upper(name);
  alter table psa_line drop column description; drop table line_note`;

/** Tables that an upgrade may lose nothing of. */
const holdsRows = [
  'account_mapping',
  'api_key',
  'approval_line',
  'approval_signature',
  'audit_event',
  'audit_signed_checkpoint',
  'credential',
  'line_decision',
  'member',
  'report_file',
  'review_month',
  'saved_view',
  'seat_count',
  'service_mapping',
  'usage_line',
  'webhook',
  'write_intent',
];

/** Each member is a person now, who signs in by the same password to the membership with the same ID. */
async function expectSamePeople({ email, passwordOfThisRecording, rows }: Recording): Promise<void> {
  const { person, member } = await findSignInCandidate(db, email, '');
  expect(await passwordFits(passwordOfThisRecording, person?.passwordHash ?? null)).toBe(true);
  const recorded = rows().tables.find(({ name }) => name === 'member')!;
  expect(JSON.stringify(recorded)).toContain(member!.id);
  const keys = await db.selectFrom('apiKey').select(['ownerId', 'createdBy']).execute();
  expect(keys).not.toEqual([]);
  for (const { ownerId, createdBy } of keys) expect(ownerId).toBe(createdBy);
}

async function keyRingOf({ folder }: Recording): Promise<KeyRing> {
  const key = readFileSync(join(folder, 'master-key-of-this-recording'), 'utf8');
  return (await openKeyRing(db, Buffer.from(key, 'base64')))!;
}

/** What was approved and not yet sent is still sent: it is what the signature says, and the audit knows its steps. */
async function expectSignedApprovals(keyRing: KeyRing): Promise<void> {
  const live = await db
    .selectFrom('approvalLine')
    .select(['tenantId', 'id'])
    .where('state', 'in', liveStates)
    .execute();
  expect(live).not.toEqual([]);
  for (const { tenantId, id } of live) expect(await approvalFaults(db, keyRing, tenantId, [id])).toEqual([]);
}

async function expectSoundAudit({ folder }: Recording, keyRing: KeyRing): Promise<void> {
  const anchors = await readAnchors([join(folder, 'audit-anchors')], []);
  for (const tenantId of await tenantIds(db)) {
    const found = await verifyAudit(db, keyRing, tenantId, {
      anchors: anchors.byTenant.get(tenantId) ?? [],
      now: new Date(),
    });
    expect(found).toMatchObject({ ok: true });
    expect(anchors.byTenant.get(tenantId)).not.toEqual([]);
  }
}
