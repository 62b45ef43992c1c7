import { randomBytes, randomUUID } from 'node:crypto';
import { twoOrganizations, type TwoOrganizations } from '../test/environment/two-organizations.ts';
import { cookieNameOf, tokenHash } from './sign-in/session-cookie.ts';

/**
 * The identity provider of organization A says whatever it likes about a person of A and B: a session that it opened is as
 * good as its word, which B never took.
 */

let both: TwoOrganizations;
let api: TwoOrganizations['api'];
let ofB: TwoOrganizations['ofB'];
beforeAll(async () => {
  both = await twoOrganizations();
  ({ api, ofB } = both);
});
afterAll(() => api.close());

/** A session that A's provider opened as this member, confirmed by it just now. */
async function openedByProvider(memberId: string, email: string | null = null): Promise<string> {
  const { tenantId, db } = api;
  const [providerId, identityId] = [randomUUID(), randomUUID()];
  await db
    .insertInto('identityProvider')
    .values({
      tenantId,
      id: providerId,
      kind: 'generic',
      name: 'Hostile',
      issuer: 'https://hostile.test',
      clientId: 'seatwise',
      ciphertext: 'sealed',
      keyVersion: 1,
      defaultRole: 'viewer',
    })
    .execute();
  await db
    .insertInto('externalIdentity')
    .values({ tenantId, id: identityId, providerId, subject: memberId, memberId, email })
    .execute();
  const token = randomBytes(32).toString('base64url');
  await db
    .insertInto('session')
    .values({
      tenantId,
      idHash: tokenHash(token),
      memberId,
      expiresAt: new Date(Date.now() + 3_600_000),
      method: 'provider',
      providerId,
      identityId,
    })
    .execute();
  const { id } = await db.selectFrom('installation').select('id').executeTakeFirstOrThrow();
  return `${cookieNameOf(id)}=${token}`;
}

it('opens no other organization: no switching, no joining, and none is named', async () => {
  const ids = await both.inBoth('switched@harbor-lane.test');
  const cookie = await openedByProvider(ids.a);
  const { body } = await both.send(cookie, 'get', '/session').expect(200);
  expect(body).toMatchObject({ method: 'provider', organizations: [{ memberId: ids.a }] });
  expect(body.organizations).toHaveLength(1);
  const switched = await both.send(cookie, 'put', '/session/membership', { memberId: ids.b });
  expect([switched.status, switched.body.code]).toEqual([403, 'OneOrganizationOnly']);
  const own = await both.newMember(api.tenantId, 'not-joining@harbor-lane.test');
  const invited = await both.send(ofB.cookie, 'post', '/members', {
    email: 'not-joining@harbor-lane.test',
    name: 'Invited',
    role: 'viewer',
  });
  const code = invited.body.temporaryPassword as string;
  const joined = await both.send(await openedByProvider(own), 'post', '/me/invitations', { code });
  expect([joined.status, joined.body.code]).toEqual([403, 'OneOrganizationOnly']);
});

it('is given nothing of how the person signs in elsewhere', async () => {
  const ids = await both.inBoth('exported@harbor-lane.test');
  const exported = async (cookie: string) =>
    Object.keys(JSON.parse((await both.send(cookie, 'get', '/me/data').expect(200)).text) as object);
  expect(await exported(await both.sessionOf(ids.a, api.tenantId))).toContain('person');
  expect(await exported(await openedByProvider(ids.a))).not.toContain('person');
});
