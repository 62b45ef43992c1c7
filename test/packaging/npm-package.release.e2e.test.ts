import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'; // prettier-ignore
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commands } from '../../cli/commands/index.ts';
import { programs } from '../../cli/programs.ts';
import { freePort } from '../../config/free-port.ts';
import { portsOfProduct, processesBelow } from '../../embedded/testing/started-product.ts';
import { waitFor } from '../../embedded/tour/seatwise-client.ts';
import { projectFolder, readText } from '../documentation/markdown.ts';

/**
 * What a user does who has only Node and npm, in an empty folder with an empty home. Needs npm's registry for the
 * packages, and the network or pip for the Temporal server.
 */
jest.setTimeout(1_200_000);

const mostBytes = 25_000_000;

let folder: string;
let tarball: string;
let app: string;
let home: string;
let environment: NodeJS.ProcessEnv;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'seatwise-npm-'));
  // Root's PostgreSQL runs as another user.
  chmodSync(folder, 0o711);
  [app, home] = [join(folder, 'app'), join(folder, 'home')];
  mkdirSync(app);
  mkdirSync(home, { mode: 0o711 });
  // Nothing of this machine but how it reaches registries.
  const reached = Object.entries(process.env).filter(([name]) => /^(PATH|PIP_\w+|NODE_EXTRA_CA_CERTS|npm_config_(registry|cafile)|https?_proxy|no_proxy)$/iu.test(name)); // prettier-ignore
  environment = { ...Object.fromEntries(reached), HOME: home, PORT: String(await freePort()), ...(await portsOfProduct()) }; // prettier-ignore
  ended(process.execPath, ['scripts/pack.mjs', '--into', folder], { cwd: projectFolder, env: process.env });
  tarball = join(
    folder,
    readdirSync(folder).find((name) => name.endsWith('.tgz'))!,
  );
});
afterAll(() => {
  for (const pid of processesBelow(folder)) process.kill(pid, 'SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

interface Ended {
  readonly status: number | null;
  readonly said: string;
}

function ended(program: string, args: readonly string[], { cwd = app, env = environment } = {}): Ended {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, env, encoding: 'utf8' });
  const said = `${stdout}${stderr}`;
  if (program !== 'npx' && status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${status}: ${said}`); // prettier-ignore
  return { status, said };
}

const seatwise = (...args: readonly string[]): Ended => ended('npx', ['seatwise', ...args]);

const megabytes = (bytes: number): string => `${(bytes / 1_000_000).toFixed(1)} MB`;

/** Of the files below a folder; links count nothing. */
function bytesBelow(path: string): number {
  const entries = readdirSync(path, { recursive: true, withFileTypes: true });
  return entries.reduce(
    (sum, entry) => sum + (entry.isFile() ? statSync(join(entry.parentPath, entry.name)).size : 0),
    0,
  );
}

describe('the package', () => {
  it('is small, and has what runs, documents, and licenses, but no sources', () => {
    console.log(`packed: ${megabytes(statSync(tarball).size)}`);
    expect(statSync(tarball).size).toBeLessThan(mostBytes);
    const files = ended('tar', ['tzf', tarball]).said.trim().split('\n').map((path) => path.replace(/^package\//u, '')); // prettier-ignore
    expect(files).toEqual(expect.arrayContaining(['dist/web/index.html', 'dist/workflows/bundle.js', 'dist/sbom/licenses.md', 'dist/sbom/package-lock.json', 'deploy/roles.sql', 'deploy/chart/files/alerts.yml', 'docs/README.md', 'README.md'])); // prettier-ignore
    expect(files.filter((path) => /\.tsx?$|(^|\/)(test|tools|node_modules)\/|\.built$/u.test(path))).toEqual(
      [],
    );
  });

  it('names every package it needs in the version that was tested', () => {
    const published = JSON.parse(ended('tar', ['xzOf', tarball, 'package/package.json']).said) as Manifest;
    const own = JSON.parse(readText('package.json')) as Manifest;
    for (const kind of ['dependencies', 'optionalDependencies'] as const) {
      expect(Object.keys(published[kind])).toEqual(Object.keys(own[kind]));
      for (const version of Object.values(published[kind]))
        expect(version).toMatch(/^\d+\.\d+\.\d+(-[\w.]+)?$/u);
    }
    expect(published).not.toHaveProperty('private');
  });
});

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly optionalDependencies: Readonly<Record<string, string>>;
}

describe('installed in an empty folder, by a user with an empty home', () => {
  let service: ChildProcess;

  beforeAll(() => {
    ended('npm', ['install', '--omit=dev', '--no-audit', '--no-fund', tarball]);
    console.log(`installed: ${megabytes(bytesBelow(join(app, 'node_modules')))}, downloaded: ${megabytes(bytesBelow(join(home, '.npm', '_cacache')))}`); // prettier-ignore
  });

  /** Resolves with the seconds until it is ready. */
  async function start(program: readonly string[]): Promise<number> {
    const began = Date.now();
    const [command, ...args] = [...program, 'start'];
    let said = '';
    // In a separate process group, as a terminal runs it.
    service = spawn(command, args, { cwd: app, env: environment, detached: true });
    for (const stream of [service.stdout, service.stderr])
      stream!.on('data', (chunk: Buffer) => (said += chunk.toString()));
    await waitFor('the start', 900_000, () => {
      if (service.exitCode !== null) throw new Error(`it ended: ${said}`);
      return Promise.resolve(said.includes('Ctrl-C stops it.') ? true : null);
    });
    return (Date.now() - began) / 1_000;
  }

  async function stop(signal: () => void): Promise<void> {
    const closed = new Promise((resolve) => service.once('close', resolve));
    signal();
    await closed;
    expect(processesBelow(folder)).toEqual([]);
  }

  const byNpx = ['npx', 'seatwise'];
  /** A terminal tells every process of the group. */
  const pressCtrlC = (): void => void process.kill(-service.pid!, 'SIGINT');

  it('starts, keeps its data in the home, and plays the tour', async () => {
    const first = await start(byNpx);
    expect(existsSync(join(home, process.platform === 'darwin' ? 'Library/Application Support' : '.local/share', 'seatwise', 'master-key'))).toBe(true); // prettier-ignore
    expect(readdirSync(app).sort()).toEqual(['node_modules', 'package-lock.json', 'package.json']);
    const tour = seatwise('tour');
    expect(tour).toEqual({
      status: 0,
      said: expect.stringContaining('All figures are as the sandbox promises.'),
    });
    await stop(pressCtrlC);
    const later = await start(byNpx);
    console.log(`ready: first start ${first.toFixed(1)} s, later start ${later.toFixed(1)} s`);
  });

  it('knows every other command', async () => {
    const backup = join(folder, 'seatwise.backup');
    const running: Readonly<Record<string, readonly [string[], number, string]>> = {
      doctor: [[], 0, 'OK '],
      reconcile: [[], 0, 'No differences.'],
      'audit verify': [[], 0, 'The audit matches its checkpoints.'],
      backup: [[backup], 0, 'Backup written to'],
      'support-bundle': [[join(folder, 'support.zip')], 0, 'Support bundle: '],
      'release status': [[], 2, 'Worker versions are off'],
      'release promote': [[], 2, 'Worker versions are off'],
      'release drain': [[], 2, 'Worker versions are off'],
      'person export': [['--email', 'nobody@seatwise.local'], 2, 'nobody@seatwise.local'],
      'reset-password': [['nobody@seatwise.local'], 2, 'nobody@seatwise.local'],
    };
    const stopped: typeof running = {
      'rotate-master-key': [['--dry-run'], 0, ''],
      'audit re-anchor': [['--reason', 'The package is tried'], 0, ''],
      restore: [[backup, '--replace'], 0, 'Restored '],
    };
    expect(Object.keys({ ...running, ...stopped }).sort()).toEqual(commands.map(({ name }) => name).sort());
    const runAll = (of: typeof running): void => {
      for (const [name, [args, status, text]] of Object.entries(of)) {
        const { status: ended, said } = seatwise(...name.split(' '), ...args);
        expect([name, ended === status ? ended : said]).toEqual([name, status]);
        expect(said).toContain(text);
      }
    };
    runAll(running);
    await stop(pressCtrlC);
    runAll(stopped);
    const help = seatwise('--help');
    for (const { name } of [...programs, ...commands]) expect(help.said).toContain(name.split(' ')[0]);
  });

  it('starts on what was restored, and stops in order by SIGTERM', async () => {
    await start([join(app, 'node_modules', '.bin', 'seatwise')]);
    await stop(() => void service.kill('SIGTERM'));
    expect(service.exitCode).toBe(0);
  });

  it('says in a sentence which Node it needs', () => {
    const manifest = join(app, 'node_modules', 'seatwise', 'package.json');
    const before = readFileSync(manifest, 'utf8');
    writeFileSync(manifest, before.replace(/>=[\d.]+/u, '>=99.0.0'));
    expect(seatwise('--help')).toEqual({
      status: 2,
      said: `Seatwise needs Node 99.0.0 or newer, and this is ${process.versions.node}.\n`,
    });
    writeFileSync(manifest, before);
  });
});
