import { randomBytes } from 'node:crypto';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createServer as createTlsServer, type TLSSocket } from 'node:tls';
import { generate } from 'selfsigned';
import { Webhook } from 'standardwebhooks';
import request from 'supertest';
import { AuditStreamPage, StreamedEvent, streamMessages } from '../contracts/api/audit-streams.ts';
import { auditStreams } from '../domain/defaults.ts';
import { systemActor } from '../domain/keys.ts';
import { checkpointAudit } from '../db/audit/audit-chain.ts';
import { recordAudit, recordAudits } from '../db/audit/audit.ts';
import { claimDueStreams } from '../db/notices/audit-streams.ts';
import { concludeStreamAttempt } from '../use-cases/notices/conclude-stream-attempt.ts';
import { createLineSender } from '../http/line-sender.ts';
import { createOutbound, type Outbound } from '../http/outbound.ts';
import { parseResolve } from '../http/resolve.ts';
import { waitFor } from '../embedded/tour/seatwise-client.ts';
import { type ApiUnderTest, apiUnderTest } from '../test/environment/api-under-test.ts';
import { createKeyRing } from '../db/secrets/key-ring.ts';
import { auditBatches } from './audit-streams.ts';
import type { BatchSenderDependencies } from './channels/audit-batch.ts';
import { sendDue, startSending } from './outgoing.ts';

type Event = ReturnType<typeof StreamedEvent.parse>;

let api: ApiUnderTest;
let outbound: Outbound;
let deps: BatchSenderDependencies;
let certificate: { readonly private: string; readonly cert: string };
/** Not trusted by the operator. */
let otherCertificate: typeof certificate;

/** Signed messages, as they came. */
const messages: { readonly headers: Record<string, string>; readonly body: string }[] = [];
/** The status; null: no response. */
let answer: (message: (typeof messages)[number]) => number | null = () => 204;

/** A receiver of lines, which may be killed in the middle of what it gets. */
const lines: string[] = [];
let killAfterBytes: number | null = null;
const sockets = new Set<TLSSocket>();

const receiveLines = (socket: TLSSocket): void => {
  let text = '';
  sockets.add(socket);
  socket.on('error', () => undefined);
  socket.on('close', () => sockets.delete(socket));
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString();
    if (killAfterBytes !== null && text.length > killAfterBytes) {
      // What arrived whole was stored; the process dies before it confirms.
      lines.push(...text.split('\n').slice(0, -1));
      text = '';
      killAfterBytes = null;
      socket.destroy();
    }
  });
  socket.on('end', () => {
    lines.push(...text.split('\n').slice(0, -1));
    socket.end();
  });
};

const messageServer = () =>
  createHttpsServer({ key: certificate.private, cert: certificate.cert }, (message, response) => {
    let body = '';
    message.on('data', (chunk: Buffer) => (body += chunk.toString()));
    message.on('end', () => {
      const received = { headers: message.headers as Record<string, string>, body };
      const status = answer(received);
      if (status === 204) messages.push(received);
      if (status !== null) response.writeHead(status).end();
    });
  });
let https: ReturnType<typeof messageServer>;
let tls: ReturnType<typeof createTlsServer>;
let otherTls: ReturnType<typeof createTlsServer>;

const made = (name: string) =>
  generate([{ name: 'commonName', value: name }], {
    keyType: 'ec',
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames: [{ type: 2, value: `*.${name}.test` }] },
    ],
  });

async function portOf(server: typeof https | typeof tls): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

beforeAll(async () => {
  [certificate, otherCertificate] = [await made('receiver'), await made('other')];
  https = messageServer();
  tls = createTlsServer({ key: certificate.private, cert: certificate.cert }, receiveLines);
  otherTls = createTlsServer({ key: otherCertificate.private, cert: otherCertificate.cert }, receiveLines);
  const ports = [await portOf(https), await portOf(tls), await portOf(otherTls)];
  api = await apiUnderTest();
  const settings = {
    resolve: parseResolve(
      `hooks.receiver.test=127.0.0.1:${ports[0]},lines.receiver.test=127.0.0.1:${ports[1]},lines.other.test=127.0.0.1:${ports[2]}`,
    ),
    extraCa: certificate.cert,
  };
  outbound = createOutbound(settings);
  deps = {
    db: api.db,
    keyRing: api.deps.keyRing,
    outbound,
    lines: createLineSender({ ...settings, timeoutMs: 5_000 }),
    timeoutMs: 5_000,
  };
});

