import { randomUUID } from 'node:crypto';
import request from 'supertest';
import type { IntegrationKey } from '../db/credentials.ts';
import { changeWriteCaps } from '../db/settings.ts';
import { type ApiUnderTest, apiUnderTest } from '../test/environment/api-under-test.ts';
import {
  approved, beginSending, confirmed, inConflict, psaChanged, readyToWrite, type SeededApproval,
} from '../test/environment/seeded-approvals.ts'; // prettier-ignore
import { connected, countAll, load, type SeededAccount } from '../test/environment/seeded-integration.ts';

const names = ['Bluewater', 'Quarry', 'Lakeshore', 'Castellan', '=Pinecrest', 'Summit', 'Vista'];
const accounts: readonly SeededAccount[] = names.map((name, index) => ({
  name,
  foreignId: `DA${index}`,
  // Increases, but for Quarry.
  seats: name === 'Quarry' ? 22 : 33,
  company: name,
}));
const billed = Object.fromEntries(names.map((name) => [name, name === 'Quarry' ? 25 : 30]));

let api: ApiUnderTest;
let key: IntegrationKey;
beforeEach(async () => {
  key = await connected(api.db, api.tenantId, 'active');
  await load(api.db, key, accounts, billed);
  await countAll(api.db, key, accounts, new Date(Date.now() - 60_000));
  await readyToWrite(api.db, key);
});
afterEach(async () => {
  // One integration of each vendor and module at a time.
  await api.db.updateTable('integration').set({ vendor: 'duo', phase: 'disconnected' }).execute();
});
beforeAll(async () => {
  api = await apiUnderTest();
});
afterAll(() => api.close());
