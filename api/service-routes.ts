import { timingSafeEqual } from 'node:crypto';
import type { Express, RequestHandler } from 'express';
import { sql } from 'kysely';
import { within } from '../db/driver/deadline.ts';
import { connectionChecks, connectionChecksPath } from './connection-checks.ts';
import type { ApiDependencies } from './dependencies.ts';
import type { HttpMetrics } from './metrics.ts';
import { Problem } from './problems.ts';
import { securityTxt, securityTxtPath } from './security-txt.ts';
import type { RequestsUnderWay } from './requests-under-way.ts';
import { temporalAnswers } from './temporal/reachability.ts';
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
    const told = (part: string) => (error: unknown) => {
      deps.logger.warn(
        { part, reason: error instanceof Error ? error.message : 'unknown' },
        'does not answer',
      );
      return false;
    };
    const [database, temporal] = await Promise.all([
      databaseAnswers(deps).then(() => true, told('PostgreSQL')),
      temporalAnswers(deps, probeMs).then(() => true, told('Temporal')),
    ]);
    response.status(database && temporal ? 200 : 503).json({
      status: database && temporal ? 'ok' : 'not ready',
      database: database ? 'ok' : 'unavailable',
      temporal: temporal ? 'ok' : 'unavailable',
      // Reads go on, so traffic does as well.
      ...(deps.disk === undefined ? {} : { disk: deps.disk.isFull() ? 'full' : 'ok' }),
    });
  });
  app.get(securityTxtPath, securityTxt(deps.settings));
  app.get(connectionChecksPath, counted(connectionChecks(deps)));
  app.get('/metrics', counted(metricsWithKey(deps, metrics)));
}

async function databaseAnswers(deps: ApiDependencies): Promise<void> {
  await within(probeMs, sql`select 1`.execute(deps.db), () => new Error('late'));
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
