import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import pino from 'pino';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { build, buildIdOf } from '../config/build-identity.ts';
import { EnvironmentError, parseEnvironment } from '../config/environment.ts';
import { temporalNamespace } from '../config/temporal-namespace.ts';
import { requireFittingDatabase } from '../db/schema/require-fitting-database.ts';
import { requireFewRights } from '../db/roles/connection-role.ts';
import { operatorOutbound } from '../http/operator-outbound.ts';
import { freePort } from '../config/free-port.ts';
import { psas } from '../psa/registry.ts';
import { vendors } from '../vendors/registry.ts';
import { loggerOptions } from '../telemetry/log-format.ts';
import { startTracing, workflowBundleName } from '../telemetry/tracing.ts';
import { openWorker } from './open-worker.ts';
import { sdkLog } from './sdk-log.ts';
import { workerSettings } from '../config/worker-settings.ts';
import { type SdkMetrics, sdkMetrics } from './sdk-metrics.ts';
import type { RunningWorkers } from './start.ts';

/** Below a container's stop time of 70 s (platform.md 4): activities end or are handed on within these. */
const shutdown = { shutdownGraceMs: 25_000, shutdownForceMs: 50_000 } as const;

/** The workers as a process of their own: reads the environment, polls, drains on SIGTERM or Ctrl-C. */
async function main(): Promise<void> {
  const env = parseEnvironment(process.env);
  const logger = pino(loggerOptions(env, 'worker'));
  const tracing = await startTracing(env, { service: 'seatwise-worker', version: buildIdOf(build) }, logger);
  const sdk = sdkMetrics(await freePort());
  // Our own handlers drain in order; the SDK would stop the workers before us.
  Runtime.install({
    logger: new DefaultLogger('WARN', sdkLog(logger)),
    telemetryOptions: sdk.telemetryOptions,
    shutdownSignals: [],
  });
  const databaseUrl = required(env.DATABASE_URL, 'DATABASE_URL');
  const keyRing = await requireFittingDatabase(databaseUrl, required(env.MASTER_KEY, 'MASTER_KEY'), (db) =>
    requireFewRights(db, env, 'granted', ({ message }) => {
      logger.warn(message);
    }),
  );
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const profile = loadClientConnectConfig();
  const workers = await openWorker({
    databaseUrl,
    poolMax: env.DB_POOL_MAX,
    keyRing,
    kinds: { vendors, psas },
    temporal: {
      connectionOptions: profile.connectionOptions,
      namespace: temporalNamespace(env, profile),
    },
    logger,
    registry,
    tracing,
    settings: {
      ...workerSettings(env),
      publicUrl: env.namedPublicUrl,
      ...(env.WORKER_DEPLOYMENT === undefined
        ? {}
        : { deployment: { deploymentName: env.WORKER_DEPLOYMENT, buildId: buildIdOf(build) } }),
      workflows: {
        bundlePath: fileURLToPath(
          new URL(`../workflows/${workflowBundleName(tracing !== null)}`, import.meta.url),
        ),
      },
      outbound: operatorOutbound(env),
      ...shutdown,
    },
  });
  const health = serveHealth(workers, registry, sdk, env.HOST, env.PORT);
  logger.info({ queues: env.WORKER_QUEUES, ...build }, 'polling');

  let closing = false;
  const close = (): void => {
    if (closing) return;
    closing = true;
    health.close();
    const ended = workers.close().then(() => tracing?.close());
    ended.catch((error: unknown) => {
      logger.error({ name: error instanceof Error ? error.name : 'unknown' }, 'could not close in order');
      process.exitCode = 1;
    });
  };
  process.once('SIGTERM', close);
  process.once('SIGINT', close);
  // Ends by `close`, or by itself when one worker failed: then the process must not stay behind without its queues.
  await workers.ended.finally(close);
}

/** `/healthz` for the container, `/metrics` for Prometheus: neither holds anything secret. */
function serveHealth(
  workers: RunningWorkers,
  registry: Registry,
  sdk: SdkMetrics,
  host: string,
  port: number,
) {
  const server = createServer((request, response) => {
    if (request.url === '/healthz') {
      response.writeHead(workers.healthy() ? 200 : 503).end();
    } else if (request.url === '/metrics') {
      Promise.all([registry.metrics(), sdk.text()]).then(
        (texts) => response.setHeader('Content-Type', registry.contentType).end(texts.join('\n')),
        () => response.writeHead(500).end(),
      );
    } else response.writeHead(404).end();
  });
  // A second worker beside this one keeps polling without a health port of its own.
  server.on('error', () => undefined);
  return server.listen(port, host);
}

function required<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new EnvironmentError([`${name}: must be set for a worker`]);
  return value;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : 'unknown error'}\n`);
  process.exitCode = 1;
});
