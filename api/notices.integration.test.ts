import { asWritten } from '../messages/message.ts';
import { randomUUID } from 'node:crypto';
import request from 'supertest';
import type { IntegrationKey } from '../domain/keys.ts';
import type { Role } from '../contracts/api/common.ts';
import { raiseNotice } from '../db/notices/notices.ts';
import type { NoticeCode } from '../domain/notices.ts';
import { type ApiUnderTest, apiUnderTest } from '../test/environment/api-under-test.ts';
import { connected } from '../test/environment/seeded-integration.ts';

let api: ApiUnderTest;
let key: IntegrationKey;
beforeAll(async () => {
  api = await apiUnderTest();
  key = await connected(api.db, api.tenantId, 'active');
});
beforeEach(() => api.db.deleteFrom('notice').execute());
afterAll(() => api.close());

const as = (role: Role, method: 'get' | 'post', path: string) =>
  request(api.app)[method](`/api/v1${path}`).set('Cookie', api.cookies[role]);
const raised = async (code: NoticeCode, subject = 'line-1'): Promise<string> => {
  await api.db
    .transaction()
    .execute((tx) => raiseNotice(tx, key, { code, subject, detail: asWritten(`${code} of ${subject}`) }));
  const { id } = await api.db
    .selectFrom('notice')
    .select('id')
    .where('code', '=', code)
    .where('subject', '=', subject)
    .executeTakeFirstOrThrow();
  return id;
};
const acknowledge = (role: Role, id: string, times = 1) =>
  as(role, 'post', `/notices/${id}/acknowledge`).send({ times });
const open = async () =>
  ((await as('viewer', 'get', '/notices?state=open').expect(200)).body.items as { id: string }[]).map(
    ({ id }) => id,
  );
const audited = async () =>
  (
    await api.db
      .selectFrom('auditEvent')
      .select(['objectId', 'actorId'])
      .where('action', '=', 'notice.acknowledged')
      .execute()
  ).map(({ objectId, actorId }) => [objectId, actorId]);

describe('a notice', () => {
  it('says its title and advice in the names of its integration', async () => {
    await raised('WriteRejected');
    const { body } = await as('viewer', 'get', '/notices?state=open').expect(200);
    expect(body.items).toMatchObject([
      {
        title: 'Rejected by ConnectWise',
        advice: 'Nothing was changed. See the message from ConnectWise.',
      },
    ]);
  });
});

describe('acknowledging a notice', () => {
  it('that is not there is 404, whatever else is wrong with the request', async () => {
    for (const sent of [{ times: 1 }, { times: 0 }, {}])
      expect((await as('admin', 'post', `/notices/${randomUUID()}/acknowledge`).send(sent)).status).toBe(404);
    const [, id] = [await raised('WriteRejected'), await raised('WriteRejected', 'line-2')];
    expect((await as('admin', 'post', `/notices/${id}/acknowledge`).send({ times: 0 })).status).toBe(422);
  });

  it('closes the one that somebody read, once, audited with who it was; its like stay open', async () => {
    const id = await raised('WriteRejected');
    const other = await raised('WriteRejected', 'line-2');
    const answer = await acknowledge('reviewer', id).expect(200);
    expect(answer.body).toMatchObject({
      id,
      state: 'closed',
      closedAt: expect.any(String),
      acknowledgeable: true,
    });
    expect((await acknowledge('approver', id).expect(200)).body).toEqual(answer.body);
    expect(await open()).toEqual([other]);
    expect(await audited()).toEqual([[id, api.memberIds.reviewer]]);
  });

  it('is rejected where it happened again since it was read, and closes it as it was read again', async () => {
    const id = await raised('InvoiceUndone', 'agreement 8');
    expect(await raised('InvoiceUndone', 'agreement 8')).toBe(id);
    const rejected = await acknowledge('reviewer', id, 1).expect(409);
    expect(rejected.body).toMatchObject({
      code: 'NoticeChanged',
      detail: 'It has occurred 2 times now. You saw 1.',
    });
    expect(await open()).toEqual([id]);
    expect((await acknowledge('reviewer', id, 2).expect(200)).body).toMatchObject({ id, state: 'closed' });
    expect(await open()).toEqual([]);
  });

  it('stands in the audit under the title of the notice', async () => {
    const id = await raised('WriteRejected', 'line-9');
    await acknowledge('reviewer', id).expect(200);
    const entries = await as('admin', 'get', `/audit?action=notice&objectId=${id}`).expect(200);
    expect(entries.body.items).toMatchObject([
      {
        action: 'notice.acknowledged',
        object: { kind: 'notice', id, name: 'Rejected by the PSA' },
        detail: { code: 'WriteRejected', times: 1 },
      },
    ]);
  });

  it('is a new notice when the same happens again', async () => {
    const id = await raised('InvoiceUndone', 'agreement 7');
    await acknowledge('reviewer', id).expect(200);
    await raised('InvoiceUndone', 'agreement 7');
    expect(await open()).toHaveLength(1);
    expect(await open()).not.toContain(id);
  });

  it('is rejected where the notice closes with its cause, and to those who only read', async () => {
    const id = await raised('SyncFailed', 'sync');
    const rejected = await acknowledge('admin', id).expect(409);
    expect(rejected.body).toMatchObject({ code: 'NoticeStands' });
    const own = await raised('WriteRejected');
    expect((await acknowledge('viewer', own).expect(403)).body).toMatchObject({ code: 'RoleTooSmall' });
    expect((await open()).sort()).toEqual([id, own].sort());
  });
});
