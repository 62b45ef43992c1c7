import { createServer } from 'node:net';

/** Below the ports that systems give to outgoing connections: one of those would take a server's port while it is down. */
const lowest = 20_000;
const count = 12_000;
const attempts = 50;

/** A port on 127.0.0.1 that is free now; another server may still take it before it is used. */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const port = lowest + Math.floor(Math.random() * count);
    if (await isPortFree(port)) return port;
  }
  throw new Error('no free port was found on 127.0.0.1');
}

export function isPortFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => {
      resolve(false);
    });
    server.listen(port, host, () => {
      server.close(() => {
        resolve(true);
      });
    });
  });
}

/** The first wanted port that is free, so that addresses stay the same over restarts; else any free one. */
export async function preferredPort(wanted: readonly number[]): Promise<number> {
  for (const port of wanted) if (await isPortFree(port)) return port;
  return freePort();
}
