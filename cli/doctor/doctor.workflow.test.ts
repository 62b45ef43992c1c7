import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { sql } from 'kysely';
import { z } from 'zod';
import { housekeepingScheduleId, syncScheduleId } from '../../contracts/temporal/names.ts';
import { openAnchorFile } from '../../db/audit/anchors/files.ts';
import { createAuditCheckpointer } from '../../use-cases/operations/checkpoint-audit.ts';
import { openKeyRing } from '../../db/secrets/key-ring.ts';
import { createProvider } from '../../db/people/identity-providers.ts';
import { freePort } from '../../config/free-port.ts';
import { waitFor } from '../../embedded/tour/seatwise-client.ts';
import { active, type Connected } from '../../test/product/lifecycle.ts';
import { asRole } from '../../test/environment/database.ts';
import { type Product, startProduct } from '../../test/product/product.ts';
import { commandEnvironment } from '../../test/product/seatwise-command.ts';
import { commands } from '../commands/index.ts';
import { literalsIn } from '../literals.fixture.ts';
import { message } from '../../messages/message.ts';
import { closeNotices, keepNotice } from '../../db/notices/notices.ts';
import { sayIn } from '../../messages/say.ts';
import { runSeatwise } from '../seatwise.ts';
import { examineHousekeeping } from './database.ts';
import { examineClock } from './vendors.ts';
import { vendors } from '../../vendors/registry.ts';

/** A message of the document, by its text. */
const text = z
  .object({ id: z.string(), params: z.object(), message: z.string() })
  .transform((one) => one.message);

const reportSchema = z.object({
  ok: z.boolean(),
  bad: z.number(),
  warnings: z.number(),
  checks: z.array(
    z.object({
      name: z.string(),
      state: z.enum(['good', 'warning', 'bad', 'not-checked']),
      found: text,
      advice: text.nullable(),
    }),
  ),
});

