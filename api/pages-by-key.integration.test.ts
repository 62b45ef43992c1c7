import { randomUUID } from 'node:crypto';
import request from 'supertest';
import { createApiKey } from '../db/people/api-keys.ts';
import { createMember } from '../db/people/people.ts';
import { createWebhook } from '../db/notices/webhooks.ts';
import { type ApiUnderTest, apiUnderTest } from '../test/environment/api-under-test.ts';

let api: ApiUnderTest;
let webhookId: string;
beforeAll(async () => {
  api = await apiUnderTest();
  webhookId = await addWebhook();
});
afterAll(() => api.close());

/** Rows of one insert have one time: only the id tells them apart. */
const at = (minute: number): Date => new Date(Date.UTC(2026, 5, 1, 8, minute));

const addWebhook = (): Promise<string> =>
  api.db.transaction().execute((tx) =>
    createWebhook(tx, api.deps.keyRing, {
      tenantId: api.tenantId,
      url: 'https://hooks.harbor-lane.test/',
      events: ['notice.opened'],
      minimum: 'info',
      secret: 'whsec_nobody-listens',
      createdBy: api.memberIds.admin,
    }),
  );

const addMember = async (name: string): Promise<string> => {
  const member = await api.db.transaction().execute((tx) =>
    createMember(tx, {
      tenantId: api.tenantId,
      email: `${name}@pages.test`,
      name,
      role: 'viewer',
      passwordHash: 'nobody signs in',
    }),
  );
  return member!.id;
};

const addKey = async (name: string): Promise<string> => {
  const values = {
    tenantId: api.tenantId,
    name,
    prefix: 'sw_',
    keyHash: randomUUID(),
    role: 'viewer' as const,
    createdBy: api.memberIds.admin,
    expiresAt: null,
  };
  return (await api.db.transaction().execute((tx) => createApiKey(tx, values))).id;
};

const addNotice = async (code: string, minute: number): Promise<string> => {
  const id = randomUUID();
  await api.db
    .insertInto('notice')
    .values({
      tenantId: api.tenantId,
      id,
      code,
      subject: id,
      detail: '{}',
      state: 'open',
      firstAt: at(minute),
      lastAt: at(minute),
    })
    .execute();
  return id;
};

const addDelivery = async (minute: number): Promise<string> => {
  const id = randomUUID();
  await api.db
    .insertInto('webhookDelivery')
    .values({
      tenantId: api.tenantId,
      id,
      webhookId,
      messageId: id,
      event: 'webhook.test',
      content: '{}',
      state: 'delivered',
      createdAt: at(minute),
      endedAt: at(minute),
    })
    .execute();
  return id;
};

interface Keyed {
  readonly path: () => string;
  /** Makes the row that is sorted as the number says. */
  readonly add: (place: number) => Promise<string>;
  readonly table: 'notice' | 'member' | 'apiKey' | 'webhook' | 'webhookDelivery';
}
const grave = (place: number): string => (place % 3 === 0 ? 'SyncFailed' : 'SyncPartial');
const letters = 'abcdefghij';
const lists: readonly (readonly [string, Keyed])[] = [
  ['notices', { path: () => '/notices?', table: 'notice', add: (n) => addNotice('SyncFailed', n >> 1) }],
  [
    'notices by severity',
    { path: () => '/notices?sort=severity&', table: 'notice', add: (n) => addNotice(grave(n), n >> 1) },
  ],
  [
    'members',
    { path: () => '/members?q=pages.test&', table: 'member', add: (n) => addMember(`${letters[n]!}-up`) },
  ],
  [
    'members, last first',
    {
      path: () => '/members?q=pages.test&sort=-email&',
      table: 'member',
      add: (n) => addMember(`${letters[n]!}-down`),
    },
  ],
  ['API keys', { path: () => '/api-keys?', table: 'apiKey', add: (n) => addKey(`key ${n}`) }],
  ['webhooks', { path: () => '/webhooks?', table: 'webhook', add: () => addWebhook() }],
  [
    'deliveries',
    {
      path: () => `/webhooks/${webhookId}/deliveries?`,
      table: 'webhookDelivery',
      add: (n) => addDelivery(n >> 1),
    },
  ],
];

interface PageBody {
  readonly items: readonly { readonly id: string }[];
  readonly nextCursor: string | null;
  readonly total: number;
}
const pageOf = async (path: string, cursor: string | null, limit = 3): Promise<PageBody> => {
  const from = cursor === null ? '' : `&cursor=${cursor}`;
  const answer = await request(api.app)
    .get(`/api/v1${path}limit=${limit}${from}`)
    .set('Cookie', api.cookies.admin)
    .expect(200);
  return answer.body as PageBody;
};
const idsOf = ({ items }: PageBody): string[] => items.map(({ id }) => id);

describe.each(lists)('the list of %s', (_name, { path, table, add }) => {
  it('repeats and loses no row while others come and go between its pages', async () => {
    for (const place of [1, 2, 3, 4, 5, 6, 7, 8]) await add(place);
    const before = idsOf(await pageOf(path(), null, 100));
    const first = await pageOf(path(), null);
    expect(idsOf(first)).toEqual(before.slice(0, 3));
    expect(first.total).toBe(before.length);

    // The row that the page ended with, one shown before it and one still to come go; one comes at either end.
    const gone = [before[0]!, before[2]!, before[4]!];
    await api.db.deleteFrom(table).where('id', 'in', gone).execute();
    const come = [await add(0), await add(9)];

    const seen = idsOf(first);
    let cursor = first.nextCursor;
    while (cursor !== null) {
      const next = await pageOf(path(), cursor);
      seen.push(...idsOf(next));
      cursor = next.nextCursor;
      expect(next.total).toBe(before.length - gone.length + come.length);
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.filter((id) => !come.includes(id))).toEqual(before.filter((id) => id !== before[4]));
    const whole = idsOf(await pageOf(path(), null, 100));
    expect(whole.filter((id) => seen.includes(id))).toEqual(seen.filter((id) => !gone.includes(id)));
  });

  it('rejects a cursor of another list, of other filters, and one that somebody made up', async () => {
    const cursors = await Promise.all(
      lists.map(async ([, list]) => (await pageOf(list.path(), null, 1)).nextCursor!),
    );
    const own = (await pageOf(path(), null, 1)).nextCursor!;
    const [question, key] = JSON.parse(Buffer.from(own, 'base64url').toString()) as [string, string[]];
    const forged = [
      [],
      [question],
      [question, []],
      [question, key.map(() => 'x\0')],
      [question, [...key, 'x']],
    ].map((parts) => Buffer.from(JSON.stringify(parts)).toString('base64url'));
    for (const cursor of [...cursors.filter((cursor) => cursor !== own), ...forged, 'x']) {
      const answer = await request(api.app)
        .get(`/api/v1${path()}cursor=${cursor}`)
        .set('Cookie', api.cookies.admin)
        .expect(422);
      expect(answer.body).toMatchObject({ code: 'ValidationFailed', errors: [{ field: 'cursor' }] });
    }
  });
});
