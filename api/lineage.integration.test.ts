import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import request from 'supertest';
import type { Tx } from '../db/model/database.ts';
import { createApiKey } from '../db/people/api-keys.ts';
import { setBreakGlass } from '../db/people/break-glass.ts';
import { lockProviders } from '../db/people/identity-providers.ts';
import { setSignInPolicy } from '../db/settings/sign-in-policy.ts';
import { lockWaiters } from '../test/environment/lock-waiters.ts';
import { keepSecretNotices } from '../db/notices/held-secrets.ts';
import { keepKeyNotices } from '../db/notices/key-notices.ts';
import { type ApiUnderTest, apiUnderTest, signInFirstCookie } from '../test/environment/api-under-test.ts';

let api: ApiUnderTest;
beforeAll(async () => {
  api = await apiUnderTest();
});
afterAll(() => api.close());

type Sender = Readonly<Record<string, string>>;
const admin = (): Sender => ({ Cookie: api.cookies.admin });
const send = (method: 'get' | 'post' | 'patch' | 'delete', path: string, sender: Sender, body?: object) =>
  request(api.app)[method](`/api/v1${path}`).set(sender).send(body);

interface Made {
  readonly id: string;
  readonly sender: Sender;
}

async function madeKey(name: string, sender: Sender, more: object = {}): Promise<Made> {
  const { body } = await send('post', '/api-keys', sender, { name, role: 'admin', ...more }).expect(201);
  return { id: body.apiKey.id as string, sender: { Authorization: `Bearer ${body.key as string}` } };
}

/** An administrator; one that a key created is raised by a person. */
async function madeMember(name: string, sender: Sender): Promise<Made> {
  const email = `${name}@harbor-lane.test`;
  const role = 'Authorization' in sender ? 'reviewer' : 'admin';
  const { body } = await send('post', '/members', sender, { email, name, role }).expect(201);
  await send('patch', `/members/${body.member.id as string}`, admin(), { role: 'admin' }).expect(200);
  const Cookie = await signInFirstCookie(api.app, email, body.temporaryPassword as string);
  return { id: body.member.id as string, sender: { Cookie } };
}

/** A key that a person gave the scope; what it made; what that made; and what has nothing to do with it. */
async function family(name: string) {
  const root = await madeKey(`${name} root`, admin(), { scopes: ['privileged'] });
  const child = await madeKey(`${name} child`, root.sender);
  const member = await madeMember(`${name}-member`, root.sender);
  const grandchild = await madeKey(`${name} grandchild`, member.sender, { scopes: ['privileged'] });
  const cousin = await madeMember(`${name}-cousin`, grandchild.sender);
  const stranger = await madeKey(`${name} stranger`, admin());
  return { root, child, member, grandchild, cousin, stranger };
}

const lineage = async (path: string) => {
  const { body } = await send('get', `${path}/lineage`, admin()).expect(200);
  return (body.items as { id: string; creator: { name: string } }[]).map(({ id, creator }) => [
    id,
    creator.name,
  ]);
};
const works = async ({ sender }: Made) => (await send('get', '/session', sender)).status === 200;
const auditOf = async (id: string) => {
  const { body } = await send('get', `/audit?objectId=${id}`, admin()).expect(200);
  return (body.items as { action: string; detail: object }[])[0]!;
};

it('lists everything created with a key, directly or not, and who created each', async () => {
  const { root, child, member, grandchild, cousin } = await family('told');
  expect(await lineage(`/api-keys/${root.id}`)).toEqual([
    [child.id, 'told root'],
    [member.id, 'told root'],
    [grandchild.id, 'told-member'],
    [cousin.id, 'told grandchild'],
  ]);
  expect(await lineage(`/members/${member.id}`)).toEqual([
    [grandchild.id, 'told-member'],
    [cousin.id, 'told grandchild'],
  ]);
  const { body } = await send('get', '/members?q=told-cousin', admin()).expect(200);
  expect(body.items[0].creator).toEqual({ kind: 'api-key', id: grandchild.id, name: 'told grandchild' });
});

