import { createServer } from 'node:net';

/** A port on 127.0.0.1 that is free now; another process may still take it before it is used. */
export async function freePort(): Promise<number> {
  const port = await tryListen(0);
  if (port === null) throw new Error('the system gave no free port on 127.0.0.1');
  return port;
}

export async function isPortFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  return (await tryListen(port, host)) !== null;
}

/** The first wanted port that is free, so that addresses stay the same over restarts; else any free one. */
export async function preferredPort(wanted: readonly number[]): Promise<number> {
  for (const port of wanted) if (await isPortFree(port)) return port;
  return freePort();
}

function tryListen(port: number, host = '127.0.0.1'): Promise<number | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(null));
    server.listen(port, host, () => {
      const address = server.address();
      server.close(() => resolve(address === null || typeof address === 'string' ? null : address.port));
    });
  });
}
