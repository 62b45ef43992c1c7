import type { ServerResponse } from 'node:http';
import { sql } from 'kysely';
import request from 'supertest';
import { recordAudit } from '../db/audit/audit.ts';
import { lockProviders } from '../db/people/identity-providers.ts';
import { systemActor } from '../domain/keys.ts';
import { type ApiUnderTest, apiUnderTest } from '../test/environment/api-under-test.ts';
import { type ScriptedProviders, scriptedProviders } from '../test/environment/scripted-provider.ts';

let api: ApiUnderTest;
let providers: ScriptedProviders;
beforeAll(async () => {
  providers = await scriptedProviders(['alpha.idp.test', 'beta.idp.test', 'accounts.google.com']);
  api = await apiUnderTest({ sso: providers.outbound });
});
afterAll(async () => {
  await api.close();
  providers.close();
});

const call = (method: 'get' | 'post' | 'patch' | 'delete', path: string) =>
  request(api.app)[method](`/api/v1/identity-providers${path}`).set('Cookie', api.cookies.admin);

const generic = {
  kind: 'generic',
  name: 'Alpha',
  issuer: 'https://alpha.idp.test',
  clientId: 'seatwise',
  clientSecret: 'a secret of alpha',
  domains: [],
  roleClaim: 'groups',
  roles: [{ value: 'admins', role: 'admin' }],
  defaultRole: null,
};
const entra = 'https://login.microsoftonline.com/00000000-1111-4222-8333-444444444444/v2.0';

async function added(more: object = {}): Promise<string> {
  const { body } = await call('post', '')
    .send({ ...generic, ...more })
    .expect(201);
  return body.id as string;
}

describe('an identity provider', () => {
  it('is added, shown with what to register, changed, and deleted; its secret is shown nowhere', async () => {
    const { body: made } = await call('post', '').send(generic).expect(201);
    expect(made).toMatchObject({
      kind: 'generic',
      roles: generic.roles,
      enabled: true,
      members: 0,
      redirectUri: `http://localhost:4000/api/v1/session/sso/callback/${made.id}`,
      backChannelLogoutUri: `http://localhost:4000/api/v1/session/sso/back-channel-logout/${made.id}`,
    });
    const { body: changed } = await call('patch', `/${made.id}`)
      .send({ name: 'Alpha two', roles: [], clientSecret: 'another secret of alpha' })
      .expect(200);
    expect(changed).toMatchObject({ name: 'Alpha two', roles: [], issuer: generic.issuer });
    const { body: all } = await call('get', '').expect(200);
    expect(all.items).toEqual([changed]);
    await call('delete', `/${made.id}`).expect(204);
    await call('get', `/${made.id}`).expect(404);
    const audited = await api.db
      .selectFrom('auditEvent')
      .select('detail')
      .where('objectId', '=', made.id)
      .execute();
    expect(JSON.stringify([made, changed, all, audited])).not.toContain('secret of alpha');
    expect(audited).toHaveLength(3);
  });

  it('is shown for members whose role it decides, with their second factor', async () => {
    const id = await added({ name: 'Roles' });
    const member = { tenantId: api.tenantId, id: api.memberIds.viewer };
    const { personId } = await api.db
      .updateTable('member')
      .set({ roleFrom: id })
      .where('tenantId', '=', member.tenantId)
      .where('id', '=', member.id)
      .returning('personId')
      .executeTakeFirstOrThrow();
    await api.db
      .insertInto('totp')
      .values({ personId, ciphertext: 'sealed', keyVersion: 1, lastStep: '0' })
      .execute();
    const { body } = await request(api.app)
      .get('/api/v1/members')
      .set('Cookie', api.cookies.admin)
      .expect(200);
    const items = body.items as { id: string }[];
    expect(items.find((one) => one.id === member.id)).toMatchObject({
      hasSecondFactor: true,
      roleFrom: { id, name: 'Roles' },
      breakGlass: false,
    });
    expect(items.find((one) => one.id !== member.id)).toMatchObject({
      hasSecondFactor: false,
      roleFrom: null,
    });
  });

  it.each([
    [
      'an issuer of many organizations',
      { kind: 'entra', issuer: entra.replace(/0{8}.*4{12}/u, 'common') },
      'issuer',
    ],
    ['an issuer of another cloud service', { kind: 'google', issuer: entra, domains: ['a.test'] }, 'issuer'],
    ['an issuer on another port', { issuer: 'https://alpha.idp.test:8443' }, 'issuer'],
    ['plain http', { issuer: 'http://alpha.idp.test' }, 'issuer'],
    ['Google without a domain', { kind: 'google', issuer: 'https://accounts.google.com' }, 'domains'],
    ['domains elsewhere', { domains: ['a.test'] }, 'domains'],
    ['a value twice', { roles: [...generic.roles, { value: 'admins', role: 'viewer' }] }, 'roles'],
  ])('is rejected with %s', async (_, more, field) => {
    const { body } = await call('post', '')
      .send({ ...generic, ...more })
      .expect(422);
    expect(body).toMatchObject({ code: 'ValidationFailed', errors: [{ field }] });
  });

  it('gets another issuer only with its client secret, which would go there', async () => {
    const id = await added({ name: 'Moving' });
    const { body: secrets } = await request(api.app).get('/api/v1/secrets').set('Cookie', api.cookies.admin);
    expect(secrets.items).toContainEqual(
      expect.objectContaining({ kind: 'identity-provider', id, name: 'Moving' }),
    );
    const issuer = 'https://beta.idp.test';
    const { body } = await call('patch', `/${id}`).send({ issuer }).expect(422);
    expect(body).toMatchObject({ code: 'ValidationFailed', errors: [{ field: 'clientSecret' }] });
    await call('patch', `/${id}`).send({ issuer, clientSecret: 'a secret of beta' }).expect(200);
    await call('delete', `/${id}`).expect(204);
  });

  it('keeps no one from writing to the audit while it changes', async () => {
    const { tenantId } = api;
    await api.db.transaction().execute(async (tx) => {
      await lockProviders(tx, tenantId);
      await api.db.transaction().execute(async (other) => {
        await sql`set local lock_timeout = '1s'`.execute(other);
        const entry = { tenantId, actor: systemActor, requestId: null, objectId: tenantId, now: new Date() };
        await recordAudit(other, { ...entry, action: 'settings.changed', objectKind: 'tenant' });
      });
    });
  });

  it('takes the issuer of one Entra tenant', async () => {
    const id = await added({ kind: 'entra', issuer: entra });
    await call('delete', `/${id}`).expect(204);
  });
});

