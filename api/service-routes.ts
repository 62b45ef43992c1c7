import { timingSafeEqual } from 'node:crypto';
import type { Express, RequestHandler } from 'express';
import { sql } from 'kysely';
import { within } from './deadline.ts';
import type { ApiDependencies } from './dependencies.ts';
import type { HttpMetrics } from './metrics.ts';
import { Problem } from './problems.ts';
import { isTemporalReachable } from './temporal/reachable.ts';
import { tokenHash } from './sign-in/session-cookie.ts';

/** Probes must answer before a load balancer gives up on them. */
const probeMs = 1_000;

/** What answers without a session: liveness, readiness, metrics under a key, and a page that says where things are. */
export function registerServiceRoutes(app: Express, deps: ApiDependencies, metrics: HttpMetrics): void {
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
  app.get('/metrics', metricsWithKey(deps, metrics));
  app.get('/', (_request, response) => {
    response.type('html').send(page(deps));
  });
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
    response.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  };
}

const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/gu, (character) => `&#${character.codePointAt(0) ?? 32};`);

/** Until the console is there. No script, no style: the policy allows neither inline. */
function page(deps: ApiDependencies): string {
  const { publicUrl, temporalUiUrl } = deps.settings;
  const link = (url: string): string => `<a href="${escapeHtml(url)}">${escapeHtml(url)}</a>`;
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Seatwise</title></head>
<body>
<h1>Seatwise</h1>
<p>API: ${escapeHtml(publicUrl)}/api/v1 (sign in with POST /session, or send an API key as bearer token)</p>
<p>OpenAPI, once signed in: ${link(`${publicUrl}/api/v1/openapi.json`)}</p>
${temporalUiUrl === null ? '' : `<p>Temporal UI: ${link(temporalUiUrl)}</p>`}
</body>
</html>
`;
}
