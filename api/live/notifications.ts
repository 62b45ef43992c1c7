import pg from 'pg';
import type { Logger } from 'pino';
import { z } from 'zod';
import { eventChannel } from '../../db/integrations/commands.ts';

const Change = z.object({
  tenantId: z.string(),
  integrationId: z.string().nullable(),
  subject: z.string(),
  id: z.string(),
});

/** Something changed: ids only. `resync`: changes may have been missed, read again. */
export type Notification =
  | ({ readonly kind: 'change' } & z.infer<typeof Change>)
  | { readonly kind: 'resync' };

export interface Notifications {
  /** Returns how to stop listening. */
  subscribe(listener: (notification: Notification) => void): () => void;
  close(): Promise<void>;
}

const firstRetryMs = 200;
const longestRetryMs = 5_000;

/**
 * LISTENs on one connection of its own for all listeners of this process. A lost connection is made again for
 * ever; each time it is back, listeners hear `resync`, because what was sent meanwhile is gone.
 */
export function openNotifications(options: { readonly url: string; readonly logger: Logger }): Notifications {
  const listeners = new Set<(notification: Notification) => void>();
  let closed = false;
  let client: pg.Client | null = null;
  let retry: NodeJS.Timeout | undefined;
  let attempts = 0;

  const tell = (notification: Notification): void => {
    for (const listener of listeners) listener(notification);
  };

  const again = (failed: pg.Client): void => {
    if (closed || client !== failed) return;
    client = null;
    failed.removeAllListeners('end');
    failed.end().catch(() => undefined);
    const delay = Math.min(longestRetryMs, firstRetryMs * 2 ** Math.min(attempts, 10));
    attempts += 1;
    retry = setTimeout(connect, delay);
    retry.unref();
  };

  const connect = (): void => {
    const next = new pg.Client({
      connectionString: options.url,
      connectionTimeoutMillis: 2_000,
      keepAlive: true,
      application_name: 'seatwise-events',
    });
    client = next;
    next.on('error', () => {
      again(next);
    });
    next.on('end', () => {
      again(next);
    });
    next.on('notification', (message) => {
      const change = parseChange(message.payload);
      if (change === null) options.logger.warn('a notification cannot be read');
      else tell({ kind: 'change', ...change });
    });
    next
      .connect()
      .then(() => next.query(`listen ${eventChannel}`))
      .then(() => {
        attempts = 0;
        tell({ kind: 'resync' });
      })
      .catch(() => {
        again(next);
      });
  };

  connect();
  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      closed = true;
      clearTimeout(retry);
      await client?.end().catch(() => undefined);
    },
  };
}

function parseChange(payload: string | undefined): z.infer<typeof Change> | null {
  try {
    const parsed = Change.safeParse(JSON.parse(payload ?? ''));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
