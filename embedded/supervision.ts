import type { Logger } from 'pino';
import { isRunning, type ProcessIdentity } from './process-identity.ts';

interface SupervisedChild {
  readonly name: string;
  readonly identity: () => ProcessIdentity;
  /** Starts it again at the same address. */
  readonly restart: () => Promise<void>;
}

const lookEveryMs = 500; // an adopted server is nobody's child, so its end is seen by looking

/** Starts a server again that ended by itself. `stop` waits for a restart under way. */
export function supervise(child: SupervisedChild, logger: Logger): { stop(): Promise<void> } {
  let stopped = false;
  let restarting: Promise<void> | null = null;
  const timer = setInterval(() => {
    if (stopped || restarting !== null || isRunning(child.identity())) return;
    logger.error({ part: child.name }, 'ended by itself and is started again');
    restarting = child
      .restart()
      .catch((error: unknown) => {
        logger.error(
          { part: child.name, reason: error instanceof Error ? error.message : 'unknown' },
          'did not start',
        );
      })
      .finally(() => {
        restarting = null;
      });
  }, lookEveryMs);
  timer.unref();
  return {
    async stop() {
      stopped = true;
      clearInterval(timer);
      await restarting;
    },
  };
}
