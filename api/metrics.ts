import { sql } from 'kysely';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Database } from '../db/database.ts';
import { within } from './deadline.ts';

/** HTTP by route, never by address: labels stay few (DESIGN 12). */
export interface HttpMetrics {
  readonly registry: Registry;
  observe(method: string, route: string, status: number, seconds: number): void;
}

export function createHttpMetrics(db: Database): HttpMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: 'seatwise_http_request_seconds',
    help: 'Duration of HTTP requests',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.05, 0.1, 0.3, 1, 3],
    registers: [registry],
  });
  new Gauge({
    name: 'seatwise_hours_since_last_good_sync',
    help: 'Hours since the last good sync of each integration',
    labelNames: ['integration'],
    registers: [registry],
    async collect() {
      const rows = await within(
        1_000,
        db
          .selectFrom('integration')
          .select(['id', sql<string>`extract(epoch from now() - last_good_sync_at) / 3600`.as('hours')])
          .where('last_good_sync_at', 'is not', null)
          .where('phase', 'not in', ['disconnecting', 'disconnected'])
          .execute(),
        () => new Error('the database is slow'),
      ).catch(() => null);
      this.reset();
      // Without the database the gauge is absent, which alerts can tell from a number.
      for (const row of rows ?? []) this.set({ integration: row.id }, Number(row.hours));
    },
  });
  return {
    registry,
    observe: (method, route, status, seconds) => {
      requests.observe({ method, route, status: String(status) }, seconds);
    },
  };
}
