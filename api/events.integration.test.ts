import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import request from 'supertest';
import type { IntegrationKey } from '../domain/keys.ts';
import {
  type ApiUnderTest,
  apiUnderTest,
  emailOf,
  signInCookie,
} from '../test/environment/api-under-test.ts';
import { connected } from '../test/environment/seeded-integration.ts';
import { announce } from '../db/integrations/commands.ts';
import { type RunningApi, startApi } from './start.ts';

let api: ApiUnderTest;
let running: RunningApi;
let key: IntegrationKey;
beforeAll(async () => {
  api = await apiUnderTest();
  running = await startApi({ deps: api.deps, host: '127.0.0.1', port: 0, metricsPort: null });
  key = await connected(api.db, api.tenantId, 'active');
});
afterAll(async () => {
  await running.close();
  await api.close();
});

/** A browser's stream of events. */
async function stream(headers: Record<string, string> = { Cookie: api.cookies.viewer }) {
  const abort = new AbortController();
  const response = await fetch(`${running.url}/api/v1/events`, {
    headers,
    signal: abort.signal,
  });
  let text = '';
  const reading = (async () => {
    for await (const chunk of response.body!) text += Buffer.from(chunk as Uint8Array).toString('utf8');
  })().catch(() => undefined);
  return {
    response,
    until: async (part: string | RegExp): Promise<string> => {
      const deadline = Date.now() + 10_000;
      while (typeof part === 'string' ? !text.includes(part) : !part.test(text)) {
        if (Date.now() > deadline) throw new Error(`no ${String(part)} in ${text}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      return text;
    },
    ended: reading,
    close: async () => {
      abort.abort();
      await reading;
    },
  };
}

const tell = (of: IntegrationKey, id: string) =>
  api.db.transaction().execute((tx) => announce(tx, of, 'usage', id));

it('carry the ids of what changed in this tenant, and nothing of another', async () => {
  const events = await stream();
  expect(events.response.headers.get('content-type')).toBe('text/event-stream');
  // Compressed it would wait for more to come.
  expect(events.response.headers.get('content-encoding')).toBeNull();
  await tell({ ...key, tenantId: randomUUID() }, 'foreign');
  await tell(key, 'line-1');
  const text = await events.until('line-1');
  expect(text).toContain(
    `event: change\ndata: {"integrationId":"${key.integrationId}","subject":"usage","id":"line-1"}`,
  );
  expect(text).not.toContain('foreign');
  await events.close();
});

it('begin with resync, since what a browser read before may have changed', async () => {
  const events = await stream();
  await tell(key, 'line-0');
  expect(await events.until('line-0')).toMatch(/event: resync[^]*line-0/u);
  await events.close();
});

it('say resync once a lost connection to the database is back, and go on', async () => {
  const events = await stream();
  await events.until('event: resync');
  await sql`select pg_terminate_backend(pid) from pg_stat_activity
    where application_name = 'seatwise-events' and datname = current_database()`.execute(api.db);
  await events.until(/event: resync[^]*event: resync/u);
  await tell(key, 'line-2');
  await events.until('line-2');
  await events.close();
});

describe('end within seconds', () => {
  const madeKey = async () => {
    const { body } = await request(api.app)
      .post('/api/v1/api-keys')
      .set('Cookie', api.cookies.admin)
      .send({ name: 'listens', role: 'viewer' })
      .expect(201);
    return { id: body.apiKey.id as string, headers: { Authorization: `Bearer ${body.key as string}` } };
  };
  const without = (path: string) =>
    request(api.app).delete(`/api/v1${path}`).set('Cookie', api.cookies.admin);

  it('of their key', async () => {
    const { id, headers } = await madeKey();
    const events = await stream(headers);
    await events.until('event: resync');
    await without(`/api-keys/${id}`).expect(200);
    await events.ended;
  });

  it('of their key, where its time is over', async () => {
    const { id, headers } = await madeKey();
    const events = await stream(headers);
    await events.until('event: resync');
    await sql`update api_key set expires_at = now() where id = ${id}`.execute(api.db);
    await events.ended;
  });

  it('of their session; others go on', async () => {
    const Cookie = await signInCookie(api.app, emailOf('approver'), api.password);
    const [events, others] = [await stream({ Cookie }), await stream()];
    await events.until('event: resync');
    await without(`/members/${api.memberIds.approver}/sessions`).expect(200);
    await events.ended;
    await tell(key, 'after-the-end');
    await others.until('after-the-end');
    await others.close();
  });

  it('the oldest, of eleven of one key', async () => {
    const { headers } = await madeKey();
    const eleven = [];
    for (let n = 0; n < 11; n += 1) eleven.push(await stream(headers));
    const [oldest, ...rest] = eleven;
    await oldest!.ended;
    await tell(key, 'to-the-ten');
    await Promise.all(rest.map((events) => events.until('to-the-ten')));
    await Promise.all(rest.map((events) => events.close()));
  });

  it('the oldest, of more than thirty of one member over their sessions and keys', async () => {
    const senders = [];
    for (let n = 0; n < 3; n += 1) senders.push((await madeKey()).headers);
    senders.push({ Cookie: api.cookies.admin });
    const opened = [];
    for (const headers of senders) for (let n = 0; n < 10; n += 1) opened.push(await stream(headers));
    await Promise.all(opened.slice(0, 10).map((events) => events.ended));
    await tell(key, 'to-the-thirty');
    await Promise.all(opened.slice(10).map((events) => events.until('to-the-thirty')));
    await Promise.all(opened.map((events) => events.close()));
  });
});

it('a plain address that other machines reach is rejected unless the public address is https', async () => {
  const options = { deps: api.deps, host: '0.0.0.0', port: 0, metricsPort: null };
  await expect(startApi(options)).rejects.toThrow(/PUBLIC_URL/);
  const behindProxy = {
    ...api.deps,
    settings: { ...api.deps.settings, publicUrl: 'https://seatwise.example' },
  };
  await (await startApi({ ...options, deps: behindProxy })).close();
});
