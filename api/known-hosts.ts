import type { RequestHandler } from 'express';
import type { ApiSettings } from './dependencies.ts';
import { Problem } from './problems.ts';

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
export function refuseUnknownHosts({
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
