import pg from 'pg';
import { within } from './deadline.ts';
import { PreparedStatementClient } from './prepared-statement-client.ts';

export interface StallAwarePoolConfig extends pg.PoolConfig {
  /** How long a connection is waited for, a new one or one that is in use. */
  readonly connectionTimeoutMillis: number;
}

/** As pg-pool says it, which `isDatabaseUnavailable` knows. */
const tooLate = 'timeout exceeded when trying to connect';

/**
 * A pool that counts the time in which this process could have taken a connection: pg-pool's own timer goes off after
 * a stall, before what was given back meanwhile is handed on.
 */
export class StallAwarePool extends pg.Pool {
  readonly #patienceMs: number;

  constructor({ connectionTimeoutMillis, ...config }: StallAwarePoolConfig) {
    // One that never gets through must not keep its place in the pool.
    class Client extends PreparedStatementClient {
      constructor(own?: pg.ClientConfig) {
        super({ ...own, connectionTimeoutMillis });
      }
    }
    super({ ...config, Client });
    this.#patienceMs = connectionTimeoutMillis;
  }

  override connect(): Promise<pg.PoolClient>;
  override connect(callback: never): void;
  override async connect(): Promise<pg.PoolClient> {
    const connecting = super.connect();
    let isLate = false;
    const giveBack = (client: pg.PoolClient): void => {
      if (isLate) client.release();
    };
    connecting.then(giveBack, () => undefined);
    return within(this.#patienceMs, connecting, () => {
      isLate = true;
      return new Error(tooLate);
    });
  }
}
