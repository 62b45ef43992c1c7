import { Client, Connection } from '@temporalio/client';
import { execFile, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { node24 } from '../test/environment/node-24.ts';
import { temporalProgram } from '../test/environment/temporal.ts';
import { freePort } from '../config/free-port.ts';
import { databaseUser } from './postgres/database-user.ts';
import { identityOf } from './process-identity.ts';
import { SeatwiseClient } from './tour/seatwise-client.ts';
import {
  portsOfProduct,
  printedPassword,
  printsPassword,
  processesBelow,
  processorSeconds,
  type ProductSettings,
  signIn,
  type StartedProduct,
  startProduct,
} from './testing/started-product.ts';

/** Seconds (architecture.md 14); asserted at three times that here, the later ones of the processor. */
const targets = { first: 60, later: 5 } as const;

// A first start writes a whole database through to the disk, which a busy machine makes slow.
/** A folder and ports of its own, for one product that is started again and again. */
interface Place {
  readonly folder: string;
  readonly home: string;
  readonly port: number;
  readonly temporalPorts: NodeJS.ProcessEnv;
  readonly started: StartedProduct[];
}

async function newPlace(): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), 'seatwise-start-'));
  chmodSync(folder, 0o711);
  const [port, temporalPorts] = [await freePort(), await portsOfProduct()];
  return { folder, home: join(folder, 'home'), port, temporalPorts, started: [] };
}

function start(place: Place, more: Partial<ProductSettings> = {}): StartedProduct {
  const { home, port, temporalPorts } = place;
  const env = { TEMPORAL_CLI_PATH: temporalProgram(), ...temporalPorts, ...more.env };
  const product = startProduct({ home, port, ...more, env });
  place.started.push(product);
  return product;
}

async function stop(product: StartedProduct, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  process.kill(product.pid, signal);
  const how = await product.ended;
  if (how !== 0 && how !== 'SIGKILL') throw new Error(`it ended with ${how}: ${product.said()}`);
}

async function endAll({ started }: Place): Promise<void> {
  for (const product of started) {
    if (identityOf(product.pid) === null) continue;
    process.kill(product.pid, 'SIGTERM');
    await product.ended;
  }
}

async function leave(place: Place): Promise<void> {
  const { folder } = place;
  await endAll(place);
  for (const pid of processesBelow(folder)) process.kill(pid, 'SIGKILL');
  rmSync(folder, { recursive: true, force: true });
}

