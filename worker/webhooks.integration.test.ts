import { asWritten } from '../messages/message.ts';
import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { generate } from 'selfsigned';
import { Webhook } from 'standardwebhooks';
import request from 'supertest';
import { webhookMessages } from '../contracts/api/webhooks.ts';
import { systemActor } from '../domain/keys.ts';
import { type AuditAnchor, lineOf } from '../db/audit/anchors/anchor.ts';
import { openAnchorFile, readAnchors } from '../db/audit/anchors/files.ts';
import { createAuditCheckpointer } from '../use-cases/operations/checkpoint-audit.ts';
import { recordAudit } from '../db/audit/audit.ts';
import { verifyAudit } from '../db/audit/audit-verification.ts';
import { closeNotices, raiseNotice } from '../db/notices/notices.ts';
import { sealedWebhookSecrets, storeResealedWebhookSecret } from '../db/notices/webhooks.ts';
import { claimDueDeliveries } from '../db/notices/webhook-attempts.ts';
import { concludeDelivery } from '../use-cases/notices/conclude-delivery.ts';
import { createKeyRing } from '../db/secrets/key-ring.ts';
import { createOutbound, type Outbound } from '../http/outbound.ts';
import { parseResolve } from '../http/resolve.ts';
import { type ApiUnderTest, apiUnderTest } from '../test/environment/api-under-test.ts';
import { kinds } from '../test/environment/registered-kinds.ts';
import type { WebhookSenderDependencies } from './channels/webhook.ts';
import { deliveries } from './deliveries.ts';
import { sendDue } from './outgoing.ts';

interface Message {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
}

let api: ApiUnderTest;
let server: Server;
let outbound: Outbound;
let deps: WebhookSenderDependencies;
const received: Message[] = [];
/** By path; else 204. */
const answers = new Map<string, Answer>();