describe('testing a provider', () => {
  type Instead = (path: string, response: ServerResponse) => boolean;
  const cases: readonly (readonly [words: string, code: string | null, Instead | null, metadata: object])[] =
    [
      ['works', null, null, {}],
      ['is down', 'ProviderUnavailable', (_, response) => (response.writeHead(503).end(), true), {}],
      ['never answers', 'ProviderUnavailable', () => true, {}],
      [
        'answers without end',
        'ProviderUnavailable',
        (_, response) => (response.writeHead(200).end(' '.repeat(300_000)), true),
        {},
      ],
      [
        'redirects',
        'NotAProvider',
        (_, response) => (response.writeHead(302, { location: 'https://beta.idp.test/' }).end(), true),
        {},
      ],
      ['is another', 'NotAProvider', null, { issuer: 'https://beta.idp.test' }],
      [
        'has its keys at a private address',
        'ProviderAddressRejected',
        null,
        { jwks_uri: 'https://localhost/jwks' },
      ],
      [
        'has its keys at an IP address',
        'ProviderAddressRejected',
        null,
        { jwks_uri: 'https://169.254.169.254/' },
      ],
    ];

  it.each(cases)('that %s says so, within 3 s, while another works', async (_, code, instead, metadata) => {
    const [alpha, beta] = [providers.at(generic.issuer), providers.at('https://beta.idp.test')];
    Object.assign(alpha, { instead, metadata });
    const ids = [await added(), await added({ name: 'Beta', issuer: beta.issuer })] as const;
    const started = performance.now();
    const [one, two] = await Promise.all(ids.map((id) => call('post', `/${id}/test`).expect(200)));
    expect(performance.now() - started).toBeLessThan(3_000 * 3);
    expect(one!.body).toMatchObject(
      code === null ? { works: true, cause: null } : { works: false, cause: { code } },
    );
    expect(two!.body).toMatchObject({ works: true });
    expect(beta.calls).not.toContain('/');
    for (const id of ids) await call('delete', `/${id}`).expect(204);
  });
});