describe('npm start', () => {
  beforeAll(() => {
    const build = spawnSync(process.execPath, ['scripts/build.mjs', '--where-old'], { encoding: 'utf8' });
    if (build.status !== 0) throw new Error(build.stderr);
  });

  describe('on an empty home', () => {
    let place: Place;
    beforeEach(async () => {
      place = await newPlace();
    });
    afterEach(() => leave(place));

    it('works as an unprivileged user, adopts the servers that a kill -9 left, and ends them in order; until somebody signs in each start makes a new password', async () => {
      const { folder, port } = place;
      const user = unprivileged(folder);
      const home = user.home ?? place.home;
      const first = start(place, user);
      const former = printedPassword(await first.ready);
      expect(statSync(home).mode & 0o777).toBe(0o700);
      const left = serverPids(home);
      await stop(first, 'SIGKILL');
      expect(processesBelow(folder)).toEqual(expect.arrayContaining([left.postgres, left.temporal]));
      const second = start(place, user);
      const password = printedPassword(await second.ready);
      expect(await signIn(port, former)).toBe(401);
      expect(await signIn(port, password)).toBe(201);
      expect(await signIn(port, password)).toBe(401);
      expect(serverPids(home)).toEqual(left);
      await stop(second);
      expect(processesBelow(folder)).toEqual([]);
    });

    const recommended = node24();
    (recommended === null ? it.skip : it)('works under Node 24, which is recommended', async () => {
      const product = start(place, { node: recommended! });
      const said = await product.ready;
      expect(await signIn(place.port, printedPassword(said))).toBe(201);
      await stop(product);
      expect(product.said()).not.toMatch(/Deprecat|Warning/u);
      expect(processesBelow(place.folder)).toEqual([]);
    });

    it('names the variable that cannot be used', async () => {
      const product = start(place, { env: { VENDOR_PARALLEL: 'many' } });
      expect(await product.ended).toBe(1);
      expect(product.said()).toContain('VENDOR_PARALLEL: must be a whole number');
    });

    it('says in one sentence that DATABASE_URL leads nowhere', async () => {
      const nowhere = await freePort();
      const env = { DATABASE_URL: `postgresql://nobody@127.0.0.1:${nowhere}/seatwise` };
      const product = start(place, { env });
      expect(await product.ended).toBe(1);
      expect(product.said().trimEnd().split('\n').at(-1)).toBe(
        `Cannot connect to PostgreSQL at 127.0.0.1:${nowhere}/seatwise: nothing is listening there (ECONNREFUSED). Start the server, or correct DATABASE_URL.`,
      );
      expect(product.said()).not.toContain('    at ');
      expect(processesBelow(place.folder)).toEqual([]);
    });
  });

  /** Making a database takes most of a first start: these have one home. Each can be run alone. */
  describe('on a home of its own', () => {
    let place: Place;
    /** Of the administrator; null: the home is not in use yet. */
    let own: string | null = null;
    /** The one that runs on it now. */
    let product: StartedProduct | null = null;

    beforeAll(async () => {
      place = await newPlace();
    });
    afterAll(() => leave(place));

    const signInFirst = async (said: string): Promise<void> => {
      const client = new SeatwiseClient(`http://localhost:${place.port}`);
      own = await client.signInFirst('admin@seatwise.local', printedPassword(said));
    };
    async function running(): Promise<StartedProduct> {
      product ??= start(place);
      const said = await product.ready;
      if (own === null) await signInFirst(said);
      return product;
    }
    async function ended(signal?: NodeJS.Signals): Promise<void> {
      const last = await running();
      product = null;
      await stop(last, signal);
    }

    it('prints what a new user needs, keeps secrets to its owner, and SIGTERM to npm leaves no process', async () => {
      const { home, port } = place;
      const began = Date.now();
      product = start(place, { byNpm: true, env: { TEMPORAL_UI: 'on' } });
      const said = await product.ready;
      console.log(`first start: ${Date.now() - began} ms`);
      expect(Date.now() - began).toBeLessThan(3 * targets.first * 1_000);
      expect(said).toContain(`http://localhost:${port}`);
      expect(said).toMatch(/Temporal UI +http:\/\/localhost:\d+/);
      expect(said).toMatch(/Accounts API +DI\w+ /);
      for (const psa of ['ConnectWise +Site api-', 'Autotask +Host \\S+', 'HaloPSA +Instance \\S+'])
        expect(said).toMatch(new RegExp(`^  ${psa}`, 'mu'));
      for (const part of ['PostgreSQL', 'Temporal', 'Sandbox'])
        expect(said).toMatch(new RegExp(`^  ${part} +.*, \\d+\\.\\d s$`, 'mu'));
      const ui = /Temporal UI +(\S+)/.exec(said)![1]!;
      expect((await fetch(ui)).status).toBe(200);
      for (const secret of [
        'master-key',
        'first-sign-in',
        'sandbox/sandbox-control.json',
        'postgres/password',
      ]) {
        expect(statSync(join(home, secret)).mode & 0o777).toBe(0o600);
      }
      expect(await signIn(port, 'guess-guess-guess')).toBe(401);
      await signInFirst(said);
      expect(existsSync(join(home, 'first-sign-in'))).toBe(false);
      expect(await signIn(port, printedPassword(said))).toBe(401);
      const log = readFileSync(join(home, 'seatwise.log'), 'utf8');
      expect(log).not.toContain(printedPassword(said));
      const { version, commit } = build.parse(json(join('dist', 'build.json')));
      expect(JSON.parse(log.slice(0, log.indexOf('\n')))).toMatchObject({ msg: 'starting', version, commit });
      await ended();
      expect(processesBelow(place.folder)).toEqual([]);
    });

    it('keeps people and workflows over a restart, and shows the password once', async () => {
      const { home, folder, port } = place;
      await running();
      const client = await temporalClient(home);
      await client.workflow.start('nobody-knows-it', { taskQueue: 'nobody', workflowId: 'kept' });
      await client.connection.close();
      await ended();
      expect(await checksOfDoctor(home)).toMatchObject({
        'database.reached': 'good',
        'database.master-key': 'good',
        vendors: 'not-checked',
        'api.ready': 'not-checked',
      });
      expect(processesBelow(folder)).toEqual([]);

      const began = Date.now();
      product = start(place);
      const said = await product.ready;
      // Whoever does not ask for the UI of Temporal does not have it: it answers under any name.
      expect(said).toMatch(/Temporal UI +off/);
      expect(uiPort(home)).toBeNull();
      const used = processorSeconds(product.pid);
      console.log(`later start: ${Date.now() - began} ms, of the processor ${used} s`);
      expect(used).toBeLessThan(3 * targets.later);
      expect(printsPassword(said)).toBe(false);
      expect(said).toContain('with your email and password   (forgotten: npx seatwise reset-password EMAIL)');
      expect(await signIn(port, own!)).toBeLessThan(300);
      const again = await temporalClient(home);
      expect((await again.workflow.getHandle('kept').describe()).status.name).toBe('RUNNING');
      const { config } = await again.workflowService.describeNamespace({ namespace: 'seatwise' });
      expect(Number(config?.workflowExecutionRetentionTtl?.seconds)).toBe(90 * 86_400);
      await again.connection.close();
    });

    it('rejects a second start on the same home and on a taken port', async () => {
      const { folder, home, port } = place;
      await running();
      const sameHome = start(place, { port: await freePort() });
      const samePort = start(place, { home: join(folder, 'other') });
      expect([await sameHome.ended, await samePort.ended]).toEqual([1, 1]);
      expect(sameHome.said()).toContain(`already running on ${home} at http://localhost:${port}`);
      expect(samePort.said()).toMatch(
        new RegExp(`Port ${port} on 127.0.0.1 is in use.*PORT=${port + 1} npx seatwise start`),
      );
      expect((await fetch(`http://localhost:${port}/readyz`)).status).toBe(200);
    });

    it('starts a server again that was killed, and drains on Ctrl-C', async () => {
      const { home, port } = place;
      const { said } = await running();
      const before = serverPids(home);
      process.kill(before.postgres, 'SIGKILL');
      process.kill(before.temporal, 'SIGKILL');
      const areBack = async (): Promise<boolean> => {
        if (!(await isReady(port))) return false;
        const now = serverPids(home);
        return now.postgres !== before.postgres && now.temporal !== before.temporal;
      };
      await waitUntil(areBack, () => readFileSync(join(home, 'seatwise.log'), 'utf8').slice(-5_000));
      expect(await signIn(port, own!)).toBeLessThan(300);
      await ended('SIGINT');
      expect(said()).toContain('Stopped');
      expect(processesBelow(place.folder)).toEqual([]);
    });

    it('refuses to go on without the master key that the database was first used with', async () => {
      if (own === null) await running();
      if (product !== null) await ended();
      rmSync(join(place.home, 'master-key'));
      const second = start(place);
      expect(await second.ended).toBe(1);
      expect(second.said()).toContain('Put the previous file back');
      expect(processesBelow(place.folder)).toEqual([]);
    });
  });

  /** A disk of its own, which only root may make, and not everywhere. */
  (mayMount() ? describe : describe.skip)('on a small disk', () => {
    let place: Place;
    beforeEach(async () => {
      place = await newPlace();
      mkdirSync(place.home, { mode: 0o711 });
    });
    afterEach(async () => {
      await endAll(place);
      spawnSync('umount', ['-l', place.home]);
      await leave(place);
    });
    const mount = (size: string): void => {
      const { status } = spawnSync('mount', [
        '-t',
        'tmpfs',
        '-o',
        `size=${size},mode=711`,
        'tmpfs',
        place.home,
      ]);
      expect(status).toBe(0);
    };

    it('does not begin what would run out of space, and says how much it needs', async () => {
      mount('30m');
      const product = start(place);
      expect(await product.ended).toBe(1);
      expect(product.said().trimEnd().split('\n').at(-1)).toMatch(
        /^Only \d+ MB are free for \S+, and a first start needs 300 MB\. Free up space, or set SEATWISE_HOME/u,
      );
      expect(product.said()).not.toContain('    at ');
    });

    it('that fills up goes on reading, rejects changes with the cause, and recovers by itself', async () => {
      mount('700m');
      const { home, port } = place;
      const product = start(place);
      const said = await product.ready;
      const client = new SeatwiseClient(`http://localhost:${port}`);
      await client.signInFirst('admin@seatwise.local', printedPassword(said));
      const readiness = async () => {
        const answer = await fetch(`http://localhost:${port}/readyz`);
        return [answer.status, ((await answer.json()) as { disk?: string }).disk];
      };
      expect(await readiness()).toEqual([200, 'ok']);
      const view = { name: 'One', query: '', shared: false };
      expect((await client.request('POST', '/saved-views', view)).status).toBe(201);

      const filler = join(home, 'filler');
      fillDisk(filler);
      await waitUntil(async () => (await readiness())[1] === 'full', product.said);
      // What the reserve gave back is taken too: nothing at all is left.
      fillDisk(filler);
      expect(await readiness()).toEqual([200, 'full']);
      for (let times = 0; times < 200; times += 1)
        expect((await client.request('GET', '/notices')).status).toBe(200);
      const rejected = await client.request('POST', '/saved-views', { ...view, name: 'Two' });
      expect([rejected.status, rejected.body]).toMatchObject([503, { code: 'DiskFull' }]);
      expect(await checksOfDoctor(home)).toMatchObject({ 'machine.disk': 'bad' });

      rmSync(filler);
      await waitUntil(async () => (await readiness())[1] === 'ok', product.said);
      await waitUntil(
        async () => (await client.request('POST', '/saved-views', { ...view, name: 'Two' })).status === 201,
        product.said,
      );
      expect(identityOf(product.pid)).not.toBeNull();
      expect(product.said().match(/is full: changes are rejected/gu)).toHaveLength(1);
      await stop(product);
      expect(processesBelow(place.folder)).toEqual([]);
    });
  });
});

