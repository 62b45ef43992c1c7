import { timingSafeEqual } from 'node:crypto';
import type { Express, RequestHandler } from 'express';
import { sql } from 'kysely';
import { within } from './deadline.ts';
import type { ApiDependencies } from './dependencies.ts';
import type { HttpMetrics } from './metrics.ts';
import { Problem } from './problems.ts';
import type { RequestsUnderWay } from './requests-under-way.ts';
import { isTemporalReachable } from './temporal/reachable.ts';
import { tokenHash } from './sign-in/session-cookie.ts';

/** Probes must answer before a load balancer gives up on them. */
const probeMs = 1_000;

/** What answers without a session beside the console: liveness, readiness, metrics under a key. */
export function registerServiceRoutes(
  app: Express,
  deps: ApiDependencies,
  metrics: HttpMetrics,
  { counted }: RequestsUnderWay,
): void {
  app.use((_request, response, next) => {
    response.setHeader('Cache-Control', 'no-store');
    next();
  });
  app.get('/healthz', (_request, response) => {
    response.json({ status: 'ok' });
  });
  app.get('/readyz', async (_request, response) => {
    const [database, temporal] = await Promise.all([
      isDatabaseReady(deps),
      isTemporalReachable(deps, probeMs),
    ]);
    response.status(database && temporal ? 200 : 503).json({
      status: database && temporal ? 'ok' : 'not ready',
      database: database ? 'ok' : 'unavailable',
      temporal: temporal ? 'ok' : 'unavailable',
    });
  });
  app.get('/metrics', counted(metricsWithKey(deps, metrics)));
}

async function isDatabaseReady(deps: ApiDependencies): Promise<boolean> {
  return within(probeMs, sql`select 1`.execute(deps.db), () => new Error('late')).then(
    () => true,
    () => false,
  );
}

function metricsWithKey(deps: ApiDependencies, metrics: HttpMetrics): RequestHandler {
  return async (request, response) => {
    const key = deps.settings.metricsKey;
    const sent = /^Bearer (.+)$/u.exec(request.headers.authorization ?? '')?.[1] ?? '';
    // Hashes are of equal length, which the comparison needs.
    if (key === null || !timingSafeEqual(Buffer.from(tokenHash(sent)), Buffer.from(tokenHash(key)))) {
      throw new Problem(key === null ? 'NotFound' : 'NotSignedIn');
    }
    response.type(metrics.contentType).send(await metrics.text());
  };
}
