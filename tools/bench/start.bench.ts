import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../config/free-port.ts';
import { holds, timed } from './report.ts';

const root = process.cwd();
const notCopied = new Set(['node_modules', 'dist', 'docs', 'test', 'bench', 'coverage']);

/** `npm start` of a fresh checkout: the packages are there (downloads apart), nothing is built, nothing is set up. */
describe('npm start', () => {
  const folder = mkdtempSync(join(tmpdir(), 'seatwise-start-'));
  const checkout = join(folder, 'checkout');
  beforeAll(() => {
    for (const name of readdirSync(root).filter((entry) => !entry.startsWith('.') && !notCopied.has(entry)))
      cpSync(join(root, name), join(checkout, name), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(checkout, 'node_modules'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('is usable soon at first and at once later', async () => {
    const first = await startAndStop();
    const later = [await startAndStop(), await startAndStop(), await startAndStop()];
    holds({ what: 'first start, build included', measured: first, atMost: 60, unit: 's' });
    holds({
      what: 'later start, the slowest of three',
      measured: Math.max(...later),
      atMost: 5,
      unit: 's',
      from: later.map((seconds) => seconds.toFixed(1)).join(', '),
    });
  });

  /** Seconds from the command until the API answers at the address it prints. */
  async function startAndStop(): Promise<number> {
    const port = await freePort();
    const child = spawn(process.execPath, [join('scripts', 'seatwise.mjs'), 'start'], {
      cwd: checkout,
      env: {
        PATH: process.env['PATH'],
        HOME: process.env['HOME'],
        SEATWISE_HOME: join(folder, 'home'),
        PORT: String(port),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    try {
      const { ms } = await timed(async () => {
        await ready(child);
        const answer = await fetch(`http://localhost:${port}/readyz`);
        if (!answer.ok) throw new Error(`/readyz answers ${answer.status}`);
      });
      return ms / 1_000;
    } finally {
      const ended = new Promise((resolve) => child.once('close', resolve));
      if (child.exitCode === null && child.kill('SIGTERM')) await ended;
    }
  }
});

function ready(child: ChildProcess): Promise<void> {
  let said = '';
  return new Promise((resolve, reject) => {
    const hear = (chunk: Buffer): void => {
      said += chunk.toString();
      if (said.includes('Ctrl-C stops it.')) resolve();
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.once('error', reject);
    child.once('close', () => {
      reject(new Error(`it ended: ${said}`));
    });
  });
}
