import { waitFor } from '../../embedded/tour/seatwise-client.ts';
import { expectOracle } from '../../tools/oracle/oracle.ts';
import { active, body, type Connected, runEnds, startSync } from './lifecycle.ts';
import { type Product, startProduct } from './product.ts';
import {
  agreementIdOf,
  auditOf,
  expectNothingSent,
  expectWrittenOnce,
  inPsa,
  pathOf,
  workflowOver,
  writesTo,
} from './write-back-observations.ts';
import {
  approve,
  type Approved,
  command,
  end,
  changeable,
  raiseByOne,
  readyToWrite,
  usageLine,
  writeBack,
} from './write-back-steps.ts';

describe('the invoice that a change lands on', () => {
  const apartMs = 500;
  let product: Product;
  let integration: Connected;
  let labels: string[];
  beforeAll(async () => {
    product = await startProduct({ writing: { laterInvoiceApartMs: apartMs, recheckMs: 300 } });
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
  const waiting = (label = nextLabel()): Promise<Approved> =>
    raiseByOne(product, integration, label, { lands: 'invoice-after' });

  const readingsOf = async (path: string, since: number): Promise<number> =>
    (await product.control.journal(since)).filter((entry) => entry.kind === 'request' && entry.path === path)
      .length;

  it('is awaited by reading only; once it was made, two readings apart release the change', async () => {
    const line = await waiting();
    const waits = /^after the invoice of 1 Dec( \d{4})?$/;
    expect(await writeBack(product, line)).toMatchObject({
      lands: 'invoice-after', waitsFor: expect.stringMatching(waits), landsOn: expect.stringMatching(waits),
    }); // prettier-ignore
    const path = await pathOf(product, line.psaLineId);
    const since = (await product.control.journal()).length;
    await waitFor('some readings by timer', 10_000, async () =>
      (await readingsOf(path, since)) >= 4 ? true : null,
    );
    // A sync in between changes nothing either.
    await runEnds(product, await startSync(product, integration));
    expect(await writeBack(product, line)).toMatchObject({ state: 'queued' });
    await expectNothingSent(product, line);

    const [made] = await product.control.makeInvoice([await agreementIdOf(product, line.psaLineId)]);
    const written = await end(product, line);
    expect(written).toMatchObject({ state: 'confirmed', sendCount: 1 });
    // Two readings after the invoice was made, so far apart at least.
    expect(Date.parse(written['sentAt'] as string) - Date.parse(made!.at)).toBeGreaterThanOrEqual(apartMs);
    await expectWrittenOnce(product, line);
    expect((await auditOf(product, line)).map(([action]) => action)).toEqual([
      'usage-line.adjusted', 'write-back.sending', 'write-back.confirmed',
    ]); // prettier-ignore
  });

  it('never comes for a change that a person’s edit made stale: a sync sees it, the line is open again', async () => {
    // Read by nothing but the sync: what waits looks again in an hour.
    const slow = await startProduct({ writing: { recheckMs: 3_600_000 } });
    try {
      const other = await active(slow);
      await readyToWrite(slow, other);
      const line = await approve(slow, other, 'Timber Law', { lands: 'invoice-after' });
      expect(line).toMatchObject({ before: '10', after: '9' });
      await slow.control.changeLine(Number(line.psaLineId), { quantity: 12 });
      await runEnds(slow, await startSync(slow, other));
      const ended = await end(slow, line);
      expect(ended).toMatchObject({ state: 'stale', psaShows: '12', cause: { code: 'StampMoved' } });
      expect(ended['cause'].detail).toContain('12');
      expect(await usageLine(slow, other, 'Timber Law')).toMatchObject({
        decision: 'open',
        psaQuantity: '12',
      });
      await workflowOver(slow, line);
      expect(await writesTo(slow, line.psaLineId)).toEqual([]);
      await expectOracle(slow);
    } finally {
      await slow.close();
    }
  });

  it('moved between approval and sending: the change is stale and nothing is sent', async () => {
    const label = nextLabel();
    const psaLineId = (await usageLine(product, integration, label))['target'].psaLineId as string;
    // The lines of the agreement are read first, the agreement itself after them.
    const list = (await pathOf(product, psaLineId)).replace(/\/\d+$/u, '');
    await product.control.atMoment({
      when: { vendor: 'connectwise', method: 'GET', path: list, phase: 'after-handling' },
      do: { kind: 'make-invoice', agreementIds: [await agreementIdOf(product, psaLineId)] },
    }); // prettier-ignore
    const line = await raiseByOne(product, integration, label);
    expect(await end(product, line)).toMatchObject({ state: 'stale', cause: { code: 'InvoiceMoved' } });
    await expectNothingSent(product, line);
  });

  it('taken back before it is made, a change is written once more; afterwards the former one is history', async () => {
    const label = 'Zenith Distribution';
    const line = await approve(product, integration, label);
    expect(await end(product, line)).toMatchObject({ state: 'confirmed', can: { revert: true } });
    const answer = await command(product, line, 'revert', { reason: 'the customer changed its mind' });
    expect(answer.status).toBe(201);
    const revert = { ...line, ...(body(answer) as Pick<Approved, 'approvalId' | 'approvalLineId'>) };
    expect(revert).toMatchObject({ before: line.after, after: line.before });
    expect(await end(product, revert)).toMatchObject({
      state: 'confirmed', decision: 'revert', reverts: line.approvalLineId,
    }); // prettier-ignore
    expect(await inPsa(product, line.psaLineId)).toBe(line.before);
    expect(await writesTo(product, line.psaLineId)).toHaveLength(2);
    const former = await writeBack(product, line);
    expect(former).toMatchObject({
      state: 'confirmed',
      revertedBy: revert.approvalLineId,
      can: { revert: false },
    });
    const twice = await command(product, line, 'revert');
    expect([twice.status, body(twice)['code']]).toEqual([409, 'NotRevertible']);
    expect(await usageLine(product, integration, label)).toMatchObject({ kind: 'increase', variance: '3' });
  });

  it('made, nothing that landed on it can be taken back', async () => {
    const line = await raiseByOne(product, integration, nextLabel());
    expect(await end(product, line)).toMatchObject({ state: 'confirmed' });
    await product.control.makeInvoice([await agreementIdOf(product, line.psaLineId)]);
    await runEnds(product, await startSync(product, integration));
    const answer = await command(product, line, 'revert');
    expect([answer.status, body(answer)['code']]).toEqual([409, 'InvoiceMade']);
    expect(await writeBack(product, line)).toMatchObject({ can: { revert: false } });
    await expectWrittenOnce(product, line);
  });
});
