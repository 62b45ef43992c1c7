import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { sql } from 'kysely';
import { isWithin, roles, type Role } from '../domain/roles.ts';
import { createApiKey } from '../db/people/api-keys.ts';
import { type ApiUnderTest, apiUnderTest } from '../test/environment/api-under-test.ts';
import { type DescribedApi, describedApi } from '../test/described-api/described-api.ts';
import { needsTemporal, type Operation, parametersIn } from '../test/described-api/document.ts';
import { requestsOf } from '../test/described-api/generating.ts';
import type { Received, SentRequest } from '../test/described-api/sending.ts';
import {
  everyRow,
  type SeededTenant,
  seedAnotherTenant,
  seedTenant,
} from '../test/described-api/two-tenants.ts';
import { hashOfKey, newApiKey, shownPrefix } from './sign-in/api-key-format.ts';

/**
 * Every route of the served document rejects a missing session, a role that is too small and an id of somebody else in
 * the same way. Nothing here names a route, so a new one is covered as soon as it is registered.
 */

// Thousands of requests, on a machine that may be busy.
/** Called by browsers and providers, whose requests name no organization but by the provider's ID. */
const ofAnybody: ReadonlySet<string> = new Set([
  'get /session/sso/callback/{providerId}',
  'post /session/sso/back-channel-logout/{providerId}',
]);

let api: ApiUnderTest;
let described: DescribedApi;
let own: SeededTenant;
let foreign: SeededTenant;
let keys: Readonly<Record<Role, string>>;
beforeAll(async () => {
  api = await apiUnderTest();
  described = await describedApi(api.app, api.cookies.admin);
  own = await seedTenant(api.db, api.tenantId, { keyRing: api.deps.keyRing, agreementTypeId: '1' });
  // Whoever asks finds own sessions only.
  await api.db
    .updateTable('session')
    .set({ memberId: api.memberIds.admin })
    .where('tenantId', '=', own.tenantId)
    .where('id', '=', own.params['sessionId']!)
    .execute();
  // The caller's own passkeys too. With a passkey, the session must have been confirmed by it.
  await sql`update passkey set person_id = (select person_id from member where id = ${api.memberIds.admin})
    where id = ${own.params['passkeyId']}`.execute(api.db);
  await sql`update session set factor = 'passkey' where member_id = ${api.memberIds.admin}`.execute(api.db);
  await api.db
    .updateTable('externalIdentity')
    .set({ memberId: api.memberIds.admin })
    .where('tenantId', '=', own.tenantId)
    .execute();
  foreign = await seedAnotherTenant(api.db, { keyRing: api.deps.keyRing, agreementTypeId: '77' });
  keys = Object.fromEntries(
    await Promise.all(roles.map(async (role) => [role, await keyOf(role)] as const)),
  ) as Record<Role, string>;
});
afterAll(async () => {
  await described.close();
  await api.close();
});

async function keyOf(role: Role): Promise<string> {
  const key = newApiKey();
  await api.db.transaction().execute((tx) =>
    createApiKey(tx, {
      tenantId: api.tenantId,
      name: role,
      prefix: shownPrefix(key),
      keyHash: hashOfKey(key),
      role,
      createdBy: api.memberIds.admin,
      expiresAt: null,
    }),
  );
  return key;
}

const requests = new Map<Operation, SentRequest>();

/** One request that the document allows, with ids that exist; the same each time. */
function allowed(operation: Operation): SentRequest {
  const before = requests.get(operation);
  if (before !== undefined) return before;
  const [made] = fc.sample(requestsOf(operation, own, { cookie: api.cookies.admin }), {
    numRuns: 1,
    seed: 1,
  });
  requests.set(operation, made!);
  return made!;
}

/** All that a client sees of an answer, without what differs by time. */
const seen = ({ status, type, text }: Received, sent: SentRequest): readonly unknown[] => {
  const { requestId, ...body } = JSON.parse(text) as Record<string, unknown>;
  // An id of the request itself may stand in the answer. One of a digit or two stands in any status as well.
  const echoes = [...Object.values(sent.params), ...uuidsIn(sent)].filter((id) => id.length > 3);
  const plain = echoes.reduce((shown, id) => shown.replaceAll(id, 'ID'), JSON.stringify(body));
  return [status, type, plain, typeof requestId];
};
const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/gu;
const uuidsIn = ({ query, body }: SentRequest): readonly string[] =>
  [...JSON.stringify([query, body]).matchAll(uuid)].map(([id]) => id);

