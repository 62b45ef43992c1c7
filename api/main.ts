import { Client } from '@temporalio/client';
import { keepingOf } from '../config/keeping.ts';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import pino from 'pino';
import { build, buildIdOf } from '../config/build-identity.ts';
import { type Environment, EnvironmentError, parseEnvironment } from '../config/environment.ts';
import { sessionLimitsOf } from '../config/session-limits.ts';
import { temporalNamespace } from '../config/temporal-namespace.ts';
import { loggerOptions } from '../telemetry/log-format.ts';
import { clientInterceptors, startTracing, statementsOf } from '../telemetry/tracing.ts';
import { requireFittingDatabase } from '../db/schema/require-fitting-database.ts';
import { requireFewRights } from '../db/roles/connection-role.ts';
import { psas } from '../psa/registry.ts';
import { vendors } from '../vendors/registry.ts';
import { operatorOutbound } from '../http/operator-outbound.ts';
import { createSsoClient } from '../sso/client.ts';
import { openApi } from './open.ts';
import { openTemporalConnection } from '../contracts/temporal/connection.ts';

/** The API as a process of its own: reads the environment, listens, drains on SIGTERM or Ctrl-C. */

async function main(): Promise<void> {
  const env = parseEnvironment(process.env);
  const logger = pino(loggerOptions(env, 'api'));
  const tracing = await startTracing(env, { service: 'seatwise-api', version: buildIdOf(build) }, logger);
  const databaseUrl = required(env.DATABASE_URL, 'DATABASE_URL');
  const keyRing = await requireFittingDatabase(databaseUrl, required(env.MASTER_KEY, 'MASTER_KEY'), (db) =>
    requireFewRights(db, env, 'granted', ({ message }) => {
      logger.warn(message);
    }),
  );

  const config = loadClientConnectConfig();
  const temporal = openTemporalConnection(config.connectionOptions);
  const namespace = temporalNamespace(env, config);
  const api = await openApi({
    databaseUrl,
    poolMax: env.DB_POOL_MAX,
    keyRing,
    kinds: { vendors, psas },
    temporal: {
      client: new Client({
        connection: temporal.connection,
        namespace,
        interceptors: { workflow: clientInterceptors(tracing) },
      }),
      namespace,
    },
    logger,
    host: env.HOST,
    port: env.PORT,
    metricsPort: env.METRICS_PORT ?? null,
    onStatement: statementsOf(tracing),
    sso: createSsoClient(operatorOutbound(env)),
    settings: settingsOf(env),
  });
  logger.info({ url: api.url, ...build }, 'listening');

  let closing = false;
  const close = (): void => {
    if (closing) return;
    closing = true;
    api
      .close()
      .then(temporal.close)
      .then(() => tracing?.close())
      .catch((error: unknown) => {
        logger.error({ name: error instanceof Error ? error.name : 'unknown' }, 'could not close in order');
        process.exitCode = 1;
      });
  };
  process.once('SIGTERM', close);
  process.once('SIGINT', close);
}

const settingsOf = (env: Environment) => ({
  publicUrl: env.PUBLIC_URL,
  allowedHosts: env.ALLOWED_HOSTS ?? [],
  hostSuffixes: { vendor: env.VENDOR_HOST_SUFFIXES ?? null, psa: env.PSA_HOST_SUFFIXES ?? null },
  hasDefaultClientId: env.CONNECTWISE_CLIENT_ID !== undefined,
  temporalUiUrl: env.TEMPORAL_UI_URL ?? null,
  egressNote: env.EGRESS_NOTE ?? null,
  providersBlocked: env.IDENTITY_PROVIDERS_BLOCKED,
  keeping: keepingOf(env),
  securityContact: env.SECURITY_CONTACT ?? null,
  // Alone, there is no sandbox: only `npm start` brings one.
  sandbox: { on: false, credentialsFile: null },
  trustedProxies: env.TRUSTED_PROXIES,
  requestsPerMinute: env.REQUESTS_PER_MINUTE,
  sessionLimits: sessionLimitsOf(env),
  metricsKey: env.METRICS_KEY ?? null,
});

function required<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new EnvironmentError([`${name}: must be set for the API alone`]);
  return value;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : 'unknown error'}\n`);
  process.exitCode = 1;
});
