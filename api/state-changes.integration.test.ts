import { asWritten, message } from '../messages/message.ts';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import request from 'supertest';
import type { HeldCredentialState } from '../domain/credentials.ts';
import type { IntegrationKey } from '../domain/keys.ts';
import { forgetOldRecords } from '../use-cases/operations/forget-old-records.ts';
import { promoteCandidates } from '../db/secrets/credentials.ts';
import { keepNotice, raiseNotice } from '../db/notices/notices.ts';
import {
  type ApiUnderTest,
  apiUnderTest,
  emailOf,
  signInCookie,
} from '../test/environment/api-under-test.ts';
import { sampleLogo } from '../contracts/api/settings.ts';
import { codeOf, cookiesOf, makePeople, newAuthenticator } from '../test/environment/people-with-factors.ts';
import { approved, confirmed, inConflict, readyToWrite } from '../test/environment/seeded-approvals.ts';
import { connected, countAll, load } from '../test/environment/seeded-integration.ts';
import { type DescribedApi, describedApi } from '../test/described-api/described-api.ts';
import {
  auditOfRoutes,
  type ChangingRoute,
  routesOfTemporal,
} from '../test/described-api/audit-of-routes.ts';
import { type ScriptedProviders, scriptedProviders } from '../test/environment/scripted-provider.ts';
import { everyRow } from '../test/described-api/two-tenants.ts';
import { ruleColumns } from './resources/billing-rules/billing-rule-csv.ts';
import type { Route } from './route.ts';
import { routesOf } from './routes.ts';
import { hashOfKey } from './sign-in/api-key-format.ts';
import { newPassword } from './sign-in/passwords.ts';
import { tokenHash } from './sign-in/session-cookie.ts';
import type { CreationOptions } from '../test/environment/software-authenticator.ts';

/**
 * Every route that changes something: sent by another site it does nothing, done it leaves exactly its audit rows, and a
 * secret that it replaces is in no row any more. The tables name routes; one that is in none of them is an error.
 */

// Some hundred requests; a machine may be busy.
const names = ['Cancel', 'Revert', 'Conflict', 'Decide', 'Capped', 'Waiting', 'Held'] as const;
const steady = Array.from({ length: 30 }, (_, index) => `Steady ${index}`);
const seatsOf = (name: string): number => (name === 'Held' ? 60 : name.startsWith('Steady') ? 12 : 33);

let api: ApiUnderTest;
let people: ReturnType<typeof makePeople>;
let key: IntegrationKey;
let folder: string;
let described: DescribedApi;
let providers: ScriptedProviders;
let routes: readonly Route[];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'seatwise-control-'));
  const credentialsFile = join(folder, 'sandbox-credentials.json');
  providers = await scriptedProviders([new URL(provider.issuer).host]);
  api = await apiUnderTest({
    settings: { sandbox: { on: true, credentialsFile } },
    sso: providers.outbound,
  });
  people = makePeople(api);
  writeFileSync(
    credentialsFile,
    JSON.stringify({ credentials: { accountsApi: duo(), adminApi: duo(), psa: psa() } }),
  );
  routes = routesOf(api.deps, () => Promise.resolve('cookie'));
  described = await describedApi(api.app, api.cookies.admin);
  key = await connected(api.db, api.tenantId, 'active');
  const accounts = [...names, ...steady].map((name, index) => ({
    name, foreignId: `DA${index}`, seats: seatsOf(name), company: name,
  })); // prettier-ignore
  const billed = accounts.map(({ name }) => [name, name.startsWith('Steady') ? 12 : 30] as const);
  await load(api.db, key, accounts, Object.fromEntries(billed));
  await countAll(api.db, key, accounts, new Date(Date.now() - 60_000));
  await readyToWrite(api.db, key);
});
afterAll(async () => {
  await described.close();
  await api.close();
  providers.close();
  rmSync(folder, { recursive: true, force: true });
});

const duo = () => ({
  integrationKey: 'DIWJ8X6AEYOR5OMC6TQ1',
  secretKey: randomUUID(),
  apiHostname: 'api-1a2b3c4d.duosecurity.test',
});
const psa = () => ({
  site: 'api-na.connectwise.test', companyId: 'harborlane', publicKey: 'publicpublicpublic', privateKey: randomUUID(), clientId: randomUUID(),
}); // prettier-ignore

const nameOf = ({ method, path }: Route): string => `${method} ${path}`;
const changing = (): readonly Route[] => routes.filter(({ method }) => method !== 'get');

it('the tables name every route that changes something, and no other', () => {
  expect(Object.keys(auditOfRoutes).sort()).toEqual(changing().map(nameOf).sort());
  // What gives work to Temporal is called in test/product/lifecycle.workflow.test.ts.
  expect([...Object.keys(steps), ...routesOfTemporal].sort()).toEqual(Object.keys(auditOfRoutes).sort());
});

