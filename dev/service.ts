import { DefaultLogger, Runtime } from '@temporalio/worker';
import { parseEnvironment } from '../config/environment.ts';
import type { FirstSignIn } from '../embedded/first-sign-in.ts';
import { homeFiles, StartRejected } from '../embedded/home.ts';
import { openLogger } from '../embedded/logger.ts';
import { freePort } from '../config/free-port.ts';
import { withSandbox } from '../embedded/sandbox-settings.ts';
import type { ServerAddresses } from '../embedded/servers.ts';
import { type RunningService, startService } from '../embedded/service.ts';
import { sdkMetrics } from '../worker/sdk-metrics.ts';

/** The process of API and worker below `npm run dev`: loads its code, and starts when it is told to (restarted-service.ts). */

export interface ServiceStart {
  readonly servers: ServerAddresses;
  readonly workflowBundle: string;
}

export type ServiceMessage =
  | { readonly kind: 'loaded' }
  | { readonly kind: 'started'; readonly firstSignIn: FirstSignIn | null };

const grace = { graceMs: 300, forceMs: 1_000 };

const tell = (message: ServiceMessage): void => {
  process.send?.(message);
};

let running: RunningService | null = null;

// Ctrl-C reaches every process of the terminal; the one above says when this one ends.
process.on('SIGINT', () => undefined);
process.once('disconnect', () => process.exit(0));
process.once('SIGTERM', () => {
  // The worker hands on its work; requests and pages are cut, and come again.
  void (running?.stopWorker() ?? Promise.resolve()).finally(() => process.exit(0));
});

async function serve({ servers, workflowBundle }: ServiceStart): Promise<void> {
  const environment = withSandbox(parseEnvironment(process.env), process.env);
  const home = homeFiles(environment.SEATWISE_HOME);
  running = await startService(
    {
      database: Promise.resolve(servers.database),
      temporal: Promise.resolve(servers.temporal),
      sandbox: Promise.resolve(servers.sandbox),
    },
    {
      home,
      environment,
      logger: openLogger(home, environment),
      workflows: { bundlePath: workflowBundle },
      sdkMetrics: sdk.text,
      ...grace,
    },
  );
  running.failed.catch(fail);
  tell({ kind: 'started', firstSignIn: running.firstSignIn });
}

function fail(error: unknown): void {
  console.error(error instanceof StartRejected ? error.message : error);
  process.exit(1);
}

const sdk = sdkMetrics(await freePort());
Runtime.install({
  logger: new DefaultLogger('ERROR'),
  telemetryOptions: sdk.telemetryOptions,
  shutdownSignals: [],
});
process.once('message', (start: ServiceStart) => {
  serve(start).catch(fail);
});
tell({ kind: 'loaded' });