/** Settings of a start as somebody who is not root, with an empty home; whoever runs the test, where that is not root. */
function unprivileged(folder: string): Partial<ProductSettings> {
  if (process.getuid?.() !== 0) return {};
  const { uid, gid } = databaseUser();
  const userHome = join(folder, 'user');
  mkdirSync(userHome);
  chownSync(userHome, uid, gid);
  const program = join(folder, 'temporal');
  copyFileSync(temporalProgram(), program);
  chmodSync(program, 0o755);
  return {
    home: join(userHome, 'data'),
    user: { uid, gid },
    env: { HOME: userHome, TEMPORAL_CLI_PATH: program },
  };
}

/** What `seatwise doctor` says of an installation, by check. */
async function checksOfDoctor(home: string): Promise<Readonly<Record<string, string>>> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [join('dist', 'cli', 'main.js'), 'doctor', '--json'],
    { env: { PATH: process.env['PATH'], HOME: process.env['HOME'], SEATWISE_HOME: home } },
    // It ends with 1 where something is bad.
  ).catch((error: unknown) => z.object({ stdout: z.string() }).parse(error));
  const { checks } = doctorSays.parse(JSON.parse(stdout));
  return Object.fromEntries(checks.map(({ name, state }) => [name, state]));
}

const build = z.object({ version: z.string(), commit: z.string().nullable() });
const doctorSays = z.object({ checks: z.array(z.object({ name: z.string(), state: z.string() })) });

