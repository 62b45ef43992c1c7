import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { sql } from 'kysely';
import { testDatabase, type TestDatabase } from '../../test/environment/database.ts';
import { pipelined } from './pipelined.ts';
import { type Database, openDatabase, type Queryable } from '../model/database.ts';

const insert = (db: Queryable, n: number) => sql`insert into number values (${n})`.execute(db);
async function numbers(db: Queryable): Promise<readonly number[]> {
  const { rows } = await sql<{ n: number }>`select n from number order by n`.execute(db);
  return rows.map(({ n }) => n);
}

/** Between client and server: while holding, what the server says waits until the client has sent so many statements. */
async function relayTo(url: string) {
  const { port, hostname } = new URL(url);
  let awaited = 0;
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    const held: Buffer[] = [];
    client.on('data', (sent) => {
      // Each statement ends with the message Sync.
      awaited -= sent.toString('latin1').split('S\0\0\0\u0004').length - 1;
      if (awaited <= 0) for (const said of held.splice(0)) client.write(said);
      upstream.write(sent);
    });
    upstream.on('data', (said) => (awaited > 0 ? held.push(said) : client.write(said)));
    const end = (one: Socket, other: Socket) =>
      one.on('close', () => other.destroy()).on('error', () => undefined);
    end(client, upstream);
    end(upstream, client);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const relayed = new URL(url);
  relayed.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: relayed.href,
    sayNothingBefore: (statements: number) => (awaited = statements),
    close: () => new Promise((closed) => server.close(closed)),
  };
}

describe('statements asked at once', () => {
  let database: TestDatabase;
  let relay: Awaited<ReturnType<typeof relayTo>>;
  let db: Database;
  beforeAll(async () => {
    database = await testDatabase();
    relay = await relayTo(database.url);
    db = openDatabase({ url: relay.url, poolMax: 1 });
    await sql`create table number (n integer primary key)`.execute(db);
  });
  beforeEach(() => sql`truncate number`.execute(db));
  afterAll(async () => {
    await db.destroy();
    await relay.close();
    await database.drop();
  });

  it('are all sent before the first is answered', async () => {
    await db.transaction().execute(async (tx) => {
      relay.sayNothingBefore(3);
      await pipelined(tx, (together) => Promise.all([1, 2, 3].map((n) => insert(together, n))));
    });
    expect(await numbers(db)).toEqual([1, 2, 3]);
  });

  it('see what the transaction wrote before, and run in the order they are asked for', async () => {
    await db.transaction().execute(async (tx) => {
      await insert(tx, 1);
      const [before, , after] = await pipelined(tx, (together) =>
        Promise.all([numbers(together), insert(together, 2), numbers(together)]),
      );
      expect([before, after]).toEqual([[1], [1, 2]]);
    });
  });

  it('may be asked at once again within', async () => {
    await pipelined(db, (together) =>
      Promise.all([
        pipelined(together, (within) => Promise.all([insert(within, 1), insert(within, 2)])),
        insert(together, 3),
      ]),
    );
    expect(await numbers(db)).toEqual([1, 2, 3]);
  });

  it.each([
    ['a statement', (together: Queryable) => insert(together, 1)],
    ['the code beside them', () => Promise.reject(new Error('no statement'))],
  ])('where %s fails, none is sent any more and nothing of them stays', async (_, failing) => {
    await insert(db, 1);
    let stopped: Promise<unknown> = Promise.resolve();
    const several = async (together: Queryable) => {
      for (const n of [10, 11, 12]) await insert(together, n);
    };
    const work = db.transaction().execute((tx) =>
      pipelined(tx, (together) => {
        const rest = several(together);
        stopped = rest.then(
          () => 'went on',
          () => 'stopped',
        );
        return Promise.all([failing(together), rest]);
      }),
    );
    await expect(work).rejects.toThrow();
    expect(await stopped).toBe('stopped');
    expect(await numbers(db)).toEqual([1]);
  });
});
