import { randomUUID } from 'node:crypto';
import type { SandboxCredentials } from '../../sandbox/credentials.ts';
import type { ConnectWiseScenario } from '../../sandbox/scenario.ts';
import { credentialSteps, goodCredentials } from './credential-steps.ts';
import { active, body, type Connected, type Item, phaseIs, runEnds, startSync } from './lifecycle.ts';
import { type Product, startProduct } from './product.ts';
import { listed, mappingsOf, settled } from './set-up-steps.ts';
import { openNotices } from './sync-observations.ts';
import {
  type Approved,
  changeable,
  command,
  end,
  raiseByOne,
  readyToWrite,
  waitsOn,
  writeBack,
} from './write-back-steps.ts';

jest.setTimeout(90_000);

describe('credentials of another instance', () => {
  let product: Product;
  let integration: Connected;
  let labels: string[];
  let waiting: Approved;
  beforeAll(async () => {
    product = await startProduct({ defaultClientId: (ofSandbox) => ofSandbox });
    integration = await active(product);
    labels = [...(await changeable(product, integration))];
    await readyToWrite(product, integration);
    waiting = await raiseByOne(product, integration, labels[0]!, { billingTarget: 'invoice-after' });
  });
  afterAll(() => product.close());

  const instance = async ({ path }: Connected = integration): Promise<Item> =>
    body(await product.client.request('GET', `${path}/instance`));
  const card = async ({ path }: Connected = integration): Promise<Item> =>
    body(await product.client.request('GET', path));
  /** Stores a PSA credential of an instance, and authenticates. */
  async function switchTo(credentials: Pick<SandboxCredentials, 'psa'>, of: Connected = integration) {
    const { put, authenticate } = credentialSteps(product, of);
    await put('psa', credentials.psa);
    return authenticate();
  }
  const answer = async (kind: 'moved' | 'another', of: Connected = integration) => {
    const { questions, move } = await instance(of);
    const [question] = questions as Item[];
    return settled(product, 'POST', `${of.path}/instance`, {
      credentialId: question?.['credentialId'] ?? move?.['credentialId'],
      askedAt: question?.['askedAt'] ?? move?.['since'],
      answer: kind,
    });
  };
  const codes = async (of: Connected = integration): Promise<readonly string[]> =>
    (await openNotices(product, of)).map(({ code }) => code as string);
  const audited = async (action: string): Promise<readonly Item[]> =>
    listed(product, `/audit?action=${action}`);
  async function syncs(of: Connected = integration): Promise<void> {
    await runEnds(product, await startSync(product, of));
  }

  it('keeps which instance answered first, and asks nothing while the same one answers', async () => {
    const { psa, questions } = await instance();
    expect(psa).toMatchObject({ id: 'harborlane', address: 'api-sandbox.connectwise.test' });
    const { psa: good } = goodCredentials(product);
    // As people paste it: letter case and the address of the sign-in page tell nothing apart.
    const again = { ...good, companyId: good.companyId, site: `https://${good.site}/v4_6_release/apis/3.0` };
    expect((await switchTo({ psa: again })).status).toBe(200);
    expect((await instance()).questions).toEqual(questions);
    expect((await card())['writeBackEnabled']).toBe(true);
  });

  it('a staging copy is asked about: nothing is promoted, and what waits still belongs to the former one', async () => {
    const { working } = credentialSteps(product, integration);
    const before = await working();
    const { credentials } = await product.control.addInstance('connectwise', 'copy');
    const rejected = await switchTo(credentials);
    expect([rejected.status, rejected.code]).toEqual([409, 'AddressChanged']);
    expect(rejected.entries.find(({ set }) => set === 'psa')).toMatchObject({
      ok: false,
      code: 'AddressChanged',
    });
    await switchTo(credentials);
    expect(await working()).toEqual(before);
    expect((await instance())['questions']).toMatchObject([
      {
        side: 'psa',
        code: 'AddressChanged',
        isWorking: false,
        kept: { address: 'api-sandbox.connectwise.test' },
        found: { id: 'harborlane', address: 'api-copy.connectwise.test' },
        answers: ['moved', 'another'],
      },
    ]);
    expect(await codes()).toContain('AddressChanged');
    expect(await writeBack(product, waiting)).toMatchObject({ state: 'queued' });
    expect((await card())['writeBackEnabled']).toBe(true);
    // The former credential is stored again: nothing is asked any more.
    expect((await switchTo({ psa: goodCredentials(product).psa })).status).toBe(200);
    expect((await instance())['questions']).toEqual([]);
    expect(await codes()).not.toContain('AddressChanged');
  });

  it('moved: nothing is written until a complete read finds everything under the same ID and name', async () => {
    const { credentials } = await product.control.addInstance('connectwise', 'moved');
    const { agreements, companies } = await product.control.scenarioOf('connectwise');
    const mapped = companies.find(({ name }) => name === labels[0])!;
    expect((await switchTo(credentials)).code).toBe('AddressChanged');
    await product.control.changeCompany(mapped.id, { name: 'Somebody Else' });
    expect((await answer('moved')).status).toBe(200);
    expect((await instance())['psa']).toMatchObject({ address: 'psa.connectwise.test' });
    expect((await card())['writeBackEnabled']).toBe(false);
    const agreement = agreements.find(({ company }) => company.id === mapped.id)!;
    const rejected = await product.client.request(
      'POST',
      `${integration.path}/turn-on-write-back`,
      {},
      randomUUID(),
    );
    expect([rejected.status, body(rejected)['code']]).toEqual([409, 'MoveNotProven']);
    // The invoice that it waited for is made: it is due, and still not sent.
    await product.control.makeInvoice([agreement.id]);
    await waitsOn(product, waiting, 'MoveNotProven');
    await syncs();
    expect((await instance())['move']).toMatchObject({
      resumesWriteBack: true,
      differences: [`company ${labels[0]!} (${mapped.id}) is now Somebody Else`],
    });
    expect(await codes()).toContain('MoveNotProven');
    expect(await writeBack(product, waiting)).toMatchObject({ state: 'queued', sendCount: 0 });

    await product.control.changeCompany(mapped.id, { name: labels[0]! });
    const other = companies.find(({ name }) => name === labels[1])!;
    const unreadable = agreements.find(({ company }) => company.id === other.id)!;
    const path = `/v4_6_release/apis/3.0/finance/agreements/${unreadable.id}/additions`;
    const fault = { kind: 'status', status: 403 } as const;
    const { id: faultId } = await product.control.inject({
      vendor: 'connectwise',
      method: 'GET',
      path,
      fault,
    });
    await syncs();
    // The agreement is still listed, but its lines cannot be read.
    const { move } = await instance();
    expect((move as Item)['differences']).toEqual([expect.stringMatching(/^line \d+ could not be read$/u)]);
    expect((await answer('moved')).status).toBe(200);
    await syncs();
    await product.control.clear(faultId);
    expect(await instance()).toMatchObject({ move: null, questions: [] });
    expect((await card())['writeBackEnabled']).toBe(true);
    expect(await codes()).not.toContain('MoveNotProven');
    expect(await end(product, waiting)).toMatchObject({ state: 'confirmed', sendCount: 1 });
    await syncs();
  });

  it('another company: its IDs never meet those of the former one', async () => {
    const line = await raiseByOne(product, integration, labels[1]!, { billingTarget: 'invoice-after' });
    const mappings = await mappingsOf(product, integration);
    const { working } = credentialSteps(product, integration);
    const before = await working();
    const { credentials, name } = await product.control.addInstance('connectwise', 'other');
    const rejected = await switchTo(credentials);
    expect([rejected.status, rejected.code]).toEqual([409, 'OtherInstance']);
    expect(await working()).toEqual(before);
    const asked = (await audited('integration.instance-differs')).length;
    await switchTo(credentials).then(() => undefined);
    expect((await answer('moved')).body).toMatchObject({ status: 409, code: 'OtherInstance' });
    expect((await audited('integration.instance-differs')).length - asked).toBeLessThanOrEqual(1);
    expect(await writeBack(product, line)).toMatchObject({ state: 'queued' });

    const { status, body: answered } = await answer('another');
    expect(status).toBe(200);
    const next = {
      id: answered['integrationId'] as string,
      path: `/integrations/${answered['integrationId'] as string}`,
    };
    expect(next.id).not.toBe(integration.id);
    await phaseIs(product, integration, 'disconnected');
    expect(await end(product, line)).toMatchObject({
      state: 'canceled',
      sendCount: 0,
      cause: { code: 'OtherInstance' },
    });
    await phaseIs(product, next, 'mapping');
    expect(await card(next)).toMatchObject({
      writeBackEnabled: false,
      connectedAt: expect.any(String) as string,
    });
    expect(await instance(next)).toMatchObject({ psa: { id: 'otherlane' }, predecessorId: integration.id });

    const side = (await product.control.instances()).find((one) => one.name === name)!
      .side as ConnectWiseScenario;
    const former = await product.control.scenarioOf('connectwise');
    const nameIn = (scenario: ConnectWiseScenario, id: string) =>
      scenario.companies.find((company) => String(company.id) === id)?.name;
    const kept = await mappingsOf(product, next);
    const agree = new Set<boolean>();
    for (const [foreignId, was] of Object.entries(mappings) as [string, Item][]) {
      if (was['state'] !== 'mapped') continue;
      const company = was['company'] as string;
      const isSame = nameIn(side, company) === nameIn(former, company);
      agree.add(isSame);
      expect([foreignId, (kept[foreignId] as Item)['company']]).toEqual([foreignId, isSame ? company : null]);
    }
    expect(agree).toEqual(new Set([true, false]));
    // What was confirmed in the former instance is not taken back in this one.
    const reverted = await command(product, waiting, 'revert');
    expect(reverted.status).toBe(409);
    const changes = (await product.control.requestLog()).filter((entry) => entry.kind === 'change');
    expect(changes.filter(({ by, instance: of }) => by === 'api' && of !== undefined)).toEqual([]);

    // Back again: the integration with that instance, and what is known of it.
    expect((await switchTo({ psa: (await product.control.state()).credentials.psa }, next)).code).toBe(
      'OtherInstance',
    );
    expect((await answer('another', next)).body).toMatchObject({ integrationId: integration.id });
    await phaseIs(product, next, 'disconnected');
    await phaseIs(product, integration, 'mapping');
    expect(await mappingsOf(product, integration)).toEqual(mappings);
    expect((await card())['writeBackEnabled']).toBe(false);
  });

  it('another parent of the vendor is told by a list that shares no account', async () => {
    const { put, authenticate, working } = credentialSteps(product, integration);
    const before = await working();
    const { credentials } = await product.control.addInstance('duo', 'other');
    await put('accounts-api', credentials.accountsApi);
    await put('admin-api', credentials.adminApi);
    const rejected = await authenticate();
    expect([rejected.status, rejected.code]).toEqual([409, 'OtherInstance']);
    expect(await working()).toEqual(before);
    expect((await instance())['questions']).toMatchObject([{ side: 'vendor', answers: ['another'] }]);
    const { body: answered } = await answer('another');
    const next = {
      id: answered['integrationId'] as string,
      path: `/integrations/${answered['integrationId'] as string}`,
    };
    await phaseIs(product, next, 'mapping');
    const states = Object.values(await mappingsOf(product, next)) as Item[];
    expect(states.length).toBeGreaterThan(3);
    expect(new Set(states.map(({ state }) => state as string))).toEqual(new Set(['unmapped']));
  });
});