async function temporalClient(home: string): Promise<Client> {
  const { port } = z.object({ port: z.number() }).parse(json(join(home, 'temporal', 'server.json')));
  const connection = await Connection.connect({ address: `127.0.0.1:${port}` });
  return new Client({ connection, namespace: 'seatwise' });
}

function mayMount(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'seatwise-mount-'));
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder]);
  if (status === 0) spawnSync('umount', [folder]);
  else console.warn('skipped: a disk that is full needs the right to mount one');
  rmSync(folder, { recursive: true, force: true });
  return status === 0;
}

/** Appends until the system says that there is no space. */
function fillDisk(file: string): void {
  const opened = openSync(file, 'a');
  const piece = Buffer.alloc(1_000_000, 1);
  for (let size = piece.length; size > 0;) {
    try {
      if (writeSync(opened, piece, 0, size) === 0) break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      size = Math.floor(size / 16);
    }
  }
  closeSync(opened);
}

function serverPids(home: string): { postgres: number; temporal: number } {
  const { identity } = z
    .object({ identity: z.object({ pid: z.number() }) })
    .parse(json(join(home, 'temporal', 'server.json')));
  const postgres = readFileSync(join(home, 'postgres', 'data', 'postmaster.pid'), 'utf8').split('\n')[0];
  return { postgres: Number(postgres), temporal: identity.pid };
}

const uiPort = (home: string): number | null =>
  z.object({ uiPort: z.number().nullable() }).parse(json(join(home, 'temporal', 'server.json'))).uiPort;

async function isReady(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://localhost:${port}/readyz`)).status === 200;
  } catch {
    return false;
  }
}

function json(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}

async function waitUntil(fact: () => Promise<boolean>, told: () => string): Promise<void> {
  // PostgreSQL that was killed recovers before it takes anybody, and both servers and all that waits for them start over:
  // 7 s on an idle machine, 30 s where six others keep two processors busy. Patience, not a bound.
  const end = Date.now() + 90_000;
  while (!(await fact())) {
    if (Date.now() > end) throw new Error(`it did not become true within 90 s: ${told()}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
