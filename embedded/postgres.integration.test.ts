import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { openDatabase } from '../db/model/database.ts';
import { migrate } from '../db/schema/migrate.ts';
import { databaseRoles, defaultRoleNames } from '../db/roles/role-names.ts';
import { startPostgres, type RunningPostgres } from './postgres.ts';
import { asSuperuser } from './postgres/roles.ts';
import { identityOf, isRunning } from './process-identity.ts';

async function ask(url: string, statement: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const answer = await client.query<Record<string, unknown>>(statement);
    return Object.values(answer.rows[0] ?? {})[0];
  } finally {
    await client.end();
  }
}

async function migrated(url: string): Promise<void> {
  const db = openDatabase({ url, poolMax: 1 });
  try {
    await migrate(db);
  } finally {
    await db.destroy();
  }
}

describe('the PostgreSQL that is brought along', () => {
  let folder: string;
  const running: RunningPostgres[] = [];
  const start = async (dir: string): Promise<RunningPostgres> => {
    const postgres = await startPostgres({ dir, mode: 'durable' });
    running.push(postgres);
    return postgres;
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'seatwise-postgres-'));
    chmodSync(folder, 0o711);
  });
  afterEach(async () => {
    for (const postgres of running.splice(0)) await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('keeps its data over a restart and ends with everything it started', async () => {
    const dir = join(folder, 'data');
    const first = await start(dir);
    await ask(first.url, 'create table kept as select 41 + 1 as answer');
    await first.stop();
    expect(isRunning(first.identity)).toBe(false);
    const second = await start(dir);
    expect(second.adopted).toBe(false);
    expect(await ask(second.url, 'select answer from kept')).toBe(42);
    expect(await ask(second.url, 'show fsync')).toBe('on');
  });

  it('wants its random password, kept where only its owner reads it', async () => {
    const { url } = await start(join(folder, 'data'));
    const wrong = new URL(url);
    // 24 random bytes in base64url.
    expect(wrong.password).toMatch(/^[\w-]{32}$/u);
    wrong.password = 'guess';
    await expect(ask(wrong.href, 'select 1')).rejects.toThrow(/password authentication failed/);
    const base = dirname(String(await ask(url, 'show data_directory')));
    expect(statSync(join(base, 'password')).mode & 0o777).toBe(0o600);
  });

  it.each([
    ['password', '', /contains no password/u],
    ['password', 'guess', /is not that of the PostgreSQL in/u],
    ['data/PG_VERSION', '', /PG_VERSION does not name the version/u],
    ['data/PG_VERSION', '9.6', /written by PostgreSQL 9\.6, and/u],
    ['data/postgresql.conf', 'no_such = setting', /ended at its start: “[^”]*postgresql\.conf[^”]*”/u],
  ])('says in one paragraph what to do where %s is "%s"', async (file, content, says) => {
    const dir = join(folder, 'data');
    const first = await start(dir);
    const base = dirname(String(await ask(first.url, 'show data_directory')));
    await first.stop();
    writeFileSync(join(base, file), `${content}\n`);
    const failed = start(dir);
    await expect(failed).rejects.toMatchObject({
      name: 'StartRejected',
      message: expect.stringMatching(says),
    });
    await expect(failed).rejects.toThrow(/^[^\n]+$/u);
    expect(existsSync(join(base, 'data', 'postmaster.pid'))).toBe(false);
  });

  it('is adopted when the process that started it is gone', async () => {
    const dir = join(folder, 'data');
    const first = await start(dir);
    const base = dirname(String(await ask(first.url, 'show data_directory')));
    // What a kill -9 of the owner leaves: the server, and an owner file that names a process which has ended.
    writeFileSync(join(base, 'owner.json'), JSON.stringify({ pid: first.pid, startedAt: '1' }));
    const second = await start(dir);
    expect(second).toMatchObject({ adopted: true, pid: first.pid, url: first.url });
    await second.stop();
    expect(identityOf(first.pid)).toBeNull();
  });

  it('starts once when two ask for it at the same time', async () => {
    const dir = join(folder, 'data');
    const both = await Promise.all([start(dir), start(dir)]);
    expect(both[0].pid).toBe(both[1].pid);
  });

  it('gives a home of one superuser its roles at the next start, and keeps its data', async () => {
    const dir = join(folder, 'data');
    const before = await start(dir);
    // As a cluster without our roles: everything is the superuser's, and nobody else is there.
    const names = databaseRoles.map((role) => defaultRoleNames[role]);
    await ask(before.url, 'alter database seatwise owner to postgres');
    for (const name of names) {
      await ask(before.url, `drop owned by ${name}`);
      await ask(before.url, `drop role ${name}`);
    }
    await migrated(before.url);
    await ask(before.url, `insert into tenant (id, name) values (gen_random_uuid(), 'Harbor Lane')`);
    await before.stop();

    const { urls } = await start(dir);
    await migrated(urls.owner);
    for (const url of Object.values(urls))
      expect(await ask(url, 'select name from tenant')).toBe('Harbor Lane');
    expect(
      await ask(
        urls.owner,
        `select count(*)::int from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'i', 'S')
           and relowner <> 'seatwise_owner'::regrole`,
      ),
    ).toBe(0);
    await ask(urls.api, "update tenant set name = 'Harbor Lane IT'");
    await expect(ask(urls.api, 'alter table audit_event disable trigger all')).rejects.toThrow(
      /must be owner/,
    );
    await expect(ask(urls.worker, 'delete from audit_event')).rejects.toThrow(/permission denied/);
    await expect(ask(urls.commands, 'create table a (b int)')).rejects.toThrow(/permission denied/);
  });

  it('starts again after it was killed itself', async () => {
    const dir = join(folder, 'data');
    const first = await start(dir);
    await ask(first.url, 'create table kept as select 1 as answer');
    process.kill(first.pid, 'SIGKILL');
    await waitUntil(() => !isRunning(first.identity));
    const second = await start(dir);
    expect(await ask(second.url, 'select answer from kept')).toBe(1);
  });

  it('starts again only where it was while somebody is connected to it there', async () => {
    const dir = join(folder, 'data');
    const first = await start(dir);
    process.kill(first.pid, 'SIGKILL');
    await waitUntil(() => !isRunning(first.identity));
    const other = createServer().listen(first.port, '127.0.0.1');
    await once(other, 'listening');
    const again = () => startPostgres({ dir, mode: 'durable', port: first.port });
    await expect(again()).rejects.toThrow('Address already in use');
    other.close();
    await once(other, 'close');
    const second = await again();
    running.push(second);
    expect(second.port).toBe(first.port);
  });

  it('fails the work on a connection whose server is killed, and nothing else', async () => {
    const { pid, adminUrl } = await start(join(folder, 'data'));
    const work = asSuperuser(adminUrl, async (client) => {
      process.kill(pid, 'SIGKILL');
      await client.query('select pg_sleep(60)');
    });
    await expect(work).rejects.toThrow(/terminat/);
  });

  const asRoot = process.getuid?.() === 0 ? it : it.skip;
  asRoot('works as root below a folder that the database user cannot enter', async () => {
    chmodSync(folder, 0o700);
    const dir = join(folder, 'data');
    const postgres = await start(dir);
    const place = String(await ask(postgres.url, 'show data_directory'));
    expect(place.startsWith(folder)).toBe(false);
    expect(existsSync(join(dir, 'location'))).toBe(true);
    await postgres.stop();
    rmSync(dirname(place), { recursive: true });
  });
});

async function waitUntil(fact: () => boolean): Promise<void> {
  const end = Date.now() + 5_000;
  while (!fact()) {
    if (Date.now() > end) throw new Error('it did not become true within 5 s');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
