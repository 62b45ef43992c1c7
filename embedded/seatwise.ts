import type { MetricsText } from '../api/metrics.ts';
import { build } from '../config/build-identity.ts';
import type { Environment } from '../config/environment.ts';
import type { Sandbox } from '../sandbox/server.ts';
import type { WorkerSettings } from '../worker/dependencies.ts';
import { watchDisk, type WatchedDisk } from './disk-space.ts';
import type { FirstSignIn } from './first-sign-in.ts';
import { type Home, openHome } from './home.ts';
import { openLogger } from './logger.ts';
import { message } from '../messages/message.ts';
import { printOnTerminal, sayInThisProcess as say } from './progress.ts';
import { requireFreePort } from './require-free-port.ts';
import { withSandbox } from './sandbox-settings.ts';
import { type RunningServers, startServers } from './servers.ts';
import { type RunningService, startService } from './service.ts';
import { closeAll } from './stopping.ts';

export interface Seatwise {
  readonly home: Home;
  readonly firstSignIn: FirstSignIn | null;
  readonly temporalUi: string | null;
  readonly sandbox: Sandbox | null;
  /** Rejects when the worker failed by itself; then close and end the process. */
  readonly failed: Promise<never>;
  /** Drains in order: HTTP, worker, connections, sandbox, Temporal, PostgreSQL. */
  close(): Promise<void>;
}

/** Seconds that work under way gets at Ctrl-C: a slice stops between two pages, then Temporal hands it out again. */
const graceMs = 5_000;
const forceMs = 8_000;

/** What only the process itself has. */
interface BroughtAlong {
  readonly workflows: WorkerSettings['workflows'];
  /** Of the Temporal SDK, which has one core in a process. */
  readonly sdkMetrics: MetricsText;
}

/**
 * Starts everything on one machine (architecture.md 10): our own PostgreSQL and Temporal or the named ones, sandbox, API
 * and worker. Throws {@link StartRejected} with what to do.
 */
export async function startSeatwise(
  given: Environment,
  setByName: NodeJS.ProcessEnv,
  brought: BroughtAlong,
): Promise<Seatwise> {
  const environment = given.SANDBOX ? withSandbox(given, setByName) : given;
  const home = openHome(environment.SEATWISE_HOME);
  let servers: RunningServers | undefined;
  let service: RunningService | undefined;
  let disk: WatchedDisk | undefined;
  const close = async (): Promise<void> => {
    await closeAll([() => service?.close(), () => servers?.stop()]);
    disk?.stop();
    home.lock.release();
  };
  try {
    await requireFreePort(environment, 'npx seatwise start');
    home.lock.note(environment.PUBLIC_URL);
    const logger = openLogger(home, environment);
    logger.info(build, 'starting');
    disk = watchDisk(home.folder, logger, (said) => {
      console.error(say(said));
    });
    console.log(say(message('start.starting')));
    servers = startServers(home, environment, logger, printOnTerminal);
    service = await startService(servers, { home, environment, logger, disk, ...brought, graceMs, forceMs });
    const { failed, firstSignIn } = service;
    const { uiUrl } = await servers.temporal;
    return { home, firstSignIn, temporalUi: uiUrl, sandbox: await servers.sandbox, failed, close };
  } catch (error) {
    await close();
    throw error;
  }
}
