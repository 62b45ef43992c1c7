import compression from 'compression';
import express, { type ErrorRequestHandler, type Express, type RequestHandler, type Response } from 'express';
import { installationId } from '../db/people/people.ts';
import { apiBase } from './api-base.ts';
import { registerConsole } from './console.ts';
import type { ApiDependencies, ApiSettings } from './dependencies.ts';
import { dispatcher, refuser } from './dispatch.ts';
import type { Identifying } from './identify.ts';
import { commonNames } from './names-of.ts';
import { ExportLimit } from './export-limit.ts';
import { createHttpMetrics, type HttpMetrics } from './metrics.ts';
import { Problem, sendProblem, toProblem } from './problems.ts';
import { createRequestLimits } from './request-limits.ts';
import { rendererOf } from './rendering.ts';
import { YieldingQueue } from './yielding-queue.ts';
import { requestIdOf, requestLog } from './request-log.ts';
import { type RequestsUnderWay, requestsUnderWay } from './requests-under-way.ts';
import { expressPath, type Route } from './route.ts';
import { routesOf } from './routes.ts';
import { securityHeaders } from './security-headers.ts';
import { registerServiceRoutes } from './service-routes.ts';
import { rejectUnreadable } from './unreadable-requests.ts';
import { type Caller, createSessions } from './sign-in/caller.ts';
import { cookieNameOf } from './sign-in/session-cookie.ts';

/** The app with everything but a port to listen on. */
export function buildApp(deps: ApiDependencies): {
  readonly app: Express;
  readonly metrics: HttpMetrics;
  readonly underWay: RequestsUnderWay;
} {
  const app = express();
  const metrics = createHttpMetrics(deps.db, deps.metricsBeside ?? null);
  const cookieName = rememberedCookieName(deps);
  const routes = routesOf(deps, cookieName, metrics.countSignIn);
  const underWay = requestsUnderWay();

  app.disable('x-powered-by');
  // What fails while an error is answered is Express's to answer, which shows its stack in any other environment.
  app.set('env', 'production');
  app.set('trust proxy', deps.settings.trustedProxies);
  app.set('query parser', 'simple');
  app.set('etag', false);
  app.use(requestLog(deps.logger, metrics));
  app.use(...securityHeaders(deps.settings.publicUrl));
  app.use(rejectUnreadable);
  app.use(rejectUnknownHosts(deps.settings));
  app.use(compressed);
  registerServiceRoutes(app, deps, metrics, underWay);
  registerConsole(app);
  const limits = createRequestLimits(deps.settings.requestsPerMinute);
  const who = {
    deps,
    cookieName,
    limits,
    sessions: createSessions(deps),
    readers: new YieldingQueue(),
    exports: new ExportLimit(),
  };
  registerRoutes(app, who, routes, underWay);
  app.use(errorHandler(deps));
  return { app, metrics, underWay };
}

/** Pages, files and answers, but no live events: each has to leave at once. */
const compressed = compression({
  filter: (request, response) =>
    response.getHeader('Content-Type') !== 'text/event-stream' && compression.filter(request, response),
});

function registerRoutes(
  app: Express,
  who: Identifying,
  routes: readonly Route[],
  { counted }: RequestsUnderWay,
): void {
  const dispatch = dispatcher(who);
  const paths = new Map<string, Route[]>();
  for (const route of routes) {
    const path = `${apiBase}${expressPath(route.path)}`;
    paths.set(path, [...(paths.get(path) ?? []), route]);
    app[route.method](path, nameRoute(route.path), counted(dispatch(route)));
  }
  for (const [path, known] of paths) {
    const allow = known.map((route) => route.method.toUpperCase()).join(', ');
    const reject = () => new Problem('MethodNotAllowed', { headers: { Allow: allow } });
    app.all(path, nameRoute(known[0]?.path ?? path), counted(refuser(who, reject)));
  }
  app.use(counted(refuser(who, () => new Problem('NotFound'))));
}

const nameRoute =
  (path: string) =>
  (_request: express.Request, response: Response, next: express.NextFunction): void => {
    response.locals['route'] = path;
    next();
  };

/** Asked once: the installation's id never changes. */
function rememberedCookieName(deps: ApiDependencies): () => Promise<string> {
  let known: string | null = null;
  return async () => {
    if (known !== null) return known;
    const id = await installationId(deps.db);
    if (id === null) throw new Problem('DatabaseUnavailable');
    known = cookieNameOf(id);
    return known;
  };
}

function errorHandler(deps: ApiDependencies): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const problem = toProblem(error);
    const requestId = requestIdOf(response);
    response.locals['code'] = problem.code;
    if (problem.status >= 500) {
      const cause = problem.cause ?? error;
      // Name and stack only: messages of drivers may quote values.
      deps.logger.error(
        {
          requestId,
          code: problem.code,
          name: cause instanceof Error ? cause.name : 'unknown',
          causeCode: codeOfCause(cause),
          ...(problem.code === 'InternalError' && cause instanceof Error ? { stack: stackOf(cause) } : {}),
        },
        'request failed',
      );
    }
    response.setHeader('Cache-Control', 'no-store');
    const caller = response.locals['caller'] as Caller | null | undefined;
    const called = commonNames(deps, caller?.tenantId ?? null, integrationIn(request.path));
    sendProblem(response, problem, requestId, rendererOf(request, called));
  };
}

const integrationIn = (path: string): string | undefined => /\/integrations\/([^/]+)/u.exec(path)?.[1];

/** What driver or server called it: an SQLSTATE, a gRPC status, an errno. Null: it has no code. */
function codeOfCause(error: unknown): string | number | null {
  if (!(error instanceof Error)) return null;
  const code: unknown = 'code' in error ? error.code : undefined;
  return typeof code === 'string' || typeof code === 'number' ? code : codeOfCause(error.cause);
}

/** The stack without the message. */
const stackOf = (error: Error): string =>
  (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /u.test(line))
    .join('\n');

/** Probes and scrapers call these under whatever name or address they know. They change nothing and read no customer. */
const forAnyHost: ReadonlySet<string> = new Set(['/healthz', '/readyz', '/metrics']);

const isLoopback = (name: string): boolean =>
  name === 'localhost' || name === '[::1]' || /^127(\.\d{1,3}){3}$/u.test(name);

/** Without port and trailing dot, in small letters; null: no host name. */
const nameOf = (host: string): string | null =>
  /^(\[[0-9a-f:.]+\]|[^:/?#@\\[\]\s]+?)\.?(?::\d*)?$/iu.exec(host)?.[1]?.toLowerCase() ?? null;

/**
 * Answers 421 to a Host that is none of ours. A page of another site may let its own name lead to this machine (DNS
 * rebinding): for the browser it then has the origin of that page, which no check of origins can tell from ours.
 */
function rejectUnknownHosts({
  publicUrl,
  allowedHosts,
}: Pick<ApiSettings, 'publicUrl' | 'allowedHosts'>): RequestHandler {
  const known = new Set([new URL(publicUrl).hostname, ...allowedHosts.map((host) => host.toLowerCase())]);
  return ({ headers: { host }, path }, _response, next) => {
    if (host === undefined || forAnyHost.has(path)) {
      next();
      return;
    }
    const name = nameOf(host);
    if (name === null || !(isLoopback(name) || known.has(name))) throw new Problem('MisdirectedRequest');
    next();
  };
}
