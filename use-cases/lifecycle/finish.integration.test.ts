import { randomUUID } from 'node:crypto';
import { lockIntegration } from '../../db/integrations/integrations.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import { type ApiUnderTest, apiUnderTest } from '../../test/environment/api-under-test.ts';
import { connected, load, setGates } from '../../test/environment/seeded-integration.ts';
import { bySystem } from '../request-context.ts';
import { finish } from './finish.ts';

let api: ApiUnderTest;
let key: IntegrationKey;
beforeAll(async () => {
  api = await apiUnderTest();
  key = await connected(api.db, api.tenantId, 'mapping');
  await setGates(api.db, key, { integration: 'pending', accounts: 'pending', services: 'pending' });
  const account = { name: 'Bluewater Dental', foreignId: 'DA1', seats: 40, company: 'Bluewater Dental' };
  await load(api.db, key, [account], { 'Bluewater Dental': 30 });
});
afterAll(() => api.close());

const finished = (firstSyncKey: string = randomUUID()) =>
  api.db.transaction().execute(async (tx) => {
    const integration = (await lockIntegration(tx, key))!;
    return finish(tx, integration, firstSyncKey, {}, bySystem(key, new Date()));
  });

it('needs an account and a service mapped at that moment; an excluded account is not a mapped one', async () => {
  const mapping = await api.db.selectFrom('accountMapping').selectAll().executeTakeFirstOrThrow();
  const excluded = { state: 'excluded', companyId: null, reason: 'shared' } as const;
  await api.db.updateTable('accountMapping').set(excluded).execute();
  const service = await api.db.deleteFrom('serviceMapping').returningAll().executeTakeFirstOrThrow();
  expect(await finished()).toMatchObject({
    code: 'GateNotMet',
    items: [{ part: 'account-mapping' }, { part: 'service-mapping' }],
  });
  await api.db.updateTable('accountMapping').set(mapping).execute();
  expect(await finished()).toMatchObject({ code: 'GateNotMet', items: [{ part: 'service-mapping' }] });
  await api.db.insertInto('serviceMapping').values(service).execute();
});

it('needs gate one until it is finished, then gives the same first sync however often it is asked', async () => {
  await setGates(api.db, key, { integration: 'pending', accounts: 'error', services: 'pending' });
  expect(await finished()).toMatchObject({
    code: 'GateNotMet',
    items: [{ part: 'accounts', status: 'error' }],
  });
  await setGates(api.db, key, { integration: 'pending', accounts: 'pending', services: 'pending' });
  const first = await finished();
  expect(first).toMatchObject({ finished: true });
  await api.db.updateTable('integration').set({ phase: 'active' }).execute();
  expect(await finished()).toEqual(first);
  const audit = api.db.selectFrom('auditEvent').select('id').where('action', '=', 'integration.finished');
  expect(await audit.execute()).toHaveLength(1);
});
