import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import express, { type Express, type RequestHandler } from 'express';
import helmet from 'helmet';
import { Problem } from './problems.ts';
import { ownContent } from './security-headers.ts';

/** Paths of the console's own pages (web/app/routing.tsx); everything else is the API's to answer. */
const pages = ['/', '/sign-in', ...['/month', '/integrations', '/connect', '/usage', '/reports', '/write-backs', '/runs', '/notices', '/audit', '/glossary', '/settings'].map((path) => `${path}{/*rest}`)]; // prettier-ignore

/** What Vite writes onto each tag, and a fresh nonce replaces. */
const placeholder = '__CSP_NONCE__';

/**
 * The built console: beside the compiled API, or in dist/ where the API runs from its sources (tests). Null: not
 * built. The sources in web/ have no assets.
 */
function consoleFolder(): string | null {
  const beside = ['../web', '../dist/web'].map((path) => fileURLToPath(new URL(path, import.meta.url)));
  return (
    beside.find((path) => existsSync(join(path, 'index.html')) && existsSync(join(path, 'assets'))) ?? null
  );
}

/** Nothing inline but styles of libraries that carry this answer's nonce; nothing from elsewhere. */
const policy = helmet.contentSecurityPolicy({
  useDefaults: false,
  directives: {
    defaultSrc: ["'self'"],
    styleSrc: ["'self'", (_request, response) => `'nonce-${nonceOf(response)}'`],
    ...ownContent,
  },
});

const nonceOf = (response: object): string =>
  (response as { locals: Record<string, string | undefined> }).locals['nonce'] ?? '';

/** The pages and their files; they need no session, since they hold nothing but code (architecture.md 7). */
export function registerConsole(app: Express): void {
  const folder = consoleFolder();
  const html = folder === null ? null : readFileSync(join(folder, 'index.html'), 'utf8');
  const page: RequestHandler = (_request, response) => {
    response.locals['route'] = 'console';
    if (html === null) {
      response.type('html').send(notBuilt);
      return;
    }
    response.type('html').send(html.replaceAll(placeholder, nonceOf(response)));
  };
  const withNonce: RequestHandler = (_request, response, next) => {
    response.locals['nonce'] = randomBytes(18).toString('base64');
    next();
  };
  app.get(pages, withNonce, policy, page);
  if (folder !== null) registerFiles(app, folder);
  app.get('/{*unknown}', isUnknownPage, withNonce, policy, page);
}

/** A browser that opens an unknown address gets the console, which says so; programs get the API's problem. */
const isUnknownPage: RequestHandler = (request, response, next) => {
  const isPage = !request.path.startsWith('/api/') && request.accepts(['json', 'html']) === 'html';
  if (isPage) response.status(404);
  next(isPage ? undefined : 'route');
};

function registerFiles(app: Express, folder: string): void {
  const named: RequestHandler = (_request, response, next) => {
    response.locals['route'] = 'console file';
    // Set for everything; a file keeps its own.
    response.removeHeader('Cache-Control');
    next();
  };
  const absent: RequestHandler = () => {
    throw new Problem('NotFound');
  };
  // Their names carry a hash of what they hold.
  const forEver = { immutable: true, maxAge: '1y', index: false, redirect: false } as const;
  app.use('/assets', named, express.static(join(folder, 'assets'), forEver), absent);
  for (const file of ['boot.js', 'icon.svg']) {
    app.get(`/${file}`, named, (_request, response) => {
      response.sendFile(file, {
        root: folder,
        cacheControl: false,
        headers: { 'Cache-Control': 'no-cache' },
      });
    });
  }
}

const notBuilt = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Seatwise</title></head>
<body><h1>Seatwise</h1><p>The console is not built: npm run build makes it. The API answers below /api/v1.</p></body>
</html>
`;