afterAll(async () => {
  await outbound.close();
  https.closeAllConnections();
  for (const socket of sockets) socket.destroy();
  for (const server of [https, tls, otherTls]) server.close();
  await api.close();
});

beforeEach(async () => {
  await api.db.deleteFrom('auditStream').execute();
  messages.length = 0;
  lines.length = 0;
  answer = () => 204;
  killAfterBytes = null;
});

const call = (method: 'get' | 'post' | 'patch' | 'delete', path: string) =>
  request(api.app)[method](`/api/v1${path}`).set('Cookie', api.cookies.admin);

const added = async (body: object): Promise<{ readonly id: string; readonly secret: string | null }> => {
  const { body: created } = await call('post', '/audit-streams').send(body).expect(201);
  return { id: created.stream.id as string, secret: created.secret as string | null };
};
const hooks = { url: 'https://hooks.receiver.test/siem', from: 1 };
const overTls = { url: 'tls://lines.receiver.test:6514', from: 1 };

const streamOf = async (id: string): Promise<Record<string, unknown>> =>
  ((await call('get', '/audit-streams').expect(200)).body.items as Record<string, unknown>[]).find(
    (one) => one['id'] === id,
  )!;

const entry = (n: number, filler = '') => ({
  tenantId: api.tenantId,
  actor: systemActor,
  action: 'settings.changed' as const,
  objectKind: 'tenant' as const,
  objectId: api.tenantId,
  detail: { n, filler },
});
const record = (count: number, filler = '') =>
  api.db.transaction().execute((tx) =>
    recordAudits(
      tx,
      Array.from({ length: count }, (_, n) => entry(n, filler)),
    ),
  );
const checkpoint = () => checkpointAudit(api.db, api.deps.keyRing, api.tenantId);
const everyId = async (): Promise<readonly string[]> => {
  const rows = await api.db
    .selectFrom('auditCheckpoint')
    .innerJoin('auditEvent', 'auditEvent.seq', 'auditCheckpoint.auditSeq')
    .select('auditEvent.id')
    .orderBy('auditCheckpoint.position')
    .execute();
  return rows.map(({ id }) => id);
};

/** The next attempt is due now, as when its time has come. */
const timePasses = () =>
  api.db
    .updateTable('auditStream')
    .set({ nextAttemptAt: new Date(Date.now() - 1_000) })
    .execute();
/** Sends what is due, and returns of how many streams. */
async function streamOnce(by: BatchSenderDependencies = deps): Promise<number> {
  const attempts = await sendDue(api.deps, auditBatches(by));
  await Promise.all(attempts);
  return attempts.length;
}
async function drain(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) if ((await streamOnce()) === 0) return;
  throw new Error('a stream did not come to an end');
}

const eventsOf = (body: string): readonly Event[] =>
  streamMessages['audit.events'].message.parse(JSON.parse(body)).data.events;
const ofMessages = (): readonly Event[] => messages.flatMap(({ body }) => eventsOf(body));
const ofLines = (): readonly Event[] => lines.map((line) => StreamedEvent.parse(JSON.parse(line)));
const firstTimes = (events: readonly Event[]): readonly Event[] =>
  events.filter(({ id }, at) => events.findIndex((one) => one.id === id) === at);
const seqs = (events: readonly Event[]) => events.map(({ seq }) => seq);
const upTo = (count: number) => Array.from({ length: count }, (_, at) => at + 1);

