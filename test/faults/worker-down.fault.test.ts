import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { waitFor } from '../../embedded/tour/seatwise-client.ts';
import { body, type Connected, type Item, loaded } from '../product/lifecycle.ts';
import { answerTarget, type Part, type Processes, startProcesses, timed } from '../product/processes.ts';

jest.setTimeout(60_000);

let product: Processes;
let worker: Part;
let integration: Connected;
let account: { readonly id: string; readonly psaId: string };

beforeAll(async () => {
  product = await startProcesses();
  worker = await product.startWorker();
  integration = await loaded(product);
  // Editions are read after loading; a worker killed in that reading would be missed for its heartbeat's minute.
  await waitFor('an idle integration', 20_000, async () => {
    const status = body(await product.client.request('GET', `${integration.path}/status`));
    return status['live'] === true && status['busyWith'] === null ? true : null;
  });
  const accounts = body(
    await product.client.request('GET', `${integration.path}/vendor-accounts?state=mapped`),
  );
  const mapped = (accounts['items'] as Item[]).find(({ mapping }) => mapping.state === 'mapped');
  account = { id: mapped!['id'] as string, psaId: mapped!['mapping'].company.id as string };
});
afterAll(() => product.close());

const command = (key: string) => product.client.request('GET', `${integration.path}/commands/${key}`);
const decide = (decision: object, key: string) =>
  product.client.request(
    'POST',
    `${integration.path}/mapping-decisions`,
    { decisions: [{ kind: 'account', vendorId: account.id, ...decision }] },
    key,
  );

describe('with no worker running, because it was killed', () => {
  it('takes decisions with 202 and a link, and applies them later in order, each once', async () => {
    await worker.end('SIGKILL');
    const before = await product.db.selectFrom('auditEvent').select('seq').execute();
    const keys = [randomUUID(), randomUUID(), randomUUID()] as const;
    const given = [
      { action: 'unmap' },
      { action: 'exclude', reason: 'billed by a partner' },
      { action: 'include' },
    ] as const;
    for (const [index, key] of keys.entries()) {
      const answer = await timed(`decision ${index + 1} without a worker`, () => decide(given[index]!, key));
      expect(answer.status).toBe(202);
      expect(body(answer)).toMatchObject({ commandId: key, state: 'received' });
      expect(body(answer)['link']).toBe(`/api/v1${integration.path}/commands/${key}`);
      expect(answer.headers.get('location')).toBe(body(answer)['link']);
      expect(answer.seconds).toBeLessThan(3 * answerTarget);
    }
    // An impatient person sends the first once more: the same command, and its signal a second time.
    expect((await decide(given[0], keys[0])).status).toBe(202);
    expect(body(await command(keys[2]))).toMatchObject({ state: 'received', status: null });

    worker = await product.startWorker();
    await waitFor('the last decision', 30_000, async () =>
      body(await command(keys[2]))['state'] === 'done' ? true : null,
    );
    for (const key of keys) {
      // Each found the state the one before had left: only in this order does every one change something.
      expect(body(await command(key))).toMatchObject({ state: 'done', status: 200 });
      const { outcomes } = body(await command(key))['body'] as { outcomes: Record<string, unknown>[] };
      const [outcome] = outcomes;
      expect(outcome).toMatchObject({ ok: true, changed: true });
    }
    const rows = await product.db
      .selectFrom('mappingCommand')
      .select(['commandId', 'appliedAt'])
      .where('commandId', 'in', keys)
      .orderBy('appliedAt')
      .execute();
    expect(rows.map(({ commandId }) => commandId)).toEqual(keys);
    const audit = await product.db
      .selectFrom('auditEvent')
      .select(['seq', 'action', 'objectId'])
      .where('objectId', '=', account.id)
      .orderBy('seq')
      .execute();
    const known = new Set(before.map(({ seq }) => seq));
    expect(audit.filter(({ seq }) => !known.has(seq))).toHaveLength(3);
  });

  it('refuses to authenticate with 503 WorkerUnavailable within 3 s; the repeat with the same key is done once', async () => {
    await worker.end('SIGKILL');
    const key = randomUUID();
    const authenticate = () => product.client.request('POST', `${integration.path}/authenticate`, {}, key);
    const refused = await timed('authenticate without a worker', authenticate);
    expect(refused.status).toBe(503);
    expect(body(refused)['code']).toBe('WorkerUnavailable');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(refused.seconds).toBeLessThan(3 * answerTarget);

    const calls = (await product.control.journal()).length;
    worker = await product.startWorker();
    const done = await waitFor('the repeat', 30_000, async () => {
      const answer = await authenticate();
      return answer.status === 503 || answer.status === 202 ? null : answer;
    });
    expect(done.status).toBe(200);
    expect(body(await command(key))).toMatchObject({ kind: 'authenticate', state: 'done', status: 200 });
    const made = (await product.control.journal()).slice(calls);
    expect(
      made.filter((entry) => entry.kind === 'request' && entry.path === '/accounts/v1/account/list'),
    ).toHaveLength(1);
  });

  it('a killed API comes back at its address: the session stands, and nothing that it took is lost', async () => {
    const key = randomUUID();
    const taken = decide({ action: 'map', psaId: account.psaId }, key).catch(() => null);
    await waitFor('the decision in its row', 10_000, async () => {
      const row = await product.db
        .selectFrom('mappingCommand')
        .select('state')
        .where('commandId', '=', key)
        .executeTakeFirst();
      return row ?? null;
    });
    await product.api().end('SIGKILL');
    await taken;
    await product.startApi();
    // Whether or not the signal had left, the repeat with the same key ends in one outcome.
    const again = await decide({ action: 'map', psaId: account.psaId }, key);
    expect([200, 202]).toContain(again.status);
    await waitFor('the outcome', 15_000, async () =>
      body(await command(key))['state'] === 'done' ? true : null,
    );
    const mapping = await product.db
      .selectFrom('accountMapping')
      .select(['state', 'companyId'])
      .where('vendorAccountId', '=', account.id)
      .execute();
    expect(mapping).toEqual([{ state: 'mapped', companyId: account.psaId }]);
  });
});

describe('SIGTERM while requests are under way', () => {
  it('ends API and worker in order, without a trace, also where requests outlast the drain', async () => {
    const path = `${integration.path}/status`;
    const parts = [product.api(), worker];
    const before = parts.map((part) => part.said().length);
    let cut: Promise<unknown> = Promise.resolve();
    await product.db.transaction().execute(async (tx) => {
      await sql`lock table sync_run in access exclusive mode`.execute(tx);
      cut = Promise.allSettled(Array.from({ length: 50 }, () => product.client.request('GET', path)));
      await waitFor('requests that wait for the table', 10_000, async () => {
        const waiting = await sql<{
          n: string;
        }>`select count(*) as n from pg_locks where not granted`.execute(tx);
        return Number(waiting.rows[0]?.n) > 0 ? true : null;
      });
      for (const part of parts) void part.end('SIGTERM');
      // Their connections are cut first; then the table is free again, and they go on.
      await cut;
    });
    expect(await Promise.all(parts.map((part) => part.ended))).toEqual([0, 0]);
    for (const [at, part] of parts.entries())
      expect(part.said().slice(before[at])).not.toMatch(/ {4}at |^Error|UnhandledPromise/mu);
  });
});
