import { isPortFree } from '../../embedded/ports.ts';

/** Below the ports that systems give to outgoing connections, any of which could take one of those meanwhile. */
const lowest = 20_000;
const count = 12_000;

/** A free port on 127.0.0.1 for something that starts later, or again after a kill. */
export async function portForLater(): Promise<number> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const port = lowest + Math.floor(Math.random() * count);
    if (await isPortFree(port)) return port;
  }
  throw new Error('no free port was found on 127.0.0.1');
}