describe('a stream to a webhook', () => {
  it('sends the whole audit in order, signed, and moves on only when it is confirmed', async () => {
    await record(30);
    await checkpoint();
    const { id, secret } = await added(hooks);
    answer = () => 503;
    await drain();
    expect(await streamOf(id)).toMatchObject({ state: 'failing', sentTo: 0 });
    const { lastFailureAt, nextAttemptAt } = await api.db.selectFrom('auditStream').selectAll().executeTakeFirstOrThrow();
    expect(nextAttemptAt.getTime() - lastFailureAt!.getTime()).toBe(auditStreams.firstWaitMs);
    answer = () => 204;
    await timePasses();
    await drain();
    const ids = await everyId();
    expect(ofMessages().map((event) => event.id)).toEqual(ids);
    expect(seqs(ofMessages())).toEqual(upTo(ids.length));
    for (const { body, headers } of messages) {
      expect(() => new Webhook(secret!).verify(body, headers)).not.toThrow();
      // After a restore other entries have these positions: a receiver must not drop them as a repeat.
      expect(headers['webhook-id']).toMatch(new RegExp(`_${eventsOf(body).at(-1)!.hash.slice(0, 16)}$`, 'u'));
    }
    expect(await streamOf(id)).toMatchObject({ state: 'active', sentTo: ids.length, failingSince: null });
    // Nothing new, nothing sent.
    await timePasses();
    expect(await streamOnce()).toBe(0);
  }); // prettier-ignore

  it('shows that its receiver has another secret, and loses nothing meanwhile', async () => {
    const { id, secret } = await added({ ...hooks, from: null });
    let known = secret!;
    answer = ({ body, headers }) => {
      try {
        new Webhook(known).verify(body, headers);
        return 204;
      } catch {
        return 401;
      }
    };
    const rotated = await call('post', `/audit-streams/${id}/rotate-secret`).send({}).expect(200);
    await record(3);
    await checkpoint();
    await drain();
    expect(messages).toEqual([]);
    expect(await streamOf(id)).toMatchObject({
      state: 'failing',
      lastFailure: { cause: { code: 'WebhookRejected', detail: 'It responded with 401.' } },
    });
    known = rotated.body.secret as string;
    await timePasses();
    await drain();
    expect(ofMessages().filter(({ action }) => action === 'settings.changed')).toHaveLength(3);
    expect(JSON.stringify(messages)).not.toContain(known);
  });

  it('takes an entry that commits after a later one, as does a reader with a cursor', async () => {
    await checkpoint();
    const pulled: string[] = [];
    let cursor = (await call('get', '/audit/stream').expect(200)).body.cursor as string;
    const pull = async (): Promise<void> => {
      const { body } = await call('get', `/audit/stream?after=${cursor}`).expect(200);
      const page = AuditStreamPage.parse(body);
      pulled.push(...page.events.filter(({ action }) => action === 'settings.changed').map((one) => one.id));
      cursor = page.cursor!;
    };
    await added({ ...hooks, from: null });
    const open = await api.db.startTransaction().execute();
    const slow = entry(1);
    await recordAudit(open, slow);
    // Its number is lower than that of the next, which is visible first.
    await record(1);
    await checkpoint();
    await drain();
    await pull();
    await open.commit().execute();
    await checkpoint();
    await drain();
    await pull();
    const rows = await api.db
      .selectFrom('auditEvent')
      .select('id')
      .where('action', '=', 'settings.changed')
      .orderBy('seq', 'desc')
      .limit(2)
      .execute();
    const [fast, late] = rows.map((row) => row.id);
    const sent = ofMessages().filter(({ action }) => action === 'settings.changed');
    expect(sent.map((event) => event.id)).toEqual([fast, late]);
    expect(pulled).toEqual([fast, late]);
  });

  it('is sent by one of several workers at a time: nothing twice, and nothing out of order', async () => {
    const before = (await everyId()).length;
    await record(2 * auditStreams.batchEvents + 100);
    await checkpoint();
    await added({ ...hooks, from: before + 1 });
    const worker = async (): Promise<void> => {
      for (let idle = 0; idle < 20; idle += 1) if ((await streamOnce()) > 0) idle = 0;
    };
    await Promise.all([worker(), worker(), worker()]);
    await drain();
    const got = seqs(ofMessages());
    expect(got).toEqual(upTo((await everyId()).length).slice(before));
    expect(messages.length).toBeGreaterThanOrEqual(3);
  });

  it('sends less in one message where entries are large', async () => {
    await checkpoint();
    const before = (await everyId()).length;
    await record(5, 'x'.repeat(400_000));
    await checkpoint();
    await added({ ...hooks, from: before + 1 });
    await drain();
    expect(messages.map(({ body }) => eventsOf(body).length)).toEqual([2, 2, 1]);
  });

  it('lets no attempt that was overtaken move the cursor', async () => {
    const { id } = await added(hooks);
    const [attempt] = await claimDueStreams(api.db, { limit: 1, leaseMs: 60_000 });
    await call('patch', `/audit-streams/${id}`).send({ paused: true }).expect(200);
    const conclude = () => api.db.transaction().execute((tx) => concludeStreamAttempt(tx, attempt!, { kind: 'confirmed', lastSeq: 9 }, new Date())); // prettier-ignore
    expect(await conclude()).toBe(false);
    expect(await streamOf(id)).toMatchObject({ state: 'paused', sentTo: 0 });
    expect(await streamOnce()).toBe(0);
  });

  it('sends again from where an administrator says, under other message IDs', async () => {
    const { id } = await added(hooks);
    await drain();
    const first = messages.map(({ headers }) => headers['webhook-id']);
    const count = (await everyId()).length;
    await call('patch', `/audit-streams/${id}`).send({ sendAgainFrom: 3 }).expect(200);
    messages.length = 0;
    await drain();
    expect(seqs(ofMessages()).slice(0, count - 2)).toEqual(upTo(count).slice(2));
    expect(messages.map(({ headers }) => headers['webhook-id']).filter((one) => first.includes(one))).toEqual([]); // prettier-ignore
    const ahead = await call('patch', `/audit-streams/${id}`).send({ sendAgainFrom: 90_000 }).expect(409);
    expect(ahead.body.code).toBe('AuditStreamAhead');
  });

  it('raises a notice once it has failed for two hours, which its next success closes', async () => {
    const { id } = await added(hooks);
    const open = async () =>
      ((await call('get', '/notices?q=AuditStreamFailing').expect(200)).body.items as { state: string; detail: string }[]); // prettier-ignore
    // A webhook stops at 410. A stream keeps trying.
    answer = () => 410;
    await drain();
    expect(await open()).toEqual([]);
    await api.db.updateTable('auditStream').set({ failingSince: new Date(Date.now() - auditStreams.noticeAfterMs) }).execute(); // prettier-ignore
    await timePasses();
    await drain();
    expect(await open()).toMatchObject([{ state: 'open', detail: expect.stringContaining('hooks.receiver.test') as string }]); // prettier-ignore
    expect(await streamOf(id)).toMatchObject({ state: 'failing' });
    answer = () => 204;
    await timePasses();
    await drain();
    expect(await open()).toMatchObject([{ state: 'closed' }]);
  });
});

