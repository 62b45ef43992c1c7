import { randomUUID } from 'node:crypto';
import request from 'supertest';
import { createMember } from '../../db/people/people.ts';
import { type ApiUnderTest, apiUnderTest, type ApiUnderTestOptions, signInCookie } from './api-under-test.ts';
import { hashTestPassword } from './test-password.ts';

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** One installation with two organizations: A, that of the API under test, whose administrator attacks, and B. */
export async function twoOrganizations(options: ApiUnderTestOptions = {}) {
  const api: ApiUnderTest = await apiUnderTest(options);
  const { db, app } = api;
  const newMember = async (tenantId: string, email: string, role: 'viewer' | 'admin' = 'viewer') => {
    const passwordHash = await hashTestPassword(api.password);
    const made = await db
      .transaction()
      .execute((tx) => createMember(tx, { tenantId, email, name: email, role, passwordHash }));
    return made!.id;
  };
  const personOf = async (memberId: string): Promise<string> =>
    (await db.selectFrom('member').select('personId').where('id', '=', memberId).executeTakeFirstOrThrow())
      .personId;
  const tenantId = randomUUID();
  await db.insertInto('tenant').values({ id: tenantId, name: 'Bay Street IT' }).execute();
  const id = await newMember(tenantId, 'admin@bay-street.test', 'admin');
  /** Administrator of B. */
  const ofB = { tenantId, id, cookie: await signInCookie(app, 'admin@bay-street.test', api.password) };
  return {
    api,
    ofB,
    newMember,
    personOf,
    send: (cookie: string, method: Method, path: string, body?: object) =>
      request(app)[method](`/api/v1${path}`).set('Cookie', cookie).send(body),
    signIn: (email: string, password: string) =>
      request(app).post('/api/v1/session').send({ email, password }),
    auditOf: (of: string, action: string) =>
      db
        .selectFrom('auditEvent')
        .select(['actorKind', 'actorId', 'objectId'])
        .where('tenantId', '=', of)
        .where('action', '=', action)
        .orderBy('seq', 'desc')
        .execute(),
    /** A person who is a member of both; the ID in each. */
    inBoth: async (email: string): Promise<{ readonly a: string; readonly b: string }> => {
      const a = await newMember(api.tenantId, email);
      const b = randomUUID();
      const personId = await personOf(a);
      await db
        .insertInto('member')
        .values({ tenantId, id: b, personId, email, name: email, role: 'viewer' })
        .execute();
      return { a, b };
    },
    /** Signs in, to this organization. */
    sessionOf: async (memberId: string, of: string): Promise<string> => {
      const lastAt = new Date(Date.now() + 60_000);
      await db
        .insertInto('signInNetwork')
        .values({ tenantId: of, memberId, network: 'latest', lastAt })
        .onConflict((conflict) =>
          conflict.columns(['tenantId', 'memberId', 'network']).doUpdateSet({ lastAt }),
        )
        .execute();
      const { email } = await db
        .selectFrom('member')
        .select('email')
        .where('id', '=', memberId)
        .executeTakeFirstOrThrow();
      const cookie = await signInCookie(app, email, api.password);
      // The next sign-in starts clean.
      await db.deleteFrom('signInNetwork').where('network', '=', 'latest').execute();
      return cookie;
    },
  };
}

export type TwoOrganizations = Awaited<ReturnType<typeof twoOrganizations>>;