describe('seatwise doctor', () => {
  let product: Product;
  let integration: Connected;
  const anchors = mkdtempSync(join(tmpdir(), 'seatwise-anchors-'));
  beforeAll(async () => {
    // A repair of the workers would be faster than the doctor.
    product = await startProduct({
      settings: { repairIntervalMs: 600_000, checkpoints: { intervalMs: 60_000, anchorFolder: anchors } },
    });
    await openKeyRing(product.db, product.masterKey);
    integration = await active(product);
  });
  afterAll(async () => {
    await product.close();
    rmSync(anchors, { recursive: true, force: true });
  });

  /** No line was created or ended here. */
  const notProven = ['not-checked writing.right.create', 'not-checked writing.right.end'];

  /** The report, and every other name that is not good, in its order. */
  async function examine(changed: NodeJS.ProcessEnv = {}) {
    let out = '';
    const env = {
      ...commandEnvironment(product),
      AUDIT_ANCHOR_FOLDER: anchors,
      ...changed,
    };
    const terminal = { out: (text: string) => void (out += text), err: () => undefined };
    const began = Date.now();
    const code = await runSeatwise(
      commands,
      ['doctor', '--json'],
      env,
      terminal,
      new AbortController().signal,
    );
    expect(Date.now() - began).toBeLessThan(20_000);
    for (const secret of [
      env.MASTER_KEY,
      product.credentials.accountsApi.secretKey,
      product.credentials.psa.privateKey,
    ]) {
      expect(out).not.toContain(secret);
    }
    const report = reportSchema.parse(JSON.parse(out));
    const not = report.checks
      .filter(({ state }) => state !== 'good')
      .map(({ name, state }) => `${state} ${name}`)
      .filter((one) => !notProven.includes(one));
    return { code, report, not };
  }

  /** The test's namespace keeps closed workflows for a day. */
  const always = 'warning temporal.retention';

  it('reaches every part of a sound installation, and prints no secret', async () => {
    const { code, report, not } = await examine();
    expect({ code, ok: report.ok, not }).toEqual({ code: 0, ok: true, not: [always] });
    expect(new Set(report.checks.map(({ name }) => name))).toEqual(
      new Set([
        'machine.build',
        'machine.node',
        'database.reached',
        'database.version',
        'database.schema',
        'database.master-key',
        'database.objects',
        'database.role.owner',
        'database.role.api',
        'database.role.worker',
        'database.role.commands',
        'sign-in.passkeys',
        'writing.stop',
        'writing.outbox',
        'sync.age',
        'audit.tail',
        'audit.chain',
        'audit.anchors',
        'backup.age',
        'housekeeping.age',
        'temporal.server',
        'temporal.retention',
        'temporal.search-attributes',
        'temporal.pollers.recon',
        'temporal.pollers.vendor',
        'temporal.pollers.psa',
        'temporal.schedules',
        'api.ready',
        'api.security-contact',
        'duo.accounts-api',
        'duo.admin-api',
        'duo.clock',
        'duo.certificate',
        'psa.credentials',
        'psa.instance',
        'psa.certificate',
        'writing.right.create',
        'writing.right.end',
      ]),
    );
  });

  it('says nothing in the pseudo-locale that no catalog has, of any check, nor does reconcile', async () => {
    let out = '';
    const terminal = { out: (written: string) => void (out += written), err: () => undefined };
    const env = { ...commandEnvironment(product), AUDIT_ANCHOR_FOLDER: anchors, LANG: 'en_XA' };
    for (const name of ['doctor', 'reconcile'])
      expect(await runSeatwise(commands, [name], env, terminal, new AbortController().signal)).toBe(0);
    expect(literalsIn(out, [])).toEqual([]);
    // What programs and people have named themselves is a single word, or an address.
    const { report } = await examine({ LANG: 'en_XA' });
    expect(report.checks.flatMap(({ found }) => /[a-z]+ [a-z]+ [a-z]+/u.exec(found) ?? [])).toEqual([]);
  });

  it('compares the instance that answers with the kept one', async () => {
    const { db } = product;
    const keep = (instanceId: string, address: string) =>
      db.updateTable('instance').set({ instanceId, address }).where('side', '=', 'psa').execute();
    const { instanceId, address } = await db
      .selectFrom('instance')
      .selectAll()
      .where('side', '=', 'psa')
      .executeTakeFirstOrThrow();
    await keep('otherlane', address);
    expect((await examine()).not).toEqual([always, 'bad psa.instance']);
    await keep(instanceId!, 'psa.connectwise.test');
    expect((await examine()).not).toEqual([always, 'warning psa.instance']);
    await keep(instanceId!, address);
  });

  it('packs what support needs, without a secret, a name, or an address of a person', async () => {
    const file = join(anchors, '..', `${randomUUID()}.zip`);
    const pack = async (changed: NodeJS.ProcessEnv = {}) => {
      let said = '';
      const terminal = {
        out: (text: string) => void (said += text),
        err: (text: string) => void (said += text),
      };
      const env = { ...commandEnvironment(product), AUDIT_ANCHOR_FOLDER: anchors, ...changed };
      const code = await runSeatwise(
        commands,
        ['support-bundle', file],
        env,
        terminal,
        new AbortController().signal,
      );
      return { code, said };
    };
    const read = () =>
      Object.fromEntries(
        Object.entries(unzipSync(readFileSync(file))).map(([name, bytes]) => [name, strFromU8(bytes)]),
      );
    expect((await pack()).code).toBe(0);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const parts = read();
    const part = (name: string) => JSON.parse(parts[name]!) as Readonly<Record<string, unknown>>;
    expect(part('database.json')).toMatchObject({
      integrations: [{ id: integration.id, phase: 'active' }],
      runs: [{ integrationId: integration.id, state: 'succeeded', failed: 0 }],
      notices: expect.any(Array) as unknown,
      outbox: [{ waiting: 0 }],
    });
    expect(part('workflows.json')).toMatchObject({
      counts: { integrationWorkflow: { Running: 1 }, syncWorkflow: { Completed: 1 } },
    });
    expect(part('figures.json')).toMatchObject({ goodSyncs: [{ integration: integration.id }] });
    expect(part('doctor.json')).toMatchObject({ checks: expect.any(Array) as unknown });
    const { settings } = part('settings.json') as { readonly settings: readonly { readonly name: string }[] };
    const shown = new Map(settings.map((one) => [one.name, one]));
    expect(shown.get('MASTER_KEY')).toEqual({ name: 'MASTER_KEY', set: true });
    expect(shown.get('PUBLIC_URL')).toEqual({ name: 'PUBLIC_URL', set: true });
    expect(shown.get('KEEP_COMMANDS_DAYS')).toMatchObject({
      set: false,
      value: expect.any(Number) as unknown,
    });
    const all = Object.values(parts).join('\n');
    const names = await sql<{
      name: string;
    }>`select name from vendor_account union select name from psa_company
      union select name from psa_agreement union select email from member union select name from tenant`.execute(
      product.db,
    );
    const { accountsApi, adminApi, psa } = product.credentials;
    const secrets = [
      product.masterKey.toString('base64'),
      product.password,
      accountsApi.secretKey,
      adminApi.secretKey,
    ];
    const unwanted = [...names.rows.map(({ name }) => name), ...secrets, psa.privateKey];
    expect(unwanted.length).toBeGreaterThan(20);
    expect(unwanted.filter((text) => all.includes(text))).toEqual([]);
    expect(await pack()).toMatchObject({
      code: 2,
      said: expect.stringContaining('already exists') as unknown,
    });
    rmSync(file);
    expect((await pack({ TEMPORAL_ADDRESS: '127.0.0.1:1' })).code).toBe(0);
    expect(JSON.parse(read()['workflows.json']!)).toHaveProperty('notRead');
    rmSync(file);
  });

  it('tells a folder of anchors that is not there, and a database that is behind its anchors', async () => {
    const { code, not } = await examine({ AUDIT_ANCHOR_FOLDER: join(anchors, 'nowhere') });
    expect([code, not.sort()]).toEqual([0, ['warning audit.anchors', always]]);
    const quiet = () => undefined;
    const { db, keyRing, tenantId } = product;
    const file = openAnchorFile(anchors);
    await createAuditCheckpointer({
      db,
      keyRing,
      anchors: file,
      onAnchor: quiet,
      onAnchorFailure: quiet,
    }).checkpoint(tenantId, 'recent');
    const { value: counter } = await product.db
      .selectFrom('auditSignedCheckpoint')
      .select('counter as value')
      .executeTakeFirstOrThrow();
    await product.db.transaction().execute(async (tx) => {
      await sql`set local session_replication_role = replica`.execute(tx);
      await tx.updateTable('auditSignedCheckpoint').set({ counter: '0' }).execute();
    });
    const behind = await examine();
    await product.db.updateTable('auditSignedCheckpoint').set({ counter }).execute();
    expect([behind.code, behind.not.sort()]).toEqual([1, ['bad audit.anchors', always]]);
  });

  it('fails while the chain of the audit has an open finding, and says which', async () => {
    const scope = { tenantId: product.tenantId, integrationId: null };
    const detail = message('notices.audit-rows-ahead', { count: 1, rows: ['841'] });
    await product.db
      .transaction()
      .execute((tx) => keepNotice(tx, scope, { code: 'AuditChainBroken', subject: 'audit', detail }));
    const { code, report, not } = await examine();
    await product.db.transaction().execute((tx) => closeNotices(tx, scope, 'AuditChainBroken'));
    expect([code, not.sort()]).toEqual([1, ['bad audit.chain', always]]);
    expect(report.checks.find(({ name }) => name === 'audit.chain')?.found).toContain('841');
  });

  it('tells a paused schedule, a revoked key, a write stop, and a lost identity provider, each with what to do', async () => {
    const key = product.credentials.adminApi.integrationKey;
    await product.temporal.schedule.getHandle(syncScheduleId(integration.id)).pause('maintenance');
    await product.control.changeDuoKey(key, { enabled: false });
    await product.db
      .updateTable('installation')
      .set({ writeStop: true, writeStopSince: new Date() })
      .execute();
    const { db, keyRing, tenantId } = product;
    await db.transaction().execute((tx) =>
      createProvider(
        tx,
        keyRing,
        tenantId,
        {
          kind: 'generic',
          name: 'Lost',
          issuer: 'https://lost.idp.test',
          clientId: 'seatwise',
          domains: [],
          roleClaim: null,
          roles: [],
          defaultRole: null,
          enabled: true,
        },
        randomUUID(),
      ),
    );
    const { code, report, not } = await examine();
    await db.deleteFrom('identityProvider').execute();
    await product.control.changeDuoKey(key, { enabled: true });
    await product.temporal.schedule.getHandle(syncScheduleId(integration.id)).unpause();
    expect(code).toBe(1);
    expect(not.sort()).toEqual(
      [
        'bad duo.admin-api',
        'bad sign-in.identity-provider',
        'warning temporal.schedules',
        always,
        'warning writing.stop',
      ].sort(),
    );
    const trouble = report.checks.filter(({ state }) => state === 'bad' || state === 'warning');
    expect(trouble.map(({ advice }) => advice)).not.toContain(null);
    expect(trouble.find(({ name }) => name === 'temporal.schedules')?.found).toContain('maintenance');
  });

  it('tells a schedule that was changed in Temporal in anything but its pause, and one that is gone', async () => {
    const schedules = (report: z.infer<typeof reportSchema>) =>
      report.checks.filter(({ name }) => name === 'temporal.schedules').map(({ found }) => found);
    const daily = syncScheduleId(integration.id);
    expect(schedules((await examine()).report)).toEqual([
      'housekeeping runs every hour at minute 30',
      expect.stringMatching(`^${daily} runs daily at `),
    ]);
    await product.temporal.schedule
      .getHandle(daily)
      .update((old) => ({ ...old, policies: { ...old.policies, catchupWindow: '1 minute' } }));
    await product.temporal.schedule.getHandle(housekeepingScheduleId).delete();
    const { code, report } = await examine();
    expect(schedules(report)).toEqual(['housekeeping does not exist', `${daily} was changed: its policies`]);
    expect(code).toBe(1);
  });

  it('says as which role each program is connected, and tells a superuser and a role that serves several', async () => {
    const roles = ({ checks }: z.infer<typeof reportSchema>) =>
      checks.filter(({ name }) => name.startsWith('database.role.')).map(({ found }) => found);
    const ofRoles = (not: readonly string[]) => not.filter((line) => line.includes('database.role.'));
    const asItself = 'Commands: seatwise_commands';
    const nobodyIs = (program: string) =>
      waitFor(`no ${program} to be connected`, 10_000, async () => {
        const { rows } =
          await sql`select from pg_stat_activity where datname = current_database() and application_name = ${program}`.execute(
            product.db,
          );
        return rows.length === 0 ? true : null;
      });
    const alone = async (changed?: NodeJS.ProcessEnv) => {
      await nobodyIs('seatwise command line');
      return examine(changed);
    };
    const programs = ['Owner of the tables: seatwise_owner', 'API: seatwise_api', 'Worker: seatwise_worker'];
    expect(roles((await alone()).report)).toEqual([...programs, asItself]);
    const superuser = await alone({ DATABASE_URL: product.databaseUrl });
    expect(ofRoles(superuser.not)).toEqual(['warning database.role.commands']);
    expect(roles(superuser.report)).toEqual([...programs, 'Commands: postgres, which is a superuser']);
    const owner = await alone({ DATABASE_URL: asRole(product.databaseUrl, 'owner') });
    expect(ofRoles(owner.not)).toEqual(['warning database.role.owner', 'warning database.role.commands']);
    expect(roles(owner.report)).toEqual([
      'Owner of the tables: seatwise_owner, which is also used by the commands',
      ...programs.slice(1),
      'Commands: seatwise_owner, which is also used by the owner of the tables',
    ]);
    await product.stopWorkers();
    await nobodyIs('seatwise-worker');
    const stopped = await alone();
    await product.startWorkers();
    expect(ofRoles(stopped.not)).toEqual(['not-checked database.role.worker']);
  });

  it.each([
    ['good', 'Not run yet', { created: 1, ran: null, complete: null }],
    ['good', 'Completed every step', { created: 100, ran: 1, complete: 1 }],
    ['warning', 'last completed every step 9 hours ago', { created: 100, ran: 1, complete: 9 }],
    ['warning', 'has never completed every step', { created: 100, ran: 1, complete: null }],
    ['bad', 'Last ran 9 hours ago', { created: 100, ran: 9, complete: 9 }],
    ['bad', 'Never ran', { created: 100, ran: null, complete: null }],
  ])('is %s about housekeeping where %s', async (state, found, { created, ran, complete }) => {
    const ago = (hours: number | null) => (hours === null ? null : new Date(Date.now() - hours * 3_600_000));
    await product.db
      .updateTable('installation')
      .set({
        createdAt: ago(created) ?? new Date(),
        housekeepingAt: ago(ran),
        housekeepingCompleteAt: ago(complete),
      })
      .execute();
    const check = await examineHousekeeping(product.db);
    expect(check.state).toBe(state);
    expect(sayIn({})(check.found)).toContain(found);
  });

  it('goes on with the rest where PostgreSQL, Temporal or the API are down, or the key is another', async () => {
    const nobody = `127.0.0.1:${await freePort()}`;
    const { code, not } = await examine({
      DATABASE_URL: `postgresql://seatwise:planted@${nobody}/seatwise`,
      PUBLIC_URL: `http://${nobody}`,
    });
    expect(code).toBe(1);
    expect(not).toEqual([
      'bad database.reached',
      always,
      'not-checked temporal.schedules',
      'bad api.ready',
      'not-checked vendors',
    ]);
    const other = await examine({
      TEMPORAL_ADDRESS: nobody,
      MASTER_KEY: Buffer.alloc(32, 1).toString('base64'),
    });
    expect(other.not).toEqual(
      expect.arrayContaining(['bad database.master-key', 'bad temporal.server', 'not-checked vendors']),
    );
  });
});

describe('the clock', () => {
  it.each([
    [0, 'good'],
    [59_000, 'good'],
    [-90_000, 'warning'],
    [301_000, 'bad'],
    [-3_600_000, 'bad'],
  ])('that is %d ms away from that of Duo is %s', (skew, state) => {
    expect(examineClock(vendors['duo']!, 1_000_000_000, 1_000_000_000 + skew).state).toBe(state);
  });
});
