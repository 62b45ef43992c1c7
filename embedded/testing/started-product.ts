import { type ChildProcess, spawn, type SpawnOptions } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../config/free-port.ts';

export interface StartedProduct {
  readonly pid: number;
  /** What it has printed so far, errors included. */
  readonly said: () => string;
  /** Resolves with what it printed when it says that it is ready; rejects when it ends before. */
  readonly ready: Promise<string>;
  /** Exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>;
}

export interface ProductSettings {
  readonly home: string;
  readonly port: number;
  readonly env?: NodeJS.ProcessEnv;
  /** A user to run as, for root. */
  readonly user?: { readonly uid: number; readonly gid: number };
  /** The program of Node to run it with; absent: ours. */
  readonly node?: string;
  /** `npm start` as a person types it, instead of the script it runs. */
  readonly byNpm?: boolean;
}

const root = join(__dirname, '..', '..');

/**
 * Ports that no other test's product wants: of two on one machine, the usual port of Temporal goes to whichever looks
 * first, also while the other's server is down and about to come back there.
 */
export async function portsOfProduct(): Promise<NodeJS.ProcessEnv> {
  return {
    TEMPORAL_SERVER_PORT: String(await freePort()),
    TEMPORAL_SERVER_UI_PORT: String(await freePort()),
  };
}

/** Starts everything as `npm start` does, in a process of its own with an environment of its own. */
export function startProduct(settings: ProductSettings): StartedProduct {
  const { home, port, user } = settings;
  const options: SpawnOptions = {
    cwd: root,
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      SEATWISE_HOME: home,
      PORT: String(port),
      ...settings.env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(user ?? {}),
  };
  const child =
    settings.byNpm === true
      ? spawn('npm', ['start'], options)
      : spawn(settings.node ?? process.execPath, [join('scripts', 'seatwise.mjs'), 'start'], options);
  return watch(child);
}

/** `npm run dev` in a folder of sources; its home is `home` with `-dev` behind. */
export function startDevelopment(
  sources: string,
  { home, port, env }: Pick<ProductSettings, 'home' | 'port' | 'env'>,
): StartedProduct {
  const options: SpawnOptions = {
    cwd: sources,
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      SEATWISE_HOME: home,
      PORT: String(port),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  };
  return watch(spawn(process.execPath, [join('scripts', 'dev.mjs')], options));
}

function watch(child: ChildProcess): StartedProduct {
  let said = '';
  const ended = new Promise<number | NodeJS.Signals>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(code ?? signal ?? 1));
  });
  const ready = new Promise<string>((resolve, reject) => {
    const hear = (chunk: Buffer): void => {
      said += chunk.toString();
      if (said.includes('Ctrl-C stops it.')) resolve(said);
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    ended.then((how) => reject(new Error(`it ended with ${how}: ${said}`)), reject);
  });
  ready.catch(() => undefined); // not every test waits for it
  if (child.pid === undefined) throw new Error('it could not be started');
  return { pid: child.pid, said: () => said, ready, ended };
}

/** Pids of running processes whose command line or working directory lies below a folder (Linux). */
export function processesBelow(folder: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const state = readFileSync(`/proc/${pid}/stat`, 'utf8');
        return !/\) Z /.test(state) && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(folder);
      } catch {
        return false;
      }
    })
    .map(Number);
}

/**
 * Seconds of the processor that a process has used, with those of its children that ended (Linux). A start is held to
 * these where its wall time is mostly that of what runs beside it.
 */
export function processorSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // Behind the name, which may hold blanks: utime, stime, cutime and cstime are fields 14 to 17, in hundredths.
  const ticks = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 15);
  return ticks.reduce((sum, tick) => sum + Number(tick), 0) / 100;
}

/** The row of the first sign-in; what the sandbox's PSAs are signed in with has passwords too. */
const firstPassword = /Password +(\S+) +\(for one sign-in/u;
export const printsPassword = (said: string): boolean => firstPassword.test(said);

/** The password that the first start printed. */
export function printedPassword(said: string): string {
  const found = firstPassword.exec(said)?.[1];
  if (found === undefined) throw new Error(`no password was printed: ${said}`);
  return found;
}

/** Status of a sign-in with the first administrator's email. */
export async function signIn(port: number, password: string): Promise<number> {
  const response = await fetch(`http://localhost:${port}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'admin@seatwise.local', password }),
  });
  return response.status;
}
