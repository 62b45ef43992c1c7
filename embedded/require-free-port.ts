import type { Environment } from '../config/environment.ts';
import { isPortFree } from '../config/free-port.ts';
import { StartRejected } from './home.ts';

/** Throws {@link StartRejected} where another program has it. `command`: what to type with another port. */
export async function requireFreePort(
  { HOST, PORT }: Pick<Environment, 'HOST' | 'PORT'>,
  command: string,
): Promise<void> {
  if (await isPortFree(PORT, HOST)) return;
  throw new StartRejected(
    `Port ${PORT} on ${HOST} is in use by another program. Stop that one, or choose another port: PORT=${PORT + 1} ${command}`,
  );
}