describe('streams side by side', () => {
  it('shows and reports what keeps a worker from sending one, and sends the other', async () => {
    const [signed, plain] = [await added(hooks), await added(overTls)];
    await api.db.updateTable('auditStream').set({ failingSince: new Date(Date.now() - auditStreams.noticeAfterMs) }).where('id', '=', signed.id).execute(); // prettier-ignore
    await streamOnce({ ...deps, keyRing: createKeyRing(randomBytes(32), 2) });
    expect(await streamOf(signed.id)).toMatchObject({ state: 'failing', sentTo: 0, lastFailure: { cause: { code: 'MasterKeyChanged' } } }); // prettier-ignore
    const notices = (await call('get', '/notices?q=AuditStreamFailing&state=open').expect(200)).body.items as unknown[]; // prettier-ignore
    expect(notices).toMatchObject([{ detail: expect.stringContaining('previous master key') as string }]);
    await api.db.updateTable('auditStream').set({ ciphertext: 'damaged' }).where('id', '=', signed.id).execute(); // prettier-ignore
    await timePasses();
    await drain();
    expect(await streamOf(signed.id)).toMatchObject({ state: 'failing', lastFailure: { cause: { code: 'Unexpected' } } }); // prettier-ignore
    expect(await streamOf(plain.id)).toMatchObject({ state: 'active', sentTo: (await everyId()).length });
  });

  it('sends batch after batch of one while the receiver of another does not respond', async () => {
    await record(2 * auditStreams.batchEvents);
    await checkpoint();
    answer = () => null;
    const [stuck, plain] = [await added(hooks), await added(overTls)];
    const streaming = startSending(api.deps, auditBatches({ ...deps, timeoutMs: 600_000 }), 20);
    try {
      const all = (await everyId()).length;
      await waitFor(
        'every entry of the other',
        10_000,
        async () => (await streamOf(plain.id))['sentTo'] === all || null,
      );
      expect(await streamOf(stuck.id)).toMatchObject({ sentTo: 0, lastFailure: null });
    } finally {
      await streaming.stop();
    }
  });
});