it('keeps and still lists what was created with a key that is revoked alone', async () => {
  const { root, child, member, grandchild, cousin } = await family('alone');
  await send('delete', `/api-keys/${root.id}`, admin()).expect(200);
  expect(await works(root)).toBe(false);
  expect(await Promise.all([child, member, grandchild, cousin].map(works))).toEqual([true, true, true, true]);
  expect((await lineage(`/api-keys/${root.id}`)).length).toBe(4);
});

it('revoked with what the request names: all end at once, each with its audit row and address', async () => {
  const { root, child, member, grandchild, cousin, stranger } = await family('along');
  const also = [child.id, member.id, cousin.id].join(',');
  await send('delete', `/api-keys/${root.id}?also=${also}`, admin()).expect(200);
  expect(await Promise.all([root, child, member, cousin].map(works))).toEqual([false, false, false, false]);
  // Its creator is disabled.
  expect(await works(grandchild)).toBe(false);
  expect(await works(stranger)).toBe(true);
  const cameOf = { kind: 'api-key', id: root.id };
  const address = expect.any(String) as string;
  const detail = { cameOf, address };
  expect(await auditOf(child.id)).toMatchObject({ action: 'api-key.revoked', detail });
  expect(await auditOf(cousin.id)).toMatchObject({
    action: 'member.changed',
    detail: { ...detail, before: { disabled: false }, after: { disabled: true } },
  });
});

it('what did not come of it ends by no such request, nor does anything else of it', async () => {
  const { root, child, stranger } = await family('foreign');
  const also = `${child.id},${stranger.id}`;
  const { body } = await send('delete', `/api-keys/${root.id}?also=${also}`, admin()).expect(422);
  expect(body.errors).toEqual([expect.objectContaining({ field: 'also' })]);
  expect(body.errors[0].detail).toContain(stranger.id);
  expect(await Promise.all([root, child, stranger].map(works))).toEqual([true, true, true]);
});

it('ending a member along asks for what ending a member asks for', async () => {
  const { root, child, member, stranger } = await family('asked');
  const { body } = await send('delete', `/api-keys/${root.id}?also=${member.id}`, stranger.sender).expect(
    403,
  );
  expect(body.code).toBe('KeyScopeMissing');
  expect(await works(root)).toBe(true);
  await send('delete', `/api-keys/${root.id}?also=${child.id}`, stranger.sender).expect(200);
  expect(await works(child)).toBe(false);
});

it('a member disabled or made smaller takes along what the request names', async () => {
  const { member, grandchild, cousin } = await family('member');
  await send('patch', `/members/${member.id}`, admin(), { role: 'viewer', also: [cousin.id] }).expect(200);
  expect(await works(cousin)).toBe(false);
  expect((await send('get', '/session', grandchild.sender)).body.role).toBe('viewer');
  await send('patch', `/members/${member.id}`, admin(), { disabled: true, also: [grandchild.id] }).expect(
    200,
  );
  await send('patch', `/members/${member.id}`, admin(), { disabled: false }).expect(200);
  expect(await works(grandchild)).toBe(false);
});

it('the last administrator cannot end along: nothing of it happens', async () => {
  const other = await madeMember('other-admin', admin());
  const key = await madeKey('of the other', other.sender, { scopes: ['privileged'] });
  const sole = await madeMember('sole-admin', key.sender);
  const others = await api.db
    .selectFrom('member')
    .select('id')
    .where('role', '=', 'admin')
    .where('disabledAt', 'is', null)
    .where('id', '<>', sole.id)
    .execute();
  const ids = others.map(({ id }) => id);
  await api.db.updateTable('member').set({ disabledAt: new Date() }).where('id', 'in', ids).execute();
  try {
    const answer = await send('delete', `/api-keys/${key.id}?also=${sole.id}`, sole.sender);
    expect(answer.body.code).toBe('LastAdministrator');
    expect(await works(sole)).toBe(true);
    const stored = await api.db
      .selectFrom('apiKey')
      .select('revokedAt')
      .where('id', '=', key.id)
      .executeTakeFirst();
    expect(stored).toEqual({ revokedAt: null });
  } finally {
    await api.db.updateTable('member').set({ disabledAt: null }).where('id', 'in', ids).execute();
  }
});