/** Requests in which everything else is wrong as well: who is rejected learns nothing of it. */
const variantsOf = (request: SentRequest): readonly SentRequest[] => [
  request,
  { ...request, params: Object.fromEntries(Object.keys(request.params).map((name) => [name, 'no-uuid'])) },
  { ...request, query: { unknown: '1' } },
  { ...request, raw: { type: 'application/json', bytes: Buffer.from('{"a":') } },
  { ...request, headers: { ...request.headers, 'idempotency-key': 'with blanks' } },
];

const checked = (): readonly Operation[] =>
  described.operations.filter((operation) => operation['x-role'] !== 'public');

it('whoever is not signed in gets the same 401 everywhere, whatever else they send', async () => {
  const nobody: Readonly<Record<string, Record<string, string>>> = {
    'no session': {},
    'a session that never was': { cookie: `${api.cookies.admin.split('=')[0]!}=${'x'.repeat(43)}` },
    'a key that never was': { authorization: `Bearer ${newApiKey()}` },
    'another scheme': { authorization: 'Basic YTpi' },
  };
  const answers = new Map<string, string[]>();
  for (const operation of checked()) {
    const [usual, ...odd] = variantsOf({ ...allowed(operation), headers: {} });
    for (const sent of [...odd, ...Object.values(nobody).map((headers) => ({ ...usual!, headers }))]) {
      const answer = JSON.stringify(seen(await described.send(sent), sent));
      answers.set(answer, [...(answers.get(answer) ?? []), operation.name]);
    }
  }
  const [[usual, routes] = [], ...others] = [...answers].sort(([, a], [, b]) => b.length - a.length);
  expect(others).toEqual([]);
  expect(usual).toMatch(/^\[401,"application\/problem\+json",.*NotSignedIn/u);
  expect(routes).toHaveLength(checked().length * 8);
});

it('a role that is too small gets the same 403 everywhere, by session and by key', async () => {
  const answers = new Map<string, Set<string>>();
  for (const operation of checked()) {
    const least = operation['x-role'] as Role;
    for (const role of roles.filter((candidate) => !isWithin(least, candidate))) {
      const bySession = { ...allowed(operation), headers: { cookie: api.cookies[role] } };
      const byKey = { ...bySession, headers: { authorization: `Bearer ${keys[role]}` } };
      const odd = role === 'viewer' ? variantsOf(bySession).slice(1) : [];
      for (const sent of [bySession, byKey, ...odd]) {
        const answer = JSON.stringify(seen(await described.send(sent), sent));
        const known = answers.get(`${role} below ${least}`) ?? new Set();
        answers.set(`${role} below ${least}`, known.add(answer));
      }
    }
  }
  expect([...answers.keys()].sort()).toEqual([
    'approver below admin',
    'reviewer below admin',
    'reviewer below approver',
    'viewer below admin',
    'viewer below approver',
    'viewer below reviewer',
  ]);
  for (const [what, seenByThem] of answers) {
    expect([what, seenByThem.size]).toEqual([what, 1]);
    expect([...seenByThem][0]).toMatch(/^\[403,"application\/problem\+json",.*RoleTooSmall/u);
  }
});

it('no answer tells a cost to who may not see margins', async () => {
  const { rows } = await sql<{ cost: string | null }>`
    select composed->'perMonth'->>'cost' as cost from usage_line where integration_id = ${own.key.integrationId}
    union select evidence->'composed'->'perMonth'->>'cost' from approval_line where integration_id = ${own.key.integrationId}`.execute(
    api.db,
  );
  const costs = rows.flatMap(({ cost }) => cost ?? []);
  expect(costs.length).toBeGreaterThan(1);
  const tells = async (role: Role): Promise<readonly string[]> => {
    const names: string[] = [];
    for (const operation of checked().filter(({ method }) => method === 'get')) {
      const { text } = await described.send({
        ...allowed(operation),
        query: operation.path === '/usage-line-margins' ? { lines: own.params['lineId']! } : {},
        headers: { cookie: api.cookies[role] },
      });
      if (costs.some((cost) => text.includes(`"${cost}"`) || text.includes(`,${cost},`)))
        names.push(operation.path);
    }
    return names;
  };
  expect(await tells('approver')).toEqual([]);
  expect(new Set(await tells('admin'))).toEqual(
    new Set([
      '/margin-reports/running/{id}',
      '/margin-reports/closed/{monthId}',
      '/usage-line-margins',
      '/usage-lines.csv',
    ]),
  );
});

it('the least role of each route and every greater one is let in', async () => {
  for (const operation of checked()) {
    const request = allowed(operation);
    for (const role of roles.filter((candidate) => isWithin(operation['x-role'] as Role, candidate))) {
      const { status } = await described.send({
        ...request,
        headers: { cookie: api.cookies[role] },
        query: { unknown: '1' },
      });
      expect([operation.name, role, status]).toEqual([operation.name, role, 422]);
    }
  }
});

describe('an id of another tenant', () => {
  let before: readonly string[];
  beforeAll(async () => {
    before = await everyRow(api.db, foreign.tenantId);
    expect(before.length).toBeGreaterThan(50);
  });

  it('in an address is answered as one of nobody, byte for byte, whatever else is wrong', async () => {
    for (const operation of described.operations) {
      if (ofAnybody.has(operation.name)) continue;
      for (const { name } of parametersIn(operation, 'path')) {
        const withParam = (id: string): readonly SentRequest[] => {
          const request = allowed(operation);
          return variantsOf({ ...request, params: { ...request.params, [name]: id } }).filter(
            // The second variant has other ids.
            (_, index) => index !== 1,
          );
        };
        const answersTo = async (id: string): Promise<readonly unknown[]> => {
          const answers = [];
          for (const sent of withParam(id)) answers.push(seen(await described.send(sent), sent));
          return answers;
        };
        const ofNobody = await answersTo(randomUUID());
        expect([operation.name, name, ofNobody[0]]).toEqual([
          operation.name,
          name,
          [404, 'application/problem+json', expect.stringContaining('NotFound'), 'string'],
        ]);
        const foreignId = foreign.params[name]!;
        // An id that the PSA gave may be the same in both tenants: then it is no foreign one.
        if (foreignId !== allowed(operation).params[name])
          expect([operation.name, name, await answersTo(foreignId)]).toEqual([
            operation.name,
            name,
            ofNobody,
          ]);
        const [malformed] = withParam('no-uuid');
        expect([operation.name, name, seen(await described.send(malformed!), malformed!)]).toEqual([
          operation.name,
          name,
          ofNobody[0],
        ]);
      }
    }
  });

  it('anywhere else in a request is answered as one of nobody', async () => {
    let places = 0;
    const oneOfEach = Object.values(foreign.params).filter((id) => id.search(uuid) === 0);
    for (const operation of described.operations.filter((candidate) => !needsTemporal(candidate))) {
      for (const withId of elsewhere(operation)) {
        places += 1;
        const nobody = withId(randomUUID());
        const expected = shownOf(await described.send(nobody), nobody);
        for (const id of oneOfEach) {
          const sent = withId(id);
          expect([operation.name, shownOf(await described.send(sent), sent)]).toEqual([
            operation.name,
            expected,
          ]);
        }
      }
    }
    expect(places).toBeGreaterThan(4);
  });

  it('opens nothing: of the other tenant, not a row has changed', async () => {
    expect(await everyRow(api.db, foreign.tenantId)).toEqual(before);
  });

  it('ids of the own tenant are found, so that the tests above see what they should', async () => {
    // What one route deletes, another finds no longer, and an identity ends with its provider.
    const [deleting, others] = [true, false].map((deletes) =>
      described.operations.filter(({ method }) => (method === 'delete') === deletes),
    );
    const own = ({ name }: { readonly name: string }): boolean => name.startsWith('delete /me/identities/');
    for (const operation of [...others!, ...deleting!.filter(own), ...deleting!.filter((one) => !own(one))]) {
      if (parametersIn(operation, 'path').length === 0 || needsTemporal(operation)) continue;
      const { status } = await described.send(allowed(operation));
      expect([operation.name, status === 404]).toEqual([operation.name, false]);
    }
  });
});

/** Requests with an id in the query or the body: each parameter that takes a UUID alone, and all of the body's at once. */
function elsewhere(operation: Operation): readonly ((id: string) => SentRequest)[] {
  const request = { ...allowed(operation), headers: { cookie: api.cookies.admin } };
  const inQuery = parametersIn(operation, 'query')
    .filter(({ schema }) => schema.format === 'uuid')
    .map(({ name }) => (id: string): SentRequest => ({ ...request, query: { [name]: id } }));
  const body = JSON.stringify(request.body ?? null);
  const inBody = (id: string): SentRequest => ({
    ...request,
    body: JSON.parse(body.replace(uuid, id)) as unknown,
  });
  return body.search(uuid) >= 0 ? [...inQuery, inBody] : inQuery;
}

/** Text answers have no request id. */
const shownOf = (received: Received, sent: SentRequest): readonly unknown[] =>
  received.type.endsWith('json') ? seen(received, sent) : [received.status, received.type, received.text];
