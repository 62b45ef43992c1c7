import { basename, dirname, join } from 'node:path';
import { parseEnvironment } from '../config/environment.ts';
import { announcement } from '../embedded/start-message.ts';
import { openHome } from '../embedded/home.ts';
import { openLogger } from '../embedded/logger.ts';
import { freePort } from '../config/free-port.ts';
import { printOnTerminal } from '../embedded/progress.ts';
import { requireFreePort } from '../embedded/require-free-port.ts';
import { withSandbox } from '../embedded/sandbox-settings.ts';
import { type RunningServers, startServers } from '../embedded/servers.ts';
import { closeAll } from '../embedded/stopping.ts';
import { startConsole } from './console.ts';
import { keepService, type KeptService, type Replaced } from './restarted-service.ts';
import { rolldown } from 'rolldown';
import { writeFileSync } from 'node:fs';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';

export interface Development {
  /** Stops everything in order; data stay. */
  close(): Promise<void>;
}

/** Editors save a file in several steps, and often several files at once. */
const settleMs = 50;
/** Held by this process, which goes on with what it loaded. */
const notReplaced = /^(?:sandbox|dev)\//u;

/** Starts servers, service and console for a person who changes the code. Throws StartRejected with what to do. */
export async function startDevelopment(env: NodeJS.ProcessEnv): Promise<Development> {
  const environment = withSandbox(parseEnvironment(env), env);
  const home = openHome(environment.SEATWISE_HOME);
  let servers: RunningServers | undefined;
  let service: KeptService | undefined;
  let site: { close(): Promise<void> } | undefined;
  const close = async (): Promise<void> => {
    await closeAll([() => site?.close(), () => service?.close(), () => servers?.stop()]);
    home.lock.release();
  };
  try {
    await requireFreePort(environment, 'npm run dev');
    home.lock.note(environment.PUBLIC_URL);
    const started = startServers(home, environment, openLogger(home, environment), printOnTerminal);
    servers = started;
    const isTraced = environment.OTEL_EXPORTER_OTLP_ENDPOINT !== undefined;
    const workflows = keepWorkflowBundle(join(home.folder, 'workflows.js'), isTraced);
    const apiPort = await freePort();
    const kept = keepService(
      { ...env, PORT: String(apiPort), PUBLIC_URL: environment.PUBLIC_URL },
      keepServiceBundle(),
      async () => {
        const [addresses, workflowBundle] = await Promise.all([started.addresses(), workflows.file()]);
        return { servers: addresses, workflowBundle };
      },
      () => {
        console.error('API and worker ended by themselves; the next change restarts them.');
      },
    );
    service = kept;
    const first = kept.replace();
    first.catch(() => undefined);
    site = await startConsole({
      host: environment.HOST,
      port: environment.PORT,
      api: `http://127.0.0.1:${apiPort}`,
      cacheFolder: join(home.folder, 'vite'),
      whenServed: () => kept.served(),
      onServiceChange: whenSettled((paths) => {
        for (const path of paths) workflows.changed(path);
        void replaced(kept, paths);
      }),
    });
    const report = await first;
    const sandbox = await started.sandbox;
    console.log(
      announcement({
        address: environment.PUBLIC_URL,
        temporalUi: (await started.temporal).uiUrl,
        firstSignIn: report.kind === 'started' ? report.firstSignIn : null,
        firstSignInFile: home.firstSignInFile,
        sandbox: sandbox === null ? null : { file: sandbox.control.file, credentials: sandbox.credentials },
        home: home.folder,
        logFile: home.logFile,
        tookMs: process.uptime() * 1000,
      }),
    );
    return { close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Calls with every path since the last call, once nothing came for a moment. */
function whenSettled(act: (paths: readonly string[]) => void): (path: string) => void {
  const paths = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  return (path) => {
    paths.add(path);
    clearTimeout(timer);
    timer = setTimeout(() => {
      const settled = [...paths];
      paths.clear();
      act(settled);
    }, settleMs);
  };
}

async function replaced(service: KeptService, paths: readonly string[]): Promise<void> {
  const lasting = paths.filter((path) => notReplaced.test(path));
  if (lasting.length > 0) console.log(`${lasting.join(', ')}: start npm run dev again to see this.`);
  if (lasting.length === paths.length) return;
  const began = performance.now();
  const outcome = await service.replace().catch((error: unknown): Replaced => {
    console.error(error);
    return { kind: 'failed' };
  });
  const seconds = `${((performance.now() - began) / 1000).toFixed(1)} s`;
  const what = paths.length > 3 ? `${paths.length} files` : paths.join(', ');
  if (outcome.kind === 'failed') console.error(`${what}: API and worker could not start with it.`);
  if (outcome.kind === 'started')
    console.log(`${what}: API and worker run with it (${seconds}).${signInOf(outcome)}`);
}

const signInOf = ({ firstSignIn }: Extract<Replaced, { kind: 'started' }>): string =>
  firstSignIn === null ? '' : ` Sign in as ${firstSignIn.email} with ${firstSignIn.password}`;

const root = process.cwd();
/** Below the project's folder, where packages are found. */
const file = join(root, 'dist', 'dev', 'service.js');

/**
 * Bundles `dev/service.ts` as the sources are now, without packages, and resolves with the file: it loads in a third of
 * the time that a thousand sources take. Rejects with what does not parse. A bundle waits for the one before.
 */
function keepServiceBundle(): () => Promise<string> {
  let last: Promise<unknown> = Promise.resolve();
  return () => {
    const made = last.then(bundleService);
    last = made.catch(() => undefined);
    return made;
  };
}

async function bundleService(): Promise<string> {
  const bundle = await rolldown({
    cwd: root,
    platform: 'node',
    logLevel: 'silent',
    input: 'dev/service.ts',
    external: /^[^./]/u,
    treeshake: false,
  });
  await bundle.write({
    dir: dirname(file),
    entryFileNames: basename(file),
    chunkFileNames: 'service-[name].js',
    format: 'esm',
    sourcemap: true,
    keepNames: true,
  });
  await bundle.close();
  return file;
}

const entry = join(process.cwd(), 'workflows', 'index.ts');
/** What workflow code may import (oxlint.config.mjs). */
const within = /^(?:workflows|contracts|domain)\//u;

/** The bundled workflows of now, in this file; bundled again only after a change of what they are made of. */
function keepWorkflowBundle(file: string, isTraced: boolean) {
  let made: Promise<string> | null = null;
  return {
    /** @param path from the project's folder */
    changed(path: string): void {
      if (within.test(path)) made = null;
    },
    file(): Promise<string> {
      made ??= bundle(file, isTraced);
      return made;
    },
  };
}

async function bundle(file: string, isTraced: boolean): Promise<string> {
  const { code } = await bundleWorkflowCode({
    workflowsPath: entry,
    workflowInterceptorModules: isTraced
      ? [join(process.cwd(), 'telemetry', 'workflow-interceptors.ts')]
      : [],
    logger: new DefaultLogger('WARN'),
  });
  writeFileSync(file, code);
  return file;
}