describe('a break-glass administrator', () => {
  const require = (tx: Tx, isSsoRequired: boolean) =>
    setSignInPolicy(tx, api.tenantId, { secondFactorFor: [], isSsoRequired });
  const whileRequired = async (what: () => Promise<void>) => {
    await api.db.transaction().execute((tx) => require(tx, true));
    try {
      await what();
    } finally {
      await api.db.transaction().execute((tx) => require(tx, false));
    }
  };

  it('does not end along while single sign-on is required, with a key or with a member', async () => {
    const { root, member, cousin } = await family('glass');
    for (const { id } of [member, cousin])
      await api.db.transaction().execute((tx) => setBreakGlass(tx, api.tenantId, id, true));
    await whileRequired(async () => {
      const answers = [
        await send('delete', `/api-keys/${root.id}?also=${member.id}`, admin()),
        await send('patch', `/members/${member.id}`, admin(), { name: 'Renamed', also: [cousin.id] }),
      ];
      expect(answers.map(({ body }) => body.code as string)).toEqual(Array(2).fill('BreakGlassProtected'));
      expect(await Promise.all([root, member, cousin].map(works))).toEqual([true, true, true]);
    });
  });

  it('is not disabled by a request that came before single sign-on was required', async () => {
    const { id } = await madeMember('glass-race', admin());
    await api.db.transaction().execute((tx) => setBreakGlass(tx, api.tenantId, id, true));
    await whileRequired(async () => {
      await api.db.transaction().execute((tx) => require(tx, false));
      const { disabled } = await api.db.transaction().execute(async (tx) => {
        await lockProviders(tx, api.tenantId);
        const sent = send('patch', `/members/${id}`, admin(), { disabled: true }).then(
          ({ body }) => body as { code: string },
        );
        await lockWaiters(api.db, 1);
        await require(tx, true);
        // Not awaited here: it waits for this transaction.
        return { disabled: sent };
      });
      expect((await disabled).code).toBe('BreakGlassProtected');
    });
  });
});

describe('the end of a key', () => {
  const now = Date.now();
  const inDays = (days: number) => new Date(now + days * 86_400_000);
  const open = async () => {
    const { body } = await send('get', '/notices?state=open&limit=200', admin()).expect(200);
    return (body.items as { code: string; subject: string }[])
      .filter(({ code }) => code === 'ApiKeyEnds' || code === 'ApiKeyWithoutEnd')
      .map(({ code, subject }) => `${code}: ${subject.split(' (')[0]!}`)
      .sort();
  };

  it('comes after 90 days unless another term is chosen, of at most a year', async () => {
    const daysOf = async (body: object) => {
      const answer = await send('post', '/api-keys', admin(), { name: 'term', role: 'viewer', ...body });
      if (answer.status !== 201) return answer.body.code as string;
      const { createdAt, expiresAt } = answer.body.apiKey as Record<string, string>;
      return Math.round((Date.parse(expiresAt!) - Date.parse(createdAt!)) / 86_400_000);
    };
    expect(await daysOf({})).toBe(90);
    expect(await daysOf({ expiresInDays: 365 })).toBe(365);
    expect(await daysOf({ expiresInDays: 366 })).toBe('ValidationFailed');
  });

  it('is told 14 days before, and that a key of before has none; over with the key', async () => {
    const stored = (name: string, expiresAt: Date | null) =>
      api.db.transaction().execute((tx) =>
        createApiKey(tx, {
          tenantId: api.tenantId,
          name,
          prefix: 'sw_000000',
          keyHash: name,
          role: 'viewer',
          createdBy: api.memberIds.admin,
          expiresAt,
        }),
      );
    await stored('ends in 20 days', inDays(20));
    const endless = await stored('endless', null);
    const look = (days: number) =>
      api.db.transaction().execute((tx) => keepKeyNotices(tx, api.tenantId, inDays(days)));
    await look(0);
    expect(await open()).toEqual(['ApiKeyWithoutEnd: endless']);
    await look(7);
    expect(await open()).toEqual(['ApiKeyEnds: ends in 20 days', 'ApiKeyWithoutEnd: endless']);
    await send('delete', `/api-keys/${endless.id}`, admin()).expect(200);
    expect(await open()).toEqual([]);
    await look(7);
    expect(await open()).toEqual(['ApiKeyEnds: ends in 20 days']);
    await look(21);
    expect(await open()).toEqual([]);
  });

  it('is answered as that of a revoked one', async () => {
    const [ended, revoked] = [await madeKey('ended', admin()), await madeKey('revoked', admin())];
    await sql`update api_key set expires_at = now() where id = ${ended.id}`.execute(api.db);
    await send('delete', `/api-keys/${revoked.id}`, admin()).expect(200);
    const answers = await Promise.all([ended, revoked].map(({ sender }) => send('get', '/session', sender)));
    const [one, two] = answers.map(({ status, body }) => ({
      status,
      body: { ...(body as object), requestId: '' },
    }));
    expect(one).toEqual(two);
    expect(one!.status).toBe(401);
  });
});