beforeAll(async () => {
  const made = await generate([{ name: 'commonName', value: 'receiver' }], {
    keyType: 'ec',
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames: [{ type: 2, value: '*.receiver.test' }] },
    ],
  });
  server = createServer({ key: made.private, cert: made.cert }, (message, response) => {
    let body = '';
    message.on('data', (chunk: Buffer) => (body += chunk.toString()));
    message.on('end', () => {
      received.push({ path: message.url!, headers: message.headers, body });
      const { status, headers = {} } = answers.get(message.url!) ?? { status: 204 };
      response.writeHead(status, headers).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  api = await apiUnderTest();
  outbound = createOutbound({
    resolve: parseResolve(`*.receiver.test=127.0.0.1:${(server.address() as AddressInfo).port}`),
    extraCa: made.cert,
  });
  deps = {
    db: api.db,
    keyRing: api.deps.keyRing,
    kinds,
    outbound,
    publicUrl: 'https://seatwise.example',
    timeoutMs: 2_000,
  };
});

afterAll(async () => {
  await outbound.close();
  server.closeAllConnections();
  server.close();
  await api.close();
});

beforeEach(async () => {
  await api.db.deleteFrom('webhook').execute();
  await api.db.deleteFrom('notice').execute();
  received.length = 0;
  answers.clear();
});

const call = (method: 'get' | 'post' | 'patch' | 'delete', path: string) =>
  request(api.app)[method](`/api/v1${path}`).set('Cookie', api.cookies.admin);

async function added(path: string, more: object = {}): Promise<{ id: string; secret: string }> {
  const made = await call('post', '/webhooks')
    .send({ url: `https://hooks.receiver.test${path}`, ...more })
    .expect(201);
  return { id: made.body.webhook.id as string, secret: made.body.secret as string };
}

const installation = () => ({ tenantId: api.tenantId, integrationId: null });
const raise = (code: 'SyncFailed' | 'SyncPartial' | 'WriteStopped', detail = 'VendorTimeout: no answer') =>
  api.db
    .transaction()
    .execute((tx) => raiseNotice(tx, installation(), { code, subject: 'sync', detail: asWritten(detail) }));
const close = (code: 'SyncFailed' | 'SyncPartial') =>
  api.db.transaction().execute((tx) => closeNotices(tx, installation(), code));

const rows = (webhookId: string) =>
  api.db
    .selectFrom('webhookDelivery')
    .selectAll()
    .where('webhookId', '=', webhookId)
    .orderBy('createdAt')
    .execute();
/** What waits is due now, as when its time has come. */
const timePasses = () =>
  api.db
    .updateTable('webhookDelivery')
    .set({ nextAttemptAt: new Date(Date.now() - 1_000) })
    .where('state', '=', 'pending')
    .execute();
const limits = { firstWaitMs: 5_000, giveUpMs: 3 * 24 * 3_600_000 };
/** Sends what is due, and returns how many messages. */
async function deliverOnce(by: WebhookSenderDependencies = deps): Promise<number> {
  const attempts = await sendDue(api.deps, deliveries(by, limits));
  await Promise.all(attempts);
  return attempts.length;
}
const webhookOf = async (id: string): Promise<Record<string, unknown>> =>
  ((await call('get', '/webhooks').expect(200)).body.items as Record<string, unknown>[]).find(
    (one) => one['id'] === id,
  )!;
/** What a message says, once it is signed as it should be and just as the contract describes it. */
function verify({ headers, body }: Message, secret: string): unknown {
  const told = new Webhook(secret).verify(body, headers as Record<string, string>) as {
    readonly type: keyof typeof webhookMessages;
  };
  expect(webhookMessages[told.type].message.parse(told)).toEqual(told);
  return told;
}

describe('a notice', () => {
  it('is told once when it opens and once when it closes, signed, with all a receiver needs and a link', async () => {
    const { id, secret } = await added('/all');
    await raise('SyncFailed');
    await raise('SyncFailed', 'VendorBusy: once more');
    expect(await deliverOnce()).toBe(1);
    expect(verify(received[0]!, secret)).toMatchObject({
      type: 'notice.opened',
      data: {
        code: 'SyncFailed',
        severity: 'error',
        title: 'Last sync failed',
        detail: 'VendorTimeout: no answer',
        message: 'Last sync failed. VendorTimeout: no answer',
        params: { text: 'VendorTimeout: no answer' },
        advice: 'Open the run for the cause and what to do.',
        integrationId: null,
        state: 'open',
        times: 1,
        closedAt: null,
        link: 'https://seatwise.example/notices',
      },
    });
    await close('SyncFailed');
    await close('SyncFailed');
    expect(await deliverOnce()).toBe(1);
    expect(verify(received[1]!, secret)).toMatchObject({
      type: 'notice.closed',
      data: { state: 'closed', times: 2, detail: 'VendorBusy: once more' },
    });
    const stored = await rows(id);
    expect(stored.map(({ state, attempts }) => [state, attempts])).toEqual([
      ['delivered', 1],
      ['delivered', 1],
    ]);
    expect(received.map(({ headers }) => headers['webhook-id'])).toEqual(
      stored.map(({ messageId }) => messageId),
    );
    expect(JSON.stringify(received)).not.toContain(secret);
  });

  it('is signed as the specification says: HMAC-SHA256 of id, time and body under the decoded secret', async () => {
    const { secret } = await added('/by-hand');
    await raise('SyncFailed');
    await deliverOnce();
    const { headers, body } = received[0]!;
    const signature = createHmac('sha256', Buffer.from(secret.slice('whsec_'.length), 'base64'))
      .update(`${headers['webhook-id'] as string}.${headers['webhook-timestamp'] as string}.${body}`)
      .digest('base64');
    expect(headers['webhook-signature']).toBe(`v1,${signature}`);
    expect(Math.abs(Number(headers['webhook-timestamp']) * 1_000 - Date.now())).toBeLessThan(10_000);
  });

  it('is told only to webhooks that asked for it: by event, least severity, and while they are on', async () => {
    const [closing, grave, off] = [
      await added('/closing', { events: ['notice.closed'] }),
      await added('/grave', { minimum: 'error' }),
      await added('/off'),
    ];
    await call('patch', `/webhooks/${off.id}`).send({ disabled: true }).expect(200);
    await raise('SyncPartial');
    await raise('SyncFailed');
    await close('SyncPartial');
    await deliverOnce();
    expect(
      received.map(({ path, body }) => [path, (JSON.parse(body) as { type: string }).type]).sort(),
    ).toEqual([
      ['/closing', 'notice.closed'],
      ['/grave', 'notice.opened'],
    ]);
    expect(await rows(closing.id)).toHaveLength(1);
    expect(await rows(grave.id)).toHaveLength(1);
  });

  it('whose transaction is taken back tells nobody', async () => {
    const { id } = await added('/rolled-back');
    const failing = api.db.transaction().execute(async (tx) => {
      await raiseNotice(tx, installation(), { code: 'SyncFailed', subject: 'sync', detail: asWritten('') });
      throw new Error('taken back');
    });
    await expect(failing).rejects.toThrow('taken back');
    expect(await rows(id)).toEqual([]);
  });
});

describe('a rotated secret', () => {
  it('signs beside the one before for a day, so that a receiver may change at its leisure', async () => {
    const { id, secret } = await added('/rotated');
    const rotated = await call('post', `/webhooks/${id}/rotate-secret`).send({}).expect(200);
    const next = rotated.body.secret as string;
    await raise('SyncFailed');
    await deliverOnce();
    expect(verify(received[0]!, secret)).toEqual(verify(received[0]!, next));
    expect(
      new Date(rotated.body.webhook.previousSecretUntil as string).getTime() - Date.now(),
    ).toBeGreaterThan(23.9 * 3_600_000);
    await api.db
      .updateTable('webhook')
      .set({ previousUntil: new Date(Date.now() - 1) })
      .execute();
    await close('SyncFailed');
    await deliverOnce();
    expect(() => verify(received[1]!, secret)).toThrow();
    expect(verify(received[1]!, next)).toMatchObject({ type: 'notice.closed' });
  });

  it('and every other can be re-sealed for another master key', async () => {
    const { id } = await added('/resealed');
    await call('post', `/webhooks/${id}/rotate-secret`).send({}).expect(200);
    const fields = await api.db.transaction().execute(async (tx) => {
      const sealed = await sealedWebhookSecrets(tx);
      for (const one of sealed) {
        const plain = api.deps.keyRing.open(one.sealed, one.context);
        await storeResealedWebhookSecret(tx, one, {
          sealed: api.deps.keyRing.seal(plain, one.context),
          keyVersion: 1,
        });
      }
      return sealed.map(({ field }) => field);
    });
    expect(fields).toEqual(['secret', 'previous']);
    await raise('SyncFailed');
    expect(await deliverOnce()).toBe(1);
  });
});

describe('a receiver in trouble', () => {
  it('gets the same message again after 500, later each time, and as late as it asks', async () => {
    const { id, secret } = await added('/trouble');
    answers.set('/trouble', { status: 500 });
    await raise('SyncFailed');
    await deliverOnce();
    expect(await deliverOnce()).toBe(0);
    const waits: number[] = [];
    const waited = async (): Promise<void> => {
      const [row] = await rows(id);
      waits.push(Math.round((row!.nextAttemptAt!.getTime() - Date.now()) / 1_000));
    };
    await waited();
    await timePasses();
    await deliverOnce();
    await waited();
    answers.set('/trouble', { status: 503, headers: { 'retry-after': '600' } });
    await timePasses();
    await deliverOnce();
    await waited();
    expect(waits[0]).toBeGreaterThanOrEqual(4);
    expect(waits[1]).toBeGreaterThanOrEqual(14);
    expect(waits[2]).toBeGreaterThanOrEqual(595);
    expect(await webhookOf(id)).toMatchObject({
      pending: 1,
      lastSuccessAt: null,
      lastFailure: { cause: { code: 'WebhookRejected', detail: 'It responded with 503.' } },
    });
    answers.delete('/trouble');
    await timePasses();
    await deliverOnce();
    expect(new Set(received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(received).toHaveLength(4);
    expect(verify(received[3]!, secret)).toEqual(JSON.parse(received[0]!.body));
    expect((await rows(id)).map(({ state, attempts }) => [state, attempts])).toEqual([['delivered', 4]]);
  });

  it('is given up after days with one notice, which it is not told of, but others are', async () => {
    const failing = await added('/failing', { minimum: 'error' });
    const other = await added('/other');
    answers.set('/failing', { status: 500 });
    await raise('SyncFailed');
    await call('patch', `/webhooks/${failing.id}`).send({ minimum: 'info' }).expect(200);
    await api.db
      .updateTable('webhookDelivery')
      .set({ createdAt: new Date(Date.now() - 3 * 24 * 3_600_000) })
      .execute();
    await deliverOnce();
    expect(await rows(failing.id)).toMatchObject([{ state: 'failed', code: 'WebhookRejected', attempts: 1 }]);
    const notices = await call('get', '/notices?state=open&sort=severity').expect(200);
    expect(notices.body.items).toMatchObject([
      { code: 'SyncFailed', severity: 'error' },
      {
        code: 'WebhookFailing',
        severity: 'warning',
        subject: failing.id,
        detail: 'hooks.receiver.test: It responded with 500.',
      },
    ]);
    expect(await rows(failing.id)).toHaveLength(1);
    expect((await rows(other.id)).map(({ event }) => event)).toEqual(['notice.opened', 'notice.opened']);
    answers.delete('/failing');
    await close('SyncFailed');
    await deliverOnce();
    expect((await call('get', '/notices?state=open').expect(200)).body.items as unknown[]).toEqual([]);
  });

  it('is not followed to another address', async () => {
    const { id } = await added('/moved');
    answers.set('/moved', { status: 307, headers: { location: 'https://hooks.receiver.test/elsewhere' } });
    await raise('SyncFailed');
    await deliverOnce();
    expect(received.map(({ path }) => path)).toEqual(['/moved']);
    expect(await rows(id)).toMatchObject([{ state: 'pending', code: 'WebhookRedirected' }]);
  });

  it('that is gone (410) is switched off: nothing more is sent, a person is told', async () => {
    const { id } = await added('/gone');
    answers.set('/gone', { status: 410 });
    await raise('SyncFailed');
    await deliverOnce();
    expect(await webhookOf(id)).toMatchObject({
      state: 'disabled',
      disabledBy: 'receiver',
      pending: 0,
      lastFailure: { cause: { code: 'WebhookGone' } },
    });
    await raise('SyncPartial');
    expect(await rows(id)).toHaveLength(1);
    const audit = await call('get', `/audit?objectKind=webhook&objectId=${id}`).expect(200);
    expect(audit.body.items).toMatchObject([
      { action: 'webhook.disabled', actor: { kind: 'system' } },
      { action: 'webhook.created', detail: { host: 'hooks.receiver.test' } },
    ]);
    expect((await call('get', '/notices?q=WebhookFailing').expect(200)).body.items).toMatchObject([
      { code: 'WebhookFailing', state: 'open' },
    ]);
    await call('patch', `/webhooks/${id}`).send({ disabled: false }).expect(200);
    expect((await call('get', '/notices?q=WebhookFailing').expect(200)).body.items).toMatchObject([
      { code: 'WebhookFailing', state: 'closed' },
    ]);
  });

  it('on a private address is rejected, by the address that its name resolves to', async () => {
    const { id } = await added('/private');
    await api.db
      .updateTable('webhook')
      .set({ url: `https://localhost:${(server.address() as AddressInfo).port}/private` })
      .execute();
    await raise('SyncFailed');
    await deliverOnce();
    expect(received).toEqual([]);
    expect(await rows(id)).toMatchObject([
      {
        state: 'pending',
        code: 'WebhookHostRejected',
        detail: { id: 'webhooks.no-answer.address-rejected' },
      },
    ]);
  });
});

describe('workers', () => {
  it('that cannot sign show it like a failure of the receiver, and try again', async () => {
    const { id } = await added('/unsigned');
    await raise('SyncFailed');
    await deliverOnce({ ...deps, keyRing: createKeyRing(randomBytes(32), 2) });
    expect(await rows(id)).toMatchObject([{ state: 'pending', attempts: 1, code: 'MasterKeyChanged' }]);
    await timePasses();
    await deliverOnce();
    expect(await rows(id)).toMatchObject([{ state: 'delivered', attempts: 2 }]);
  });

  it('that die between claiming and sending leave their messages to others: at least once', async () => {
    const { id } = await added('/left');
    await raise('SyncFailed');
    const claimed = await claimDueDeliveries(api.db, { limit: 20, leaseMs: 500 });
    expect(claimed).toHaveLength(1);
    expect(await deliverOnce()).toBe(0);
    expect(received).toEqual([]);
    await timePasses();
    expect(await deliverOnce()).toBe(1);
    expect(await rows(id)).toMatchObject([{ state: 'delivered', attempts: 2 }]);
    expect(received).toHaveLength(1);
  });

  it('that deliver at the same time take different messages: each id once', async () => {
    const { id } = await added('/many');
    for (const subject of Array.from({ length: 30 }, () => randomUUID()))
      await api.db
        .transaction()
        .execute((tx) =>
          raiseNotice(tx, installation(), { code: 'SyncFailed', subject, detail: asWritten('') }),
        );
    const counts = await Promise.all([deliverOnce(), deliverOnce(), deliverOnce()]);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(30);
    const ids = received.map(({ headers }) => headers['webhook-id']);
    expect(new Set(ids).size).toBe(30);
    expect(ids).toHaveLength(30);
    expect((await rows(id)).every(({ state }) => state === 'delivered')).toBe(true);
  });
});

describe('the API', () => {
  it('shows a secret once, keeps it sealed, and its repeat shows none', async () => {
    const key = randomUUID();
    const make = () =>
      call('post', '/webhooks').set('Idempotency-Key', key).send({ url: 'https://hooks.receiver.test/once' });
    const first = await make().expect(201);
    const secret = first.body.secret as string;
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const again = await make().expect(201);
    expect(again.body).toEqual({ webhook: first.body.webhook, secret: null });
    const id = first.body.webhook.id as string;
    const rotated = await call('post', `/webhooks/${id}/rotate-secret`).send({}).expect(200);
    const everything = JSON.stringify([
      await api.db.selectFrom('webhook').selectAll().execute(),
      await api.db.selectFrom('idempotencyKey').selectAll().execute(),
      await api.db.selectFrom('auditEvent').selectAll().execute(),
      (await call('get', '/webhooks')).body,
    ]);
    for (const shown of [secret, rotated.body.secret as string])
      for (const part of [shown, shown.slice('whsec_'.length)]) expect(everything).not.toContain(part);
  });

  it('sends a test once and reports the result', async () => {
    const { id, secret } = await added('/test');
    const test = async () => {
      const queued = await call('post', `/webhooks/${id}/test`).send({}).expect(202);
      expect(queued.body).toMatchObject({ event: 'webhook.test', state: 'pending', attempts: 0 });
      await deliverOnce();
      const listed = await call('get', `/webhooks/${id}/deliveries`).expect(200);
      return (listed.body.items as { id: string }[]).find((one) => one.id === queued.body.id);
    };
    expect(await test()).toMatchObject({ state: 'delivered', attempts: 1, cause: null });
    expect(verify(received[0]!, secret)).toMatchObject({ type: 'webhook.test', data: { webhookId: id } });
    answers.set('/test', { status: 404 });
    expect(await test()).toMatchObject({
      state: 'failed',
      cause: { code: 'WebhookRejected', detail: 'It responded with 404.' },
    });
    expect((await call('get', '/notices')).body.items).toEqual([]);
    await call('patch', `/webhooks/${id}`).send({ disabled: true }).expect(200);
    const rejected = await call('post', `/webhooks/${id}/test`).send({}).expect(409);
    expect(rejected.body.code).toBe('WebhookDisabled');
  });

  it('takes https addresses by name only', async () => {
    for (const url of [
      'http://hooks.receiver.test/x',
      'https://127.0.0.1/x',
      'https://[::1]/x',
      'https://0x7f000001/x',
      'https://localhost/x',
      'https://hooks.receiver.test:8443/x',
      'https://user:secret@hooks.receiver.test/x',
      'https://hooks.receiver.test/x#part',
      'nonsense',
    ]) {
      const rejected = await call('post', '/webhooks').send({ url });
      expect([url, rejected.status, rejected.body.errors?.[0]?.field]).toEqual([url, 422, 'url']);
    }
  });

  it('removes a webhook with its messages, and tells the audit who did what', async () => {
    const { id } = await added('/removed');
    await raise('SyncFailed');
    await call('delete', `/webhooks/${id}`).expect(204);
    expect(await rows(id)).toEqual([]);
    await call('delete', `/webhooks/${id}`).expect(404);
    expect(await deliverOnce()).toBe(0);
    const audit = await call('get', `/audit?objectKind=webhook&objectId=${id}`).expect(200);
    expect((audit.body.items as { action: string }[]).map(({ action }) => action)).toEqual([
      'webhook.removed',
      'webhook.created',
    ]);
  });

  it('allows so many and no more', async () => {
    for (let n = 0; n < 20; n += 1) await added(`/n${n}`);
    const rejected = await call('post', '/webhooks')
      .send({ url: 'https://hooks.receiver.test/more' })
      .expect(409);
    expect(rejected.body.code).toBe('TooManyWebhooks');
  });
});

describe('a signed checkpoint of the audit', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'seatwise-checkpoints-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const event = () =>
    api.db.transaction().execute((tx) =>
      recordAudit(tx, {
        tenantId: api.tenantId,
        actor: systemActor,
        action: 'settings.changed',
        objectKind: 'tenant',
        objectId: api.tenantId,
      }),
    );
  /** What a worker does each minute, into a folder of anchors. */
  const createCheckpoint = async (): Promise<void> => {
    const quiet = () => undefined;
    const checkpointer = createAuditCheckpointer({
      db: api.db,
      keyRing: api.deps.keyRing,
      anchors: openAnchorFile(folder),
      onAnchor: quiet,
      onAnchorFailure: quiet,
    });
    expect(await checkpointer.checkpoint(api.tenantId, 'recent')).toMatchObject({ rejected: null });
  };
  const anchored = async (received: readonly string[] = []): Promise<readonly AuditAnchor[]> =>
    (await readAnchors([folder], received)).byTenant.get(api.tenantId) ?? [];
  const newestLine = async (): Promise<string> => lineOf((await anchored()).at(-1)!);

  it('goes only to webhooks that asked for it, once each, signed, as in its file', async () => {
    const { id, secret } = await added('/audit', { events: ['audit.checkpoint'] });
    await added('/notices', { minimum: 'info' });
    await createCheckpoint();
    expect(await deliverOnce()).toBe(1);
    await createCheckpoint();
    expect(await deliverOnce()).toBe(0);
    const [message] = received;
    const line = await newestLine();
    const data = JSON.parse(line) as AuditAnchor;
    expect([received.length, message!.path, message!.body.includes(line)]).toEqual([1, '/audit', true]);
    expect(verify(message!, secret)).toEqual({ type: 'audit.checkpoint', timestamp: data.signedAt, data });
    const { body } = await call('get', `/webhooks/${id}/deliveries`).expect(200);
    expect(body.items).toMatchObject([{ event: 'audit.checkpoint', noticeId: null, state: 'delivered' }]);
    await call('post', '/webhooks').set('Cookie', api.cookies.reviewer).send({ url: 'https://hooks.receiver.test/' }).expect(403);
  }); // prettier-ignore

  it('is one row for each webhook however long the receiver is away, and the newest is what comes', async () => {
    const { id } = await added('/away', { events: ['audit.checkpoint'] });
    answers.set('/away', { status: 503 });
    for (let minute = 0; minute < 4; minute += 1) {
      await event();
      await createCheckpoint();
      await timePasses();
      await deliverOnce();
    }
    expect(await rows(id)).toMatchObject([{ state: 'pending', attempts: 4, code: 'WebhookRejected' }]);

    // An attempt with the one before is under way while a newer one takes its place: what it ends is not the newer one.
    await timePasses();
    const [underWay] = await claimDueDeliveries(api.db, { limit: 20, leaseMs: 60_000 });
    await event();
    await createCheckpoint();
    await api.db
      .transaction()
      .execute((tx) =>
        concludeDelivery(tx, underWay!, { kind: 'delivered' }, { ...limits, longestWaitMs: 60_000 }),
      );
    expect(await rows(id)).toMatchObject([{ state: 'pending' }]);

    answers.clear();
    await timePasses();
    await deliverOnce();
    expect(received.at(-1)!.body).toContain(await newestLine());
    for (let minute = 0; minute < 3; minute += 1) {
      await event();
      await createCheckpoint();
      await deliverOnce();
    }
    expect(await rows(id)).toMatchObject([{ state: 'delivered', attempts: 1 }]);
  });

  it('that a receiver kept proves the audit where database and anchors were both set back', async () => {
    await added('/kept', { events: ['audit.checkpoint'] });
    await raise('SyncFailed');
    for (let minute = 0; minute < 3; minute += 1) {
      await event();
      await createCheckpoint();
      await deliverOnce();
    }
    const kept = join(folder, 'kept.jsonl');
    const other = JSON.stringify({ type: 'notice.opened', data: {} });
    // As receivers keep them: whole messages, or their data in a layout of their own.
    const [first, ...rest] = received.map(({ body }) => JSON.parse(body) as { readonly data: object });
    const lines = [JSON.stringify(first), other, ...rest.map(({ data }) => JSON.stringify(data).replaceAll('":', '": '))];
    writeFileSync(kept, `${lines.join('\n')}\n`);
    const findings = async (against: readonly string[]) =>
      (await verifyAudit(api.db, api.deps.keyRing, api.tenantId, { anchors: await anchored(against) })).findings.map(({ kind }) => kind);
    expect((await readAnchors([], [kept])).faults).toEqual([]);
    expect(await findings([kept])).toEqual([]);

    // The owner of the database who reaches the folder too throws both away, and the product creates checkpoints over what they rewrote.
    await api.db.transaction().execute(async (tx) => {
      await sql`set local session_replication_role = replica`.execute(tx);
      await sql`delete from audit_checkpoint`.execute(tx);
      await sql`delete from audit_signed_checkpoint`.execute(tx);
      await sql`update audit_event set detail = '{"after": "50"}'`.execute(tx);
    });
    for (const name of readdirSync(folder)) if (name.endsWith('.anchors')) rmSync(join(folder, name));
    await createCheckpoint();
    expect(await findings([])).toEqual([]);
    expect(await findings([kept])).toContain('set-back');
    writeFileSync(kept, 'nothing of ours\n');
    expect((await readAnchors([], [kept])).faults).toMatchObject([{ line: 1, kind: 'unreadable' }]);
  }); // prettier-ignore
});
