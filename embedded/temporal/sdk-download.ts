import { asWritten, type Message, message } from '../../messages/message.ts';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { installedPackage } from '../installed-package.ts';
import { isExecutableFile } from './program.ts';

export type SdkDownload = { kind: 'downloaded'; path: string } | { kind: 'failed'; why: Message };

const silenceLimitMs = 10_000; // a firewall that drops packets shows as nothing arriving at all
const overallLimitMs = 180_000; // 60 MB on a slow line

/**
 * Lets the SDK fetch the dev server it was tested with into `folder`. It runs in a process of its own, because a
 * download that hangs inside the SDK's native part cannot be stopped. Without a network it fails within a second.
 */
export async function downloadBySdk(folder: string): Promise<SdkDownload> {
  const known = downloadedProgram(folder);
  if (known !== null) return { kind: 'downloaded', path: known };
  const testing = installedPackage('@temporalio/testing');
  if (testing === null) {
    return { kind: 'failed', why: message('start.temporal.sdk-missing') };
  }
  mkdirSync(folder, { recursive: true });
  const why = await runSdk(folder, dirname(dirname(dirname(testing))));
  const path = downloadedProgram(folder);
  return path === null
    ? { kind: 'failed', why: why ?? message('start.temporal.no-program') }
    : { kind: 'downloaded', path };
}

function downloadedProgram(folder: string): string | null {
  if (!existsSync(folder)) return null;
  const name = readdirSync(folder).find((file) => /^temporal-sdk-typescript-[\d.]+$/.test(file));
  return name !== undefined && isExecutableFile(join(folder, name)) ? join(folder, name) : null;
}

const script = `
const { Runtime, DefaultLogger } = require('@temporalio/worker');
Runtime.install({ logger: new DefaultLogger('ERROR') });
require('@temporalio/testing').TestWorkflowEnvironment
  .createLocal({ server: { executable: { type: 'cached-download', downloadDir: process.argv[1], ttl: '3650d' } } })
  .then((environment) => environment.teardown())
  .then(() => process.exit(0), (error) => { process.stderr.write(String(error.message)); process.exit(1); });
`;

/** Null when the SDK started a server from its download, else why not. */
function runSdk(folder: string, packageRoot: string): Promise<Message | null> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['-e', script, folder], {
      cwd: packageRoot,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    let stoppedBecause: Message | null = null;
    const began = Date.now();
    const watch = setInterval(() => {
      const waited = Date.now() - began;
      if (waited > overallLimitMs) stop(message('start.temporal.not-finished', { limit: overallLimitMs }));
      else if (waited > silenceLimitMs && readdirSync(folder).length === 0)
        stop(message('start.temporal.nothing-arrived', { limit: silenceLimitMs }));
    }, 100);
    function stop(why: Message): void {
      stoppedBecause = why;
      child.kill('SIGKILL');
    }
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.once('error', (error) => (stoppedBecause = asWritten(error.message)));
    child.once('close', (code) => {
      clearInterval(watch);
      resolve(stoppedBecause ?? (code === 0 ? null : asWritten(said.trim().slice(0, 300))));
    });
  });
}
