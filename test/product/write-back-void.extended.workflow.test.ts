import { randomUUID } from 'node:crypto';
import { waitFor } from '../../embedded/tour/seatwise-client.ts';
import { expectOracle } from '../../tools/oracle/oracle.ts';
import { active, body, type Connected, phaseIs } from './lifecycle.ts';
import { type Product, startProduct } from './product.ts';
import { account, decided, listed, productId, serviceId } from './set-up-steps.ts';
import {
  auditOf,
  expectNothingSent,
  expectWrittenOnce,
  pathOf,
  workflowOver,
} from './write-back-observations.ts';
import {
  type Approved,
  approvedBy,
  arm,
  decideLine,
  end,
  changeable,
  raiseByOne,
  reaches,
  readyToWrite,
  signedInAs,
  usageLine,
  writeBack,
} from './write-back-steps.ts';

describe('an approval whose ground is taken away before it is sent', () => {
  let product: Product;
  let integration: Connected;
  let labels: string[];
  beforeAll(async () => {
    product = await startProduct();
    integration = await active(product);
    labels = [...(await changeable(product, integration))];
    await readyToWrite(product, integration);
  });
  afterAll(() => product.close());
  afterEach(async () => {
    await product.control.disarm();
    await expectOracle(product);
  });

  const nextLabel = (): string => labels.shift()!;

  /** Waits for its invoice, so that there is time to take its ground away. */
  async function waiting(label = nextLabel()): Promise<Approved> {
    const line = await raiseByOne(product, integration, label, { lands: 'invoice-after' });
    expect(await writeBack(product, line)).toMatchObject({ state: 'queued', lands: 'invoice-after' });
    return line;
  }

  /** Ended for this cause, its workflow too, and nothing was ever sent. */
  async function expectVoid(line: Approved, code: string): Promise<void> {
    expect(await end(product, line)).toMatchObject({ state: 'cancelled', sendCount: 0, cause: { code } });
    await workflowOver(product, line);
    await expectNothingSent(product, line);
  }

  const accountDecision = async (name: string, decision: object) => ({
    kind: 'account',
    vendorId: (await account(product, integration, name))['id'] as string,
    ...decision,
  });

  it('is void when its account is unmapped, and stays so when it is mapped again', async () => {
    const line = await waiting();
    const psaId = (await usageLine(product, integration, line.label))['company'].id as string;
    await decided(product, integration, await accountDecision(line.label, { action: 'unmap' }));
    await expectVoid(line, 'MappingChanged');
    await decided(product, integration, await accountDecision(line.label, { action: 'map', psaId }));
    expect(await usageLine(product, integration, line.label)).toMatchObject({
      kind: 'match',
      decision: 'open',
    });
    await expectVoid(line, 'MappingChanged');
  });

  it('is void when its account is mapped to another company', async () => {
    const line = await waiting();
    const home = (await usageLine(product, integration, line.label))['company'].id as string;
    const companies = await listed(product, `${integration.path}/psa-companies`);
    const other = companies.find(({ id, mapped }) => id !== home && mapped !== true)!['id'] as string;
    await decided(product, integration, await accountDecision(line.label, { action: 'unmap' }));
    await decided(product, integration, await accountDecision(line.label, { action: 'map', psaId: other }));
    await expectVoid(line, 'MappingChanged');
    await decided(product, integration, await accountDecision(line.label, { action: 'unmap' }));
    await decided(product, integration, await accountDecision(line.label, { action: 'map', psaId: home }));
  });

  it('is void when its account is marked as not for resale', async () => {
    const line = await waiting();
    await decided(product, integration, await accountDecision(line.label, { action: 'mark', mark: 'nfr' }));
    await expectVoid(line, 'MappingChanged');
  });

  it('is void when the product of its line is no longer mapped', async () => {
    const label = nextLabel();
    const detail = body(
      await product.client.request(
        'GET',
        `/usage-lines/${(await usageLine(product, integration, label))['id'] as string}`,
      ),
    );
    const identifier = detail['lines'][0].productIdentifier as string;
    const line = await waiting(label);
    const service = {
      kind: 'service',
      vendorId: await serviceId(product, integration),
      psaId: await productId(product, integration, identifier),
    };
    await decided(product, integration, { ...service, action: 'unmap' });
    await expectVoid(line, 'MappingChanged');
    await decided(product, integration, { ...service, action: 'map' });
  });

  it('is void when its approver is demoted, also while it is read once more before it is sent', async () => {
    const approver = await signedInAs(product, 'approver');
    const label = nextLabel();
    const target = (await usageLine(product, integration, label))['target'] as {
      psaLineId: string;
      before: string;
    };
    const path = await pathOf(product, target.psaLineId);
    await product.control.arm({
      vendor: 'connectwise', method: 'GET', path, times: 1, fault: { kind: 'delay', ms: 800 },
    }); // prettier-ignore
    const since = (await product.control.journal()).length;
    const wish = { decision: 'adjust', quantity: Number(target.before) + 1, reason: 'one more' } as const;
    const line = approvedBy(await decideLine(product, integration, label, wish, approver.client), label);
    await waitFor('the reading before the write', 10_000, async () =>
      (await product.control.journal(since)).some((entry) => entry.kind === 'request' && entry.path === path)
        ? true
        : null,
    );
    const changed = await product.client.request('PATCH', `/members/${approver.id}`, { role: 'reviewer' });
    expect(changed.status).toBe(200);
    await expectVoid(line, 'ApproverRoleLost');
  });

  it('waits while the integration is paused, and is sent once it goes on', async () => {
    await product.client.command('POST', `${integration.path}/pause`, {}, integration.path);
    await phaseIs(product, integration, 'paused');
    const line = await raiseByOne(product, integration, nextLabel());
    await waitFor('the writer to stand still', 10_000, async () => {
      const { progress } = body(await product.client.request('GET', `/write-backs/${line.approvalId}`));
      return (progress as { blocked: string | null }).blocked === 'PhaseRefused' ? true : null;
    });
    await expectNothingSent(product, line);
    await product.client.command('POST', `${integration.path}/resume`, {}, integration.path);
    expect(await end(product, line)).toMatchObject({ state: 'confirmed' });
    await expectWrittenOnce(product, line);
  });

  it('is void when writing is disarmed; arming again sends nothing', async () => {
    const lines = [await waiting(), await waiting()];
    const answer = await product.client.request('POST', `${integration.path}/disarm`, {}, randomUUID());
    expect([answer.status, body(answer)]).toMatchObject([200, { armed: false, cancelled: 2 }]);
    for (const line of lines) await expectVoid(line, 'Disarmed');
    await arm(product, integration);
    for (const line of lines) await expectVoid(line, 'Disarmed');
    const label = lines[0]!.label;
    expect(await usageLine(product, integration, label)).toMatchObject({ decision: 'open', flags: [] });
  });

  it('is void when the integration is disconnected, which waits for what is under way and then reads its outcome', async () => {
    const queued = await waiting();
    const label = nextLabel();
    const psaLineId = (await usageLine(product, integration, label))['target'].psaLineId as string;
    await product.control.arm({
      vendor: 'connectwise', method: 'PATCH', path: await pathOf(product, psaLineId), times: 1,
      fault: { kind: 'done-answer-lost' },
    }); // prettier-ignore
    const sent = await raiseByOne(product, integration, label);
    await reaches(product, sent, ['unknown']);
    await product.client.command('POST', `${integration.path}/disconnect`, {}, integration.path);
    await expectVoid(queued, 'Disconnected');
    // Its line says so at once, not only after the next sync of a new connection.
    expect(await usageLine(product, integration, queued.label)).toMatchObject({
      decision: 'open',
      waiting: null,
    });
    await phaseIs(product, integration, 'disconnected');
    // The credentials were kept until what had been sent was read back.
    expect(await writeBack(product, sent)).toMatchObject({ state: 'confirmed', sendCount: 1 });
    await expectWrittenOnce(product, sent);
    expect((await auditOf(product, sent)).map(([action]) => action)).toEqual([
      'usage-line.adjusted', 'write-back.sending', 'write-back.unknown', 'write-back.confirmed',
    ]); // prettier-ignore
  });
});