describe('the owner of a key', () => {
  const give = (key: Made, owner: Made | { readonly id: string }, sender = admin()) =>
    send('patch', `/api-keys/${key.id}`, sender, { ownerId: owner.id });
  const disable = (member: Made, disabled: boolean) =>
    send('patch', `/members/${member.id}`, admin(), { disabled }).expect(200);
  const listed = async (name: string) => {
    const { body } = await send('get', `/api-keys?q=${name}`, admin()).expect(200);
    return (body.items as { owner: object; creator: { name: string } }[])[0]!;
  };
  const suspended = async () => {
    const { body } = await send('get', '/notices?state=open&limit=200', admin()).expect(200);
    return (body.items as { code: string; subject: string; detail: string }[])
      .filter(({ code, subject }) => code === 'ApiKeysSuspended' && subject.startsWith('key-leaver '))
      .map(({ subject, detail }) => `${subject}: ${detail}`);
  };

  it('is disabled: their keys are suspended, named in a notice, until each has another owner or is revoked', async () => {
    const leaver = await madeMember('key-leaver', admin());
    const [kept, ended, back] = [
      await madeKey('kept', leaver.sender),
      await madeKey('ended', leaver.sender),
      await madeKey('back', leaver.sender),
    ];
    await disable(leaver, true);
    expect(await Promise.all([kept, ended, back].map(works))).toEqual([false, false, false]);
    expect(await listed('kept')).toMatchObject({ owner: { id: leaver.id, isActive: false } });
    expect(await suspended()).toEqual([
      expect.stringMatching(
        /^key-leaver \(key-leaver@harbor-lane\.test\): Suspended: back \(.*\), ended \(.*\), and kept /u,
      ),
    ]);
    await give(kept, { id: api.memberIds.admin }).expect(200);
    expect(await works(kept)).toBe(true);
    expect((await send('get', '/session', kept.sender)).body.member.id).toBe(api.memberIds.admin);
    expect(await listed('kept')).toMatchObject({ creator: { name: 'key-leaver' } });
    expect(await lineage(`/members/${leaver.id}`)).toContainEqual([kept.id, 'key-leaver']);
    expect(await auditOf(kept.id)).toMatchObject({
      action: 'api-key.owner-changed',
      detail: { before: { owner: leaver.id }, after: { owner: api.memberIds.admin } },
    });
    await send('delete', `/api-keys/${ended.id}`, admin()).expect(200);
    expect((await suspended())[0]).not.toMatch(/kept|, ended/u);
    await disable(leaver, false);
    expect(await suspended()).toEqual([]);
    expect(await works(back)).toBe(true);
    expect((await give(ended, { id: api.memberIds.admin })).body.code).toBe('KeyEnded');
  });

  it('is an active member of this organization who may do what the key may, named by a person', async () => {
    const key = await madeKey('given', admin(), { scopes: ['privileged'] });
    const gone = await madeMember('key-gone', admin());
    await disable(gone, true);
    const [tenantId, id] = [randomUUID(), randomUUID()];
    await api.db.insertInto('tenant').values({ id: tenantId, name: 'Elsewhere' }).execute();
    await sql`insert into member (tenant_id, id, email, name, role) values (${tenantId}, ${id}, 'b@b.test', 'B', 'admin')`.execute(
      api.db,
    );
    for (const owner of [gone, { id: api.memberIds.approver }, { id }, { id: randomUUID() }]) {
      const { status, body } = await give(key, owner);
      expect([status, body.code]).toEqual([422, 'KeyOwnerTooSmall']);
    }
    const byKey = await give(key, { id: api.memberIds.admin }, key.sender);
    expect([byKey.status, byKey.body.code]).toEqual([403, 'PersonRequired']);
  });
});

