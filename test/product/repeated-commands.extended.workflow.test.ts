import { randomUUID } from 'node:crypto';
import { waitFor } from '../../embedded/tour/seatwise-client.ts';
import { active, body, type Connected, runEnds } from './lifecycle.ts';
import { type Product, startProduct } from './product.ts';
import {
  account, accounts, decided, journalMark, listed, requestsSince, settled, workflowsOf,
} from './set-up-steps.ts'; // prettier-ignore

/** Issue table: same command key with the same and with another body. */
describe('a command repeated with its key', () => {
  let product: Product;
  let integration: Connected;
  const connectKey = randomUUID();
  const choice = { vendor: 'duo', module: 'billing', psa: 'connectwise' };
  beforeAll(async () => {
    product = await startProduct();
    integration = await active(product);
  });
  afterAll(() => product.close());

  const mapped = async () =>
    (await accounts(product, integration)).filter(({ mapping }) => mapping.state === 'mapped');

  it('the same key and body give the stored outcome and change nothing again; another body is refused', async () => {
    const [target] = await mapped();
    const vendorId = target!['id'] as string;
    const map = { kind: 'account', vendorId, action: 'map', psaId: target!['mapping'].company.id as string };
    const unmap = { kind: 'account', vendorId, action: 'unmap' };
    const key = randomUUID();
    const path = `${integration.path}/mapping-decisions`;
    const first = await settled(product, 'POST', path, { decisions: [unmap] }, key);
    expect(first.body['outcomes']).toMatchObject([{ ok: true, changed: true }]);
    await decided(product, integration, map);
    const repeated = await settled(
      product,
      'POST',
      path,
      { decisions: [{ action: 'unmap', vendorId, kind: 'account' }] },
      key,
    );
    expect(repeated).toEqual(first);
    expect((await account(product, integration, target!['name'] as string))['mapping']).toMatchObject({
      state: 'mapped',
    });
    const other = await product.client.request('POST', path, { decisions: [map] }, key);
    expect([other.status, body(other)['code']]).toEqual([422, 'IdempotencyKeyReused']);
    const otherCommand = await product.client.request('POST', `${integration.path}/load`, {}, key);
    expect([otherCommand.status, body(otherCommand)['code']]).toEqual([422, 'IdempotencyKeyReused']);
    const link = body(await product.client.request('GET', `${integration.path}/commands/${key}`));
    expect(link).toMatchObject({ commandId: key, state: 'done', status: 200 });
    expect((await account(product, integration, target!['name'] as string))['mapping']).toMatchObject({
      state: 'mapped',
    });
  });

  it('two requests at once with the same key are one command', async () => {
    const [target] = await mapped();
    const key = randomUUID();
    const decisions = [
      { kind: 'account', vendorId: target!['id'] as string, action: 'exclude', reason: 'twice' },
    ];
    const path = `${integration.path}/mapping-decisions`;
    const answers = await Promise.all(
      [1, 2, 3].map(() => settled(product, 'POST', path, { decisions }, key)),
    );
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
    expect(answers[0]!.body['outcomes']).toMatchObject([{ ok: true, changed: true }]);
    const audited = await listed(
      product,
      `/audit?action=mapping.exclude-account&objectId=${target!['id'] as string}`,
    );
    expect(audited).toHaveLength(1);
  });

  it('authenticate repeated with its key asks no vendor again', async () => {
    const key = randomUUID();
    const first = await settled(product, 'POST', `${integration.path}/authenticate`, {}, key);
    expect(first.status).toBe(200);
    const mark = await journalMark(product);
    expect(await settled(product, 'POST', `${integration.path}/authenticate`, {}, key)).toEqual(first);
    expect(await requestsSince(product, mark)).toEqual([]);
  });

  it('a sync asked again with its key is the same run, also after its end; another body is refused', async () => {
    const path = `${integration.path}/syncs`;
    const before = await workflowsOf(product, 'syncWorkflow');
    const key = randomUUID();
    const first = await product.client.request('POST', path, { mode: 'full' }, key);
    expect(first.status).toBe(202);
    const runId = body(first)['runId'] as string;
    const again = await product.client.request('POST', path, { mode: 'full' }, key);
    expect([again.status, again.body]).toEqual([202, first.body]);
    await runEnds(product, runId);
    const late = await product.client.request('POST', path, { mode: 'full' }, key);
    expect(body(late)['runId']).toBe(runId);
    const other = await product.client.request('POST', path, { mode: 'failed-accounts' }, key);
    expect([other.status, body(other)['code']]).toEqual([422, 'IdempotencyKeyReused']);
    expect(await listed(product, path)).toHaveLength(2);
    expect((await workflowsOf(product, 'syncWorkflow')).length).toBe(before.length + 1);
  });

  it('connecting again with the key of the first time gives the first answer, and no second integration', async () => {
    await settled(product, 'POST', `${integration.path}/disconnect`);
    const connect = (body: object) => product.client.request('POST', '/integrations', body, connectKey);
    const first = await waitFor('the integration to be disconnected', 15_000, async () => {
      const answer = await connect(choice);
      return answer.status === 201 ? answer : null;
    });
    const again = await connect(choice);
    expect([again.status, again.body]).toEqual([201, first.body]);
    const other = await connect({ ...choice, psa: 'halopsa' });
    expect([other.status, body(other)['code']]).toEqual([422, 'IdempotencyKeyReused']);
    expect(body(await product.client.request('GET', '/integrations'))['items']).toHaveLength(1);
  });
});