/** Whether an address of one path is one of another as well: `/me/passkeys/options` has the form of a passkey's. */
const isReached = (path: string, by: string): boolean =>
  new RegExp(`^${by.replaceAll(/\{\w+\}/gu, '[^/]+')}$`, 'u').test(path);

describe('sent by the page of another site', () => {
  const forms = ['application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'text/plain'];
  const heads: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
    ['Sec-Fetch-Site: cross-site', { 'sec-fetch-site': 'cross-site' }],
    ['Sec-Fetch-Site: same-site', { 'sec-fetch-site': 'same-site' }],
    ['a foreign Origin', { origin: 'https://evil.test' }],
    ['an Origin that is null', { origin: 'null' }],
    ['an Origin that only begins alike', { origin: 'http://localhost:4000.evil.test' }],
    ['an Origin of another port', { origin: 'http://localhost:4001' }],
    [
      'our Origin beside Sec-Fetch-Site: cross-site',
      { origin: 'http://localhost:4000', 'sec-fetch-site': 'cross-site' },
    ],
  ];

  /** Rows as they are, without when sessions were last used: whoever is found has used theirs. */
  const rows = async () =>
    (await everyRow(api.db, api.tenantId)).map((row) => row.replace(/"last_seen_at":"[^"]*"/u, ''));
  const send = (
    { method, path }: Route,
    headers: Readonly<Record<string, string>>,
    type: string,
    text: string,
  ) =>
    described.send({
      method,
      path,
      params: { ...unknown, id: key.integrationId, memberId: api.memberIds.viewer },
      query: {},
      headers: { cookie: api.cookies.admin, ...headers },
      raw: { type, bytes: Buffer.from(text) },
    });
  const unknown = Object.fromEntries(
    ['sessionId', 'keyId', 'providerId', 'identityId', 'webhookId', 'streamId', 'lineId', 'memberId', 'accountId', 'commandId', 'approvalId', 'approvalLineId', 'monthId', 'viewId', 'noticeId', 'typeId', 'runId', 'companyId', 'ruleId', 'passkeyId', 'seq']
      .map((name) => [name, randomUUID()]),
  ); // prettier-ignore

  it('each is rejected, whatever it names and however it is written, and nothing happens', async () => {
    const before = await rows();
    for (const route of changing()) {
      const sent = heads.flatMap(([words, headers]) =>
        ['application/json', ...(words === 'a foreign Origin' ? forms : [])].map(async (type) => {
          const { status, text } = await send(route, headers, type, '{}');
          return [words, type, status, text.includes('CrossSiteRejected')];
        }),
      );
      const letThrough = (await Promise.all(sent)).filter(
        ([, , status, named]) => status !== 403 || named !== true,
      );
      expect([nameOf(route), letThrough]).toEqual([nameOf(route), []]);
    }
    expect(await rows()).toEqual(before);
  });

  it('as a form, without a word of where it comes from, with the cookie: rejected as well', async () => {
    const before = await rows();
    for (const route of changing()) {
      for (const type of forms) {
        for (const text of ['', 'a=b']) {
          const { status } = await send(route, {}, type, text);
          // Where a body is read, its type is rejected, or an id of nobody before it; where none is, the request itself.
          const rejected = route.body !== null && text !== '' ? [400, 404] : [403];
          expect([nameOf(route), type, text, rejected.includes(status), status]).toEqual([
            nameOf(route),
            type,
            text,
            true,
            status,
          ]);
        }
      }
    }
    expect(await rows()).toEqual(before);
  });

  it('by a method that the address does not have: nothing of another is done', async () => {
    const before = await rows();
    for (const path of new Set(routes.map((route) => route.path))) {
      const known = new Set(
        routes.filter((route) => isReached(path, route.path)).map(({ method }) => method),
      );
      for (const method of ['post', 'put', 'patch', 'delete'] as const) {
        if (known.has(method)) continue;
        const { status } = await described.send({
          method,
          path,
          params: { ...unknown, id: key.integrationId },
          query: {},
          headers: {
            cookie: api.cookies.admin,
            origin: 'https://evil.test',
            'x-http-method-override': 'DELETE',
          },
        });
        expect([method, path, status]).toEqual([method, path, 405]);
      }
    }
    expect(await rows()).toEqual(before);
  });
});

type Role = keyof ApiUnderTest['cookies'];
type Call = () => Promise<request.Response>;
const as = (cookie: string) => {
  const send =
    (method: 'post' | 'put' | 'patch' | 'delete') =>
    (path: string, body: object = {}) => {
      const sent = request(api.app)[method](`/api/v1${path}`).set('Cookie', cookie);
      return sent.send(method === 'delete' ? undefined : body);
    };
  return { post: send('post'), put: send('put'), patch: send('patch'), delete: send('delete') };
};
const by = (role: Role) => as(api.cookies[role]);
const own = (path: string): string => `/integrations/${key.integrationId}${path}`;
const lineOf = async (label: string) =>
  api.db
    .selectFrom('usageLine')
    .select(['id', 'version'])
    .where('label', '=', label)
    .executeTakeFirstOrThrow();
const approve = (label: string) =>
  approved(api.db, key, label, { kind: 'member', id: api.memberIds.approver });
const another = () => signInCookie(api.app, emailOf('viewer'), api.password);
const signedInPerson = async () => cookiesOf(await people.signIn((await people.newPerson()).email));
const ofPasskey = async () => {
  const { cookie, personId } = await people.withPasskey();
  const { id } = await api.db
    .selectFrom('passkey')
    .select('id')
    .where('personId', '=', personId)
    .executeTakeFirstOrThrow();
  return { cookie, id };
};
const sessionOf = async (cookie: string) =>
  api.db
    .selectFrom('session')
    .select('id')
    .where('idHash', '=', tokenHash(cookie.split('=')[1]!))
    .executeTakeFirstOrThrow();
const madeMember = async () =>
  (await by('admin').post('/members', { email: `${randomUUID()}@x.test`, name: 'N', role: 'viewer' })).body
    .member.id as string;
const madeKey = async () =>
  (await by('admin').post('/api-keys', { name: 'k', role: 'viewer' })).body.apiKey.id as string;
const hook = { url: 'https://hooks.example.com/seatwise' };
const madeHook = async () => (await by('admin').post('/webhooks', hook)).body.webhook.id as string;
const stream = { url: 'https://siem.example.com/seatwise' };
const madeStream = async () => (await by('admin').post('/audit-streams', stream)).body.stream.id as string;
const provider = {
  kind: 'generic',
  name: 'Keycloak',
  issuer: 'https://sso.nowhere.test',
  clientId: 'seatwise',
  clientSecret: randomUUID(),
  domains: [],
  roleClaim: 'groups',
  roles: [],
  defaultRole: null,
};
/** A provider that opened a session of the viewer, with a logout token for that session. */
async function signedInBy(providerId: string): Promise<string> {
  const { tenantId } = api;
  const identity = { tenantId, id: randomUUID(), providerId, subject: randomUUID() };
  await api.db
    .insertInto('externalIdentity')
    .values({ ...identity, memberId: api.memberIds.viewer })
    .execute();
  await api.db
    .insertInto('session')
    .values({
      tenantId,
      idHash: randomUUID(),
      memberId: api.memberIds.viewer,
      expiresAt: new Date(Date.now() + 60_000),
      method: 'provider',
      providerId,
      identityId: identity.id,
      providerSession: identity.subject,
    })
    .execute();
  return providers.at(provider.issuer).logoutToken({ aud: provider.clientId, sid: identity.subject });
}
const madeProvider = async () => (await by('admin').post('/identity-providers', provider)).body.id as string;
const view = () => ({ name: randomUUID(), query: 'kind=increase', shared: true });
const madeView = async () => (await by('approver').post('/saved-views', view())).body.id as string;
const rulesFile = [ruleColumns.join(','), ',,customer,1,,,,,,,900000,,,,,,MSA,2026-01-01,,'].join('\n');
const addedRule = () => ({
  change: 'add',
  rule: {
    scope: { kind: 'everything' },
    terms: { maximum: 900_000 },
    source: 'MSA',
    from: '2026-01-01',
    to: null,
  },
});
const month = () => new Date().toISOString().slice(0, 'YYYY-MM'.length);

/** One call of each route that succeeds; a function of what has to be there before gives the call. */
const steps: Readonly<Partial<Record<ChangingRoute, () => Call | Promise<Call>>>> = {
  'post /session': () => async () =>
    request(api.app)
      .post('/api/v1/session')
      .send({ email: emailOf('viewer'), password: api.password }),
  'post /session/second-factor/passkey-options': async () => {
    const step = await people.step((await people.withPasskey()).email);
    return async () => as(step).post('/session/second-factor/passkey-options');
  },
  'post /session/second-factor': async () => {
    const { email, secret } = await people.withTotp();
    const step = await people.step(email);
    return async () => as(step).post('/session/second-factor', { factor: 'totp', code: codeOf(secret) });
  },
  'post /session/passkey/options': () => async () => as('').post('/session/passkey/options'),
  'post /session/passkey': async () => {
    const { authenticator } = await people.withPasskey();
    const asked = await as('').post('/session/passkey/options');
    const response = authenticator.get(asked.body as { challenge: string });
    return async () => as(cookiesOf(asked)).post('/session/passkey', { response });
  },
  'post /session/step-up': () => async () => by('admin').post('/session/step-up', { password: api.password }),
  'put /session/membership': async () => {
    const cookie = await another();
    return async () => as(cookie).put('/session/membership', { memberId: api.memberIds.viewer });
  },
  'post /me/invitations': async () => {
    const [tenantId, code] = [randomUUID(), newPassword()];
    await api.db.insertInto('tenant').values({ id: tenantId, name: 'Invites' }).execute();
    await sql`
      insert into member (tenant_id, id, person_id, email, name, role, disabled_at, invitation_hash, invitation_until)
      select ${tenantId}, ${randomUUID()}, person_id, email, name, role, now(), ${tokenHash(code)}, now() + interval '1 day'
      from member where id = ${api.memberIds.approver}`.execute(api.db);
    return async () => by('approver').post('/me/invitations', { code });
  },
  'post /session/step-up/passkey-options': async () => {
    const { cookie } = await people.withPasskey();
    return async () => as(cookie).post('/session/step-up/passkey-options');
  },
  'post /me/passkeys/options': () => async () => by('viewer').post('/me/passkeys/options'),
  'post /me/passkeys': async () => {
    const cookie = await signedInPerson();
    const asked = await as(cookie).post('/me/passkeys/options');
    const response = newAuthenticator().create(asked.body as CreationOptions);
    return async () => as(cookie).post('/me/passkeys', { name: 'Key', response });
  },
  'patch /me/passkeys/{passkeyId}': async () => {
    const { cookie, id } = await ofPasskey();
    return async () => as(cookie).patch(`/me/passkeys/${id}`, { name: 'Desk' });
  },
  'delete /me/passkeys/{passkeyId}': async () => {
    const { cookie, id } = await ofPasskey();
    return async () => as(cookie).delete(`/me/passkeys/${id}`);
  },
  'post /me/totp': () => async () => by('viewer').post('/me/totp'),
  'post /me/totp/confirm': async () => {
    const cookie = await signedInPerson();
    const { body } = await as(cookie).post('/me/totp');
    return async () => as(cookie).post('/me/totp/confirm', { code: codeOf(body.secret as string) });
  },
  'delete /me/totp': async () => {
    const { cookie } = await people.withTotp();
    return async () => as(cookie).delete('/me/totp');
  },
  'post /me/recovery-codes': async () => {
    const { cookie } = await people.withTotp();
    return async () => as(cookie).post('/me/recovery-codes');
  },
  'post /members/{memberId}/reset-factors': async () => {
    const { id } = await people.withTotp();
    return async () => by('admin').post(`/members/${id}/reset-factors`);
  },
  'put /me/password': () => {
    const change = { currentPassword: api.password, newPassword: 'brisk otter kite lantern' };
    return async () => by('reviewer').put('/me/password', change);
  },
  'delete /sessions': async () => {
    await another();
    return async () => by('viewer').delete('/sessions');
  },
  'delete /sessions/{sessionId}': async () => {
    const { id } = await sessionOf(await another());
    return async () => by('viewer').delete(`/sessions/${id}`);
  },
  'delete /members/{memberId}/sessions': () => async () =>
    by('admin').delete(`/members/${api.memberIds.reviewer}/sessions`),
  'delete /session': async () => {
    const cookie = await another();
    return async () => as(cookie).delete('/session');
  },
  'post /members': () => async () =>
    by('admin').post('/members', { email: 'made@x.test', name: 'Made', role: 'viewer' }),
  'patch /members/{memberId}': async () => {
    const id = await madeMember();
    return async () => by('admin').patch(`/members/${id}`, { disabled: true });
  },
  'post /members/{memberId}/reset-password': async () => {
    const id = await madeMember();
    return async () => by('admin').post(`/members/${id}/reset-password`);
  },
  'post /api-keys': () => async () => by('admin').post('/api-keys', { name: 'made', role: 'viewer' }),
  'patch /api-keys/{keyId}': async () => {
    const id = await madeKey();
    return async () => by('admin').patch(`/api-keys/${id}`, { ownerId: api.memberIds.viewer });
  },
  'delete /api-keys/{keyId}': async () => {
    const id = await madeKey();
    return async () => by('admin').delete(`/api-keys/${id}`);
  },
  'put /members/{memberId}/break-glass': async () => {
    await api.db
      .updateTable('member')
      .set({ breakGlass: true })
      .where('id', '=', api.memberIds.admin)
      .execute();
    return async () => by('admin').put(`/members/${api.memberIds.admin}/break-glass`, { breakGlass: false });
  },
  'delete /me/identities/{identityId}': async () => {
    await signedInBy(await madeProvider());
    const { id } = await api.db
      .selectFrom('externalIdentity')
      .select('id')
      .where('memberId', '=', api.memberIds.viewer)
      .executeTakeFirstOrThrow();
    return async () => by('viewer').delete(`/me/identities/${id}`);
  },
  'post /session/sso': async () => {
    providers.at(provider.issuer);
    const providerId = await madeProvider();
    return async () => as('').post('/session/sso', { providerId, purpose: 'sign-in' });
  },
  'post /session/sso/back-channel-logout/{providerId}': async () => {
    const id = await madeProvider();
    const token = await signedInBy(id);
    return async () =>
      request(api.app)
        .post(`/api/v1/session/sso/back-channel-logout/${id}`)
        .type('form')
        .send({ ['logout_token']: token });
  },
  'post /identity-providers': () => async () => by('admin').post('/identity-providers', provider),
  'patch /identity-providers/{providerId}': async () => {
    const id = await madeProvider();
    return async () => by('admin').patch(`/identity-providers/${id}`, { name: 'Renamed' });
  },
  'delete /identity-providers/{providerId}': async () => {
    const id = await madeProvider();
    return async () => by('admin').delete(`/identity-providers/${id}`);
  },
  'post /identity-providers/{providerId}/test': async () => {
    const id = await madeProvider();
    return async () => by('admin').post(`/identity-providers/${id}/test`);
  },
  'post /webhooks': () => async () => by('admin').post('/webhooks', hook),
  'patch /webhooks/{webhookId}': async () => {
    const id = await madeHook();
    return async () => by('admin').patch(`/webhooks/${id}`, { minimum: 'error' });
  },
  'post /webhooks/{webhookId}/rotate-secret': async () => {
    const id = await madeHook();
    return async () => by('admin').post(`/webhooks/${id}/rotate-secret`);
  },
  'post /webhooks/{webhookId}/test': async () => {
    const id = await madeHook();
    return async () => by('admin').post(`/webhooks/${id}/test`);
  },
  'delete /webhooks/{webhookId}': async () => {
    const id = await madeHook();
    return async () => by('admin').delete(`/webhooks/${id}`);
  },
  'post /audit-streams': () => async () => by('admin').post('/audit-streams', stream),
  'patch /audit-streams/{streamId}': async () => {
    const id = await madeStream();
    return async () => by('admin').patch(`/audit-streams/${id}`, { paused: true });
  },
  'post /audit-streams/{streamId}/rotate-secret': async () => {
    const id = await madeStream();
    return async () => by('admin').post(`/audit-streams/${id}/rotate-secret`);
  },
  'post /audit/rows-ahead/{seq}/answer': async () => {
    await api.db.transaction().execute(async (tx) => {
      await sql`set local session_replication_role = replica`.execute(tx);
      const { rows } = await sql<{ seq: string }>`
        insert into audit_event (tenant_id, id, at, actor_kind, actor_id, action, object_kind, object_id)
        values (${api.tenantId}, ${randomUUID()}, '2099-01-01', 'member', 'm', 'ahead', 'o', '1')
        returning seq::text`.execute(tx);
      const detail = message('notices.audit-rows-ahead', { count: 1, rows: rows.map(({ seq }) => seq) });
      const scope = { tenantId: api.tenantId, integrationId: null };
      await keepNotice(tx, scope, { code: 'AuditChainBroken', subject: 'audit', detail });
    });
    const { body } = await request(api.app).get('/api/v1/audit/rows-ahead').set('Cookie', api.cookies.admin);
    const [row] = body.items as readonly { readonly seq: string; readonly rowHash: string }[];
    const answer = { rowHash: row!.rowHash, reason: 'The clock was ahead.' };
    return async () => by('admin').post(`/audit/rows-ahead/${row!.seq}/answer`, answer);
  },
  'delete /audit-streams/{streamId}': async () => {
    const id = await madeStream();
    return async () => by('admin').delete(`/audit-streams/${id}`);
  },
  'put /integrations/{id}/privacy': () => async () => by('admin').put(own('/privacy'), { keepNames: false }),
  'put /integrations/{id}/credentials/accounts-api': () => async () =>
    by('admin').put(own('/credentials/accounts-api'), duo()),
  'put /integrations/{id}/credentials/admin-api': () => async () =>
    by('admin').put(own('/credentials/admin-api'), duo()),
  'put /integrations/{id}/credentials/psa': () => async () => by('admin').put(own('/credentials/psa'), psa()),
  'post /integrations/{id}/credentials/sandbox': () => async () =>
    by('admin').post(own('/credentials/sandbox')),
  'put /integrations/{id}/agreement-types/{typeId}/billing-target': () => async () =>
    by('admin').put(own('/agreement-types/1/billing-target'), { billsIn: 'arrears' }),
  'post /integrations/{id}/billing-rules/preview': () => async () =>
    by('approver').post(own('/billing-rules/preview'), addedRule()),
  'post /integrations/{id}/billing-rules/import/preview': () => async () =>
    by('approver').post(own('/billing-rules/import/preview'), { csv: rulesFile }),
  'post /integrations/{id}/billing-rules/import': async () => {
    const { effect } = (await by('approver').post(own('/billing-rules/import/preview'), { csv: rulesFile }))
      .body;
    return async () =>
      by('approver').post(own('/billing-rules/import'), {
        csv: rulesFile,
        effect: effect.effect,
        reason: 'signed',
      });
  },
  'post /integrations/{id}/billing-rules/changes': async () => {
    const change = addedRule();
    const { effect } = (await by('approver').post(own('/billing-rules/preview'), change)).body;
    return async () =>
      by('approver').post(own('/billing-rules/changes'), { change, effect, reason: 'signed' });
  },
  'post /usage-lines/decisions': async () => {
    const { id: usageLineId, version: lineVersion } = await lineOf('Decide');
    const items = [{ usageLineId, lineVersion, decision: 'hold', reason: 'asked the customer' }];
    return async () => by('approver').post('/usage-lines/decisions', { selection: 'ticked', items });
  },
  'post /usage-lines/{lineId}/override': async () => {
    const { id } = await lineOf('Held');
    return async () => by('approver').post(`/usage-lines/${id}/override`, { reason: 'asked the customer' });
  },
  'post /usage-lines/{lineId}/line-change/preview': async () => {
    const { id, version: lineVersion } = await lineOf('Decide');
    const newLine = { agreementId: '101', productId: '7' };
    return async () =>
      by('approver').post(`/usage-lines/${id}/line-change/preview`, {
        kind: 'create-line',
        lineVersion,
        newLine,
      });
  },
  'post /usage-lines/{lineId}/end-line': async () => {
    const { id, version: lineVersion } = await lineOf('Decide');
    const line = { psaLineId: '101' };
    return async () =>
      by('admin').post(`/usage-lines/${id}/end-line`, {
        lineVersion,
        line,
        customer: 'Decide',
        reason: 'left',
      });
  },
  'post /saved-views': () => async () => by('approver').post('/saved-views', view()),
  'patch /saved-views/{viewId}': async () => {
    const id = await madeView();
    return async () => by('approver').patch(`/saved-views/${id}`, { shared: false });
  },
  'delete /saved-views/{viewId}': async () => {
    const id = await madeView();
    return async () => by('approver').delete(`/saved-views/${id}`);
  },
  'put /usage-lines/{lineId}/note': async () => {
    const { id } = await lineOf('Waiting');
    const note = { noteVersion: 0, text: 'asked the customer', assignee: null, until: '2026-12-04' };
    return async () => by('approver').put(`/usage-lines/${id}/note`, note);
  },
  'post /usage-lines/assignments': async () => {
    const { id: usageLineId } = await lineOf('Capped');
    const items = [{ usageLineId, noteVersion: 0 }];
    const assignee = api.memberIds.approver;
    return async () => by('approver').post('/usage-lines/assignments', { assignee, items });
  },
  'post /write-backs/{approvalId}/lines/{approvalLineId}/cancel': async () => {
    const { approvalId, lineId } = await approve('Cancel');
    return async () => by('approver').post(`/write-backs/${approvalId}/lines/${lineId}/cancel`);
  },
  'post /write-backs/{approvalId}/lines/{approvalLineId}/revert': async () => {
    const { approvalId, lineId } = await approve('Revert');
    await confirmed(api.db, key, lineId);
    return async () => by('approver').post(`/write-backs/${approvalId}/lines/${lineId}/revert`);
  },
  'post /write-backs/{approvalId}/lines/{approvalLineId}/resolve': async () => {
    const { approvalId, lineId } = await approve('Conflict');
    await inConflict(api.db, key, lineId, '9');
    const path = `/write-backs/${approvalId}/lines/${lineId}/resolve`;
    return async () => by('approver').post(path, { reason: 'looked at it' });
  },
  'put /settings': () => async () =>
    by('admin').put('/settings', { writeCaps: { lines: 10_000, amount: '0.01' } }),
  'put /settings/sign-in': () => async () =>
    by('admin').put('/settings/sign-in', { secondFactorFor: [], isSsoRequired: false }),
  'put /settings/logo': () => async () => by('admin').put('/settings/logo', { content: sampleLogo }),
  'delete /settings/logo': () => async () => by('admin').delete('/settings/logo'),
  'post /integrations/{id}/write-backs/continue': async () => {
    await confirmed(api.db, key, (await approve('Capped')).lineId);
    await approve('Waiting');
    return async () => by('admin').post(own('/write-backs/continue'), { cap: 'writeCaps' });
  },
  'post /integrations/{id}/turn-off-write-back': async () => {
    // What is queued would end along, each with a row of its own.
    const queued = await api.db
      .selectFrom('approvalLine')
      .select(['approvalId', 'id'])
      .where('state', '=', 'queued')
      .execute();
    for (const { approvalId, id } of queued)
      await by('approver').post(`/write-backs/${approvalId}/lines/${id}/cancel`);
    return async () => by('admin').post(own('/turn-off-write-back'));
  },
  'post /integrations/{id}/turn-on-write-back': () => async () =>
    by('admin').post(own('/turn-on-write-back')),
  'post /incident/turn-off-write-back': () => async () => by('admin').post('/incident/turn-off-write-back'),
  'post /incident/revoke-keys': async () => {
    await by('admin').post('/incident/revoke-keys').expect(200);
    await madeKey();
    return async () => by('admin').post('/incident/revoke-keys');
  },
  'post /review-months': () => async () =>
    by('approver').post('/review-months', {
      integrationId: key.integrationId,
      month: month(),
      whileRunning: true,
    }),
  'post /review-months/{monthId}/reopen': async () => {
    const { id } = await api.db.selectFrom('reviewMonth').select('id').executeTakeFirstOrThrow();
    return async () => by('admin').post(`/review-months/${id}/reopen`, { reason: 'too early' });
  },
  'post /notices/{noticeId}/acknowledge': async () => {
    const notice = { code: 'WriteRejected', subject: 'Cancel', detail: asWritten('rejected') } as const;
    await api.db.transaction().execute((tx) => raiseNotice(tx, key, notice));
    const { id } = await api.db
      .selectFrom('notice')
      .select('id')
      .where('code', '=', 'WriteRejected')
      .executeTakeFirstOrThrow();
    return async () => by('approver').post(`/notices/${id}/acknowledge`, { times: 1 });
  },
  'put /integrations/{id}/canceled-day': () =>
    Promise.resolve(() => by('admin').put(own('/canceled-day'), { canceledDay: 'not-billed' })),
  'put /integrations/{id}/write-methods': async () => {
    await api.db.updateTable('integration').set({ psa: 'halopsa' }).execute();
    return async () => {
      const answer = await by('admin').put(own('/write-methods'), { choice: 'by-hand', method: 'document' });
      await api.db.updateTable('integration').set({ psa: 'connectwise' }).execute();
      return answer;
    };
  },
  // The last: nobody but the administrator is signed in afterwards.
  'post /incident/end-sessions': async () => {
    await another();
    return async () => by('admin').post('/incident/end-sessions');
  },
};

describe('done', () => {
  const newest = async () =>
    (await api.db.selectFrom('auditEvent').select('seq').orderBy('seq', 'desc').executeTakeFirstOrThrow())
      .seq;

  it.each(Object.entries(steps))('%s leaves exactly its rows in the audit', async (name, prepared) => {
    const call = await prepared();
    const before = await newest();
    const { status, body, headers } = await call();
    expect([status < 300, body]).toEqual([true, body]);
    const rows = await api.db
      .selectFrom('auditEvent')
      .select(['action', 'requestId', 'detail'])
      .where('seq', '>', before)
      .orderBy('seq')
      .execute();
    expect(rows.map(({ action }) => action)).toEqual(auditOfRoutes[name as ChangingRoute]);
    expect(rows.map(({ requestId }) => requestId)).toEqual(rows.map(() => headers['x-request-id']));
    const withAddress =
      /^(session|member|api-key|credential|integration\.write-back-(enabled|turned-off)|webhook|audit-stream)\b/u;
    for (const { action, detail } of rows)
      if (withAddress.test(action))
        expect([action, detail]).toMatchObject([action, { address: '127.0.0.1' }]);
  });
});

describe('a secret that was replaced', () => {
  /** Where secrets, or what opens with them, stand in rows; a new such column is named here, and erased somewhere. */
  const kept = {
    'api_key.key_hash': 'revoked keys',
    'audit_stream.ciphertext': 'audit streams',
    'credential.ciphertext': 'credentials',
    'identity_provider.ciphertext': 'client secrets',
    'key_check.ciphertext': 'master key',
    'member.password_hash': 'passwords',
    'person.password_hash': 'passwords',
    'session.id_hash': 'sessions',
    'sign_in_step.id_hash': 'steps of a sign-in, used once',
    'totp.ciphertext': 'second factors',
    'used_logout_token.token_id_hash': 'logout tokens of providers, used once',
    'webhook.ciphertext': 'webhooks',
    'webhook.previous_ciphertext': 'webhooks',
  };

  it('stands in one of these columns, and in no other', async () => {
    const { rows } = await sql<{ name: string }>`
      select table_name || '.' || column_name as name from information_schema.columns
      where table_schema = 'public' and column_name ~ 'ciphertext|secret|token|password_hash|id_hash|key_hash'
        and column_name !~ '_at$' and column_name <> 'fencing_token'
      order by 1`.execute(api.db);
    expect(rows.map(({ name }) => name)).toEqual(Object.keys(kept));
  });

  const everything = async () => (await everyRow(api.db, api.tenantId)).join('\n');
  /** What stood in a column before is in no row, of whatever table, afterwards. */
  async function gone(former: readonly (string | null | undefined)[]): Promise<void> {
    expect(former.filter((value) => value == null || value === '')).toEqual([]);
    const rows = await everything();
    expect(former.filter((value) => rows.includes(value!))).toEqual([]);
  }

  it.each(['accounts-api', 'admin-api', 'psa'] as const)(
    'as the %s credential: the candidate by a newer, the working one by its promotion',
    async (set) => {
      const sealed = async (state: HeldCredentialState) =>
        (
          await api.db
            .selectFrom('credential')
            .select('ciphertext')
            .where('credentialSet', '=', set)
            .where('state', '=', state)
            .executeTakeFirst()
        )?.ciphertext;
      const put = () => by('admin').put(own(`/credentials/${set}`), set === 'psa' ? psa() : duo());
      await put().expect(200);
      const candidate = await sealed('candidate');
      await put().expect(200);
      await gone([candidate]);
      await api.db.transaction().execute((tx) => promoteCandidates(tx, key));
      const working = await sealed('working');
      await put().expect(200);
      await api.db.transaction().execute((tx) => promoteCandidates(tx, key));
      await gone([working]);
    },
  );

  it('as that of a webhook: a day later, or once it is replaced again; with the webhook at once', async () => {
    const id = await madeHook();
    const sealed = () =>
      api.db
        .selectFrom('webhook')
        .select(['ciphertext', 'previousCiphertext'])
        .where('id', '=', id)
        .executeTakeFirstOrThrow();
    const rotate = () => by('admin').post(`/webhooks/${id}/rotate-secret`).expect(200);
    const first = await sealed();
    await rotate();
    const second = await sealed();
    await rotate();
    await gone([first.ciphertext, second.previousCiphertext]);
    const third = await sealed();
    const inTwoDays = new Date(Date.now() + 2 * 86_400_000);
    const keeping = { historyMonths: 24, commandsDays: 90, messagesDays: 90 };
    await forgetOldRecords(api.db, api.tenantId, inTwoDays, keeping, () => undefined);
    await gone([third.previousCiphertext]);
    await by('admin').delete(`/webhooks/${id}`).expect(204);
    await gone([third.ciphertext]);
  });

  it('as that of an audit stream: as soon as it is replaced, and with the stream', async () => {
    const id = await madeStream();
    const sealed = async () =>
      (await api.db.selectFrom('auditStream').select('ciphertext').where('id', '=', id).executeTakeFirst())
        ?.ciphertext;
    const first = await sealed();
    await by('admin').post(`/audit-streams/${id}/rotate-secret`).expect(200);
    await gone([first]);
    const second = await sealed();
    await by('admin').delete(`/audit-streams/${id}`).expect(204);
    await gone([second]);
  });

  it('as a key that was revoked, alone or along with another', async () => {
    const made = async (sender: Readonly<Record<string, string>>, scopes: readonly string[]) => {
      const { body } = await request(api.app)
        .post('/api/v1/api-keys')
        .set(sender)
        .send({ name: 'replaced', role: 'admin', scopes })
        .expect(201);
      return { id: body.apiKey.id as string, key: body.key as string };
    };
    const root = await made({ Cookie: api.cookies.admin }, ['privileged']);
    const child = await made({ Authorization: `Bearer ${root.key}` }, []);
    expect(await everything()).toContain(hashOfKey(child.key));
    await by('admin').delete(`/api-keys/${root.id}?also=${child.id}`).expect(200);
    await gone([root, child].flatMap(({ key: secret }) => [secret, hashOfKey(secret)]));
  });

  it('as a session that ended: signed out, ended by itself, or by an administrator', async () => {
    const [out, one, all] = [await another(), await another(), await another()];
    await as(out).delete('/session').expect(204);
    await by('admin').delete(`/members/${api.memberIds.viewer}/sessions`).expect(200);
    const tokens = [out, one, all].map((cookie) => cookie.split('=')[1]!);
    await gone(tokens.flatMap((token) => [token, tokenHash(token)]));
  });

  it('as a password: by the temporary password, and that by the person’s own', async () => {
    const email = `${randomUUID()}@x.test`;
    const { body } = await by('admin').post('/members', { email, name: 'Passing', role: 'viewer' });
    const id = body.member.id as string;
    const hash = async () =>
      (
        await api.db
          .selectFrom('member')
          .select('passwordHash')
          .where('id', '=', id)
          .executeTakeFirstOrThrow()
      ).passwordHash;
    const first = await hash();
    const reset = await by('admin').post(`/members/${id}/reset-password`).expect(200);
    const second = await hash();
    const cookie = await signInCookie(api.app, email, reset.body.temporaryPassword as string);
    const change = { currentPassword: reset.body.temporaryPassword as string, newPassword: newPassword() };
    await as(cookie).put('/me/password', change).expect(204);
    const given = [body.temporaryPassword as string, change.currentPassword, change.newPassword];
    await gone([first, second, ...given]);
  });
});