describe('in an incident', () => {
  const held = async () => {
    const { body } = await send('get', '/secrets', admin()).expect(200);
    return body as {
      reminderDays: number;
      items: { kind: string; name: string; since: string; isOld: boolean }[];
    };
  };
  const oldNotices = async () => {
    const { body } = await send('get', '/notices?state=open&limit=200', admin()).expect(200);
    return (body.items as { code: string; subject: string }[])
      .filter(({ code }) => code === 'SecretOld')
      .map(({ subject }) => subject);
  };

  it('every secret is listed with its age, never itself; what is older than the setting is a notice until it is replaced', async () => {
    const url = 'https://hooks.example.com/in-wrong-hands';
    const made = await send('post', '/webhooks', admin(), { url }).expect(201);
    const id = made.body.webhook.id as string;
    await madeKey('held', admin());
    await send('post', '/members', admin(), {
      email: 'held@harbor-lane.test',
      name: 'Held',
      role: 'viewer',
    }).expect(201);
    await sql`update webhook set secret_at = now() - interval '91 days' where id = ${id}`.execute(api.db);
    const { items, reminderDays } = await held();
    expect(reminderDays).toBe(90);
    expect(new Set(items.map(({ kind }) => kind))).toEqual(
      new Set(['master-key', 'webhook', 'api-key', 'temporary-password', 'session']),
    );
    expect(items.filter(({ isOld }) => isOld)).toMatchObject([
      { kind: 'webhook', name: 'hooks.example.com' },
    ]);
    expect(JSON.stringify(items)).not.toContain(made.body.secret as string);
    const subject = `Webhook hooks.example.com (${id.slice(0, 8)})`;
    await request(api.app).put('/api/v1/settings').set(admin()).send({ secretReminderDays: 90 }).expect(200);
    expect(await oldNotices()).toEqual([subject]);
    await send('post', `/webhooks/${id}/rotate-secret`, admin()).expect(200);
    expect((await held()).items.filter(({ isOld }) => isOld)).toEqual([]);
    await api.db
      .transaction()
      .execute((tx) => keepSecretNotices(tx, api.tenantId, api.deps.kinds, new Date()));
    expect(await oldNotices()).toEqual([]);
  });

  it('all keys end at once, and all sessions but the own, for whom may do so', async () => {
    const keys = [await madeKey('one', admin()), await madeKey('two', admin())];
    const other = await madeMember('other-in-incident', admin());
    const rejected = await send('post', '/incident/revoke-keys', keys[0]!.sender);
    expect(rejected.body.code).toBe('KeyScopeMissing');
    await send('post', '/incident/revoke-keys', admin()).expect(200);
    expect(await Promise.all(keys.map(works))).toEqual([false, false]);
    for (const { id } of keys) expect(await auditOf(id)).toMatchObject({ action: 'api-key.revoked' });
    await send('post', '/incident/end-sessions', admin()).expect(200);
    expect(await works(other)).toBe(false);
    expect((await send('get', '/session', admin())).status).toBe(200);
  });
});
