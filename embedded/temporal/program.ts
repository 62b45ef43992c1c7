import { type Message, message } from '../../messages/message.ts';
import { execFile } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The version of a Temporal CLI that runs here, or why it cannot be used. */
export type ProgramCheck = { kind: 'usable'; version: string } | { kind: 'unusable'; why: Message };

// Older dev servers lack features the workflows need (update with start, reset with updates in flight).
const oldest = [1, 3, 0] as const;

export async function checkTemporalProgram(path: string): Promise<ProgramCheck> {
  if (!isExecutableFile(path)) return unusable(message('start.temporal.not-executable', { path }));
  let said: string;
  try {
    said = (await run(path, ['--version'], { timeout: 10_000 })).stdout;
  } catch (error) {
    const [cause = ''] = (error as Error).message.split('\n');
    return unusable(message('start.temporal.does-not-run', { path, cause }));
  }
  const found = /temporal version v?(\d+)\.(\d+)\.(\d+)/i.exec(said);
  if (found === null)
    return unusable(message('start.temporal.not-the-cli', { path, output: said.trim().slice(0, 80) }));
  const version = found.slice(1, 4).map(Number);
  const difference = version.map((part, index) => part - (oldest[index] ?? 0)).find((part) => part !== 0);
  return difference !== undefined && difference < 0
    ? unusable(
        message('start.temporal.too-old', { path, version: version.join('.'), oldest: oldest.join('.') }),
      )
    : { kind: 'usable', version: version.join('.') };
}

const unusable = (why: Message): ProgramCheck => ({ kind: 'unusable', why });

export function isExecutableFile(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** The first executable of that name on a PATH. */
export function onPath(name: string, path: string | undefined): string | null {
  for (const folder of (path ?? '').split(delimiter)) {
    if (folder !== '' && isExecutableFile(join(folder, name))) return join(folder, name);
  }
  return null;
}
