import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildApp } from './app.ts';
import type { ApiDependencies } from './dependencies.ts';
import { answerUnreadableRequests } from './unreadable-requests.ts';

export interface ApiOptions {
  readonly deps: ApiDependencies;
  /** Address to listen on; other than loopback only behind https (architecture.md 11). */
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** A port of its own for `/metrics`, on loopback; null: none. */
  readonly metricsPort: number | null;
}

export interface RunningApi {
  readonly url: string;
  readonly port: number;
  /** Takes no more requests, lets those under way end, closes what is left open. */
  close(): Promise<void>;
}

const loopback: ReadonlySet<string> = new Set(['127.0.0.1', '::1', 'localhost']);

/** Requests end within seconds; event streams never do by themselves. */
const drainMs = 5_000;
/** What a request does goes on when its connection is cut, and needs the database for it. */
const endWorkMs = 5_000;

/** Listens. Throws before listening when plain http would be reachable from other machines. */
export async function startApi(options: ApiOptions): Promise<RunningApi> {
  requireSafeAddress(options.host, options.deps.settings.publicUrl);
  const { app, metrics, underWay } = buildApp(options.deps);
  const server = await listen(app, options.host, options.port);
  answerUnreadableRequests(server, app);
  const metricsServer =
    options.metricsPort === null
      ? null
      : await listen(
          (_request, response) => {
            metrics.text().then(
              (text) => response.setHeader('Content-Type', metrics.contentType).end(text),
              () => response.writeHead(500).end(),
            );
          },
          '127.0.0.1',
          options.metricsPort,
        );
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${options.host === '::1' ? '[::1]' : options.host}:${port}`,
    port,
    close: async () => {
      await Promise.all([server, ...(metricsServer === null ? [] : [metricsServer])].map(closeServer));
      await underWay.ended(endWorkMs);
    },
  };
}

/** Cookies and keys must not cross a network in the clear. */
function requireSafeAddress(host: string, publicUrl: string): void {
  if (loopback.has(host) || publicUrl.startsWith('https://')) return;
  throw new Error(
    `HOST is ${host}, which other machines reach, and PUBLIC_URL is not https. Set PUBLIC_URL to the https address of the proxy in front, or HOST to 127.0.0.1.`,
  );
}

function listen(handler: RequestListener, host: string, port: number): Promise<Server> {
  const server = createServer(
    // A request whose head trickles in must not hold a socket.
    { headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 5_000, requireHostHeader: false },
    handler,
  );
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.removeListener('error', reject);
      resolve(server);
    });
  });
}

async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
  });
  server.closeIdleConnections();
  const timer = setTimeout(() => {
    server.closeAllConnections();
  }, drainMs);
  await closed;
  clearTimeout(timer);
}
