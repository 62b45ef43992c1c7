import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import request from 'supertest';
import { type ApiUnderTest, apiUnderTest } from '../test/environment/api-under-test.ts';
import { kinds } from '../test/environment/registered-kinds.ts';
import { connected, forcePhase } from '../test/environment/seeded-integration.ts';
import { openCredential } from '../db/secrets/credentials.ts';
import { credentialsOf, enteredInto } from '../sandbox/credentials.ts';
import { buildScenario } from '../sandbox/scenarios/index.ts';
import { buildApp } from './app.ts';

const duo = (secretKey: string) => ({
  integrationKey: 'DIWJ8X6AEYOR5OMC6TQ1',
  secretKey,
  apiHostname: 'api-1a2b3c4d.duosecurity.test',
});
const secrets = [
  'accounts-secret-of-the-sandbox-1a2b',
  'admin-secret-of-the-sandbox-3c4d',
  'private-5e6f',
] as const;
const credentials = {
  accountsApi: duo(secrets[0]),
  adminApi: duo(secrets[1]),
  psa: {
    site: 'api-na.connectwise.test',
    companyId: 'harborlane',
    publicKey: 'publicpublicpublic',
    privateKey: secrets[2],
    clientId: randomUUID(),
  },
};

let api: ApiUnderTest;
let folder: string;
let path: string;
beforeAll(async () => {
  api = await apiUnderTest();
  folder = mkdtempSync(join(tmpdir(), 'seatwise-control-'));
  const key = await connected(api.db, api.tenantId, 'awaiting-credentials');
  path = `/api/v1/integrations/${key.integrationId}/credentials/sandbox`;
});
afterAll(async () => {
  await api.close();
  rmSync(folder, { recursive: true, force: true });
});

it('rejects where the sandbox is off', async () => {
  const rejected = await request(api.app).post(path).set('Cookie', api.cookies.admin).send({});
  expect([rejected.status, rejected.body.code]).toEqual([409, 'SandboxOff']);
});

it("stores the sandbox's credentials as candidates of every set, and answers without a secret", async () => {
  const credentialsFile = join(folder, 'sandbox-control.json');
  writeFileSync(credentialsFile, JSON.stringify({ url: 'http://127.0.0.1:1', key: 'control', credentials }));
  const deps = { ...api.deps, settings: { ...api.deps.settings, sandbox: { on: true, credentialsFile } } };
  const { app } = buildApp(deps);
  const stored = await request(app).post(path).set('Cookie', api.cookies.admin).send({}).expect(200);
  const ends = (stored.body.items as { set: string; candidate: { lastFour: string } }[]).map(
    ({ set, candidate }) => [set, candidate.lastFour],
  );
  expect(ends).toEqual([
    ['accounts-api', '1a2b'],
    ['admin-api', '3c4d'],
    ['psa', '5e6f'],
  ]);
  for (const secret of secrets) expect(stored.text).not.toContain(secret);
});

it.each(Object.values(kinds.psas))('fills in what the sandbox has for $name', async ({ kind }) => {
  const ofSandbox = credentialsOf(buildScenario('small', { now: new Date() }));
  const credentialsFile = join(folder, `${kind}.json`);
  writeFileSync(credentialsFile, JSON.stringify({ credentials: ofSandbox }));
  const { app } = buildApp({
    ...api.deps,
    settings: { ...api.deps.settings, sandbox: { on: true, credentialsFile } },
  });
  const key = await connected(api.db, api.tenantId, 'awaiting-credentials', kind);
  const fillIn = `/api/v1/integrations/${key.integrationId}/credentials/sandbox`;
  await request(app).post(fillIn).set('Cookie', api.cookies.admin).send({}).expect(200);
  const { credentials: form } = kinds.psas[kind]!;
  const stored = await openCredential(api.db, api.deps.keyRing, key, form.set, 'candidate');
  expect(stored?.fields).toEqual(enteredInto(ofSandbox, form.inSandbox));
  // One connection of a vendor at a time.
  await forcePhase(api.db, key, 'disconnected');
});

it.each(['disconnecting', 'disconnected'] as const)(
  'stores nothing on an integration that is %s: nobody would erase it again',
  async (phase) => {
    const key = await connected(api.db, api.tenantId, phase);
    const stored = () => api.db.selectFrom('credential').select(['credentialSet', 'lastFour']).execute();
    const before = await stored();
    const answer = await request(api.app)
      .put(`/api/v1/integrations/${key.integrationId}/credentials/admin-api`)
      .set('Cookie', api.cookies.admin)
      .send(duo('another-secret-of-the-sandbox-9z9z'));
    expect([answer.status, answer.body.code]).toEqual([409, 'PhaseRejected']);
    expect(await stored()).toEqual(before);
  },
);