describe('a stream of lines over TLS', () => {
  it('loses nothing and keeps the order when the receiver is killed in the middle of a batch', async () => {
    await record(200);
    await checkpoint();
    const { id, secret } = await added(overTls);
    expect(secret).toBeNull();
    killAfterBytes = 20_000;
    await drain();
    const stored = lines.length;
    const all = (await everyId()).length;
    expect(stored).toBeGreaterThan(0);
    expect(stored).toBeLessThan(all);
    expect(await streamOf(id)).toMatchObject({ state: 'failing', sentTo: 0 });
    // It is back.
    await timePasses();
    await drain();
    expect(seqs(firstTimes(ofLines()))).toEqual(upTo(all));
    expect(firstTimes(ofLines()).map((event) => event.id)).toEqual(await everyId());
    expect(await streamOf(id)).toMatchObject({ state: 'active', sentTo: all });
  });

  it('rejects a certificate of another authority until it is given', async () => {
    const url = 'tls://lines.other.test:6514';
    const { id } = await added({ url, from: 1 });
    await drain();
    expect(lines).toEqual([]);
    expect(await streamOf(id)).toMatchObject({ lastFailure: { cause: { code: 'WebhookUnreachable' } } });
    const unreadable = await call('post', '/audit-streams').send({ url, ca: 'no certificate' }).expect(422);
    expect(unreadable.body.code).toBe('AuditStreamCaUnreadable');
    await call('delete', `/audit-streams/${id}`).expect(204);
    await added({ url, from: 1, ca: otherCertificate.cert });
    await drain();
    expect(seqs(ofLines())).toEqual(upTo((await everyId()).length));
  });

  it.each(['tls://127.0.0.1:6514', 'tls://lines.receiver.test', 'tls://u@lines.receiver.test:1', 'http://a.test/'])(
    'is not accepted at %s',
    async (url) => {
      await call('post', '/audit-streams').send({ url }).expect(422);
    },
  ); // prettier-ignore
});

describe('a reader with a cursor', () => {
  it('gets every entry once in pages, and continues from its cursor', async () => {
    await record(7);
    await checkpoint();
    const got: Event[] = [];
    let query = '?limit=3';
    for (;;) {
      const page = AuditStreamPage.parse((await call('get', `/audit/stream${query}`).expect(200)).body);
      got.push(...page.events);
      query = `?limit=3&after=${page.cursor!}`;
      if (!page.more) break;
    }
    expect(got.map(({ id }) => id)).toEqual(await everyId());
    expect((await call('get', `/audit/stream${query}`).expect(200)).body).toMatchObject({ events: [] });
    await call('get', '/audit/stream').set('Cookie', api.cookies.approver).expect(403);
  });

  it('hears that a backup was restored, instead of missing what came since', async () => {
    await checkpoint();
    const { body } = await call('get', '/audit/stream').expect(200);
    const [position] = (body.cursor as string).split('-');
    const other = await call('get', `/audit/stream?after=${position}-0123456789abcdef`).expect(409);
    expect(other.body.code).toBe('AuditCursorUnknown');
    const ahead = await call('get', '/audit/stream?after=999999-0123456789abcdef').expect(409);
    expect(ahead.body.code).toBe('AuditCursorUnknown');
  });
});
