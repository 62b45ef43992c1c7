import type { Environment } from '../config/environment.ts';
import { isPortFree } from '../config/free-port.ts';
import { message } from '../messages/message.ts';
import { StartRejected } from './home.ts';

/** Throws {@link StartRejected} where another program has it. `command`: what to type with another port. */
export async function requireFreePort(
  { HOST, PORT }: Pick<Environment, 'HOST' | 'PORT'>,
  command: string,
): Promise<void> {
  if (await isPortFree(PORT, HOST)) return;
  throw new StartRejected(
    message('start.port-in-use', { port: String(PORT), host: HOST, next: String(PORT + 1), command }),
  );
}
