import { randomUUID } from 'node:crypto';
import { waitFor } from '../../embedded/tour/seatwise-client.ts';
import { haloPsa } from '../../psa/halopsa/kind.ts';
import type { HaloInvoice } from '../../sandbox/halopsa/scenario.ts';
import type { ChangeEntry } from '../../sandbox/request-log.ts';
import { duo } from '../../vendors/duo/kind.ts';
import { expectInstancesAskedAbout } from './instance-steps.ts';
import { active, body, type Connected, type Item } from './lifecycle.ts';
import { type Product, startProduct } from './product.ts';
import { expectFoundSound } from './seatwise-command.ts';
import { approve, end, raiseByOne, readyToWrite, usageLine, waitsOn } from './write-back-steps.ts';

const duoInSandbox = { ...duo, hostSuffixes: [...duo.hostSuffixes, 'duosecurity.test'] };

/** From the credential to the lines of a recurring invoice, with HaloPSA behind the port and nothing else of it anywhere. */
describe('Harbor Lane with HaloPSA', () => {
  let product: Product;
  let integration: Connected;
  beforeAll(async () => {
    product = await startProduct({
      scenario: 'typical',
      kinds: { vendors: { [duo.kind]: duoInSandbox }, psas: { [haloPsa.kind]: haloPsa } },
      // What it writes takes more calls than a reading leaves of five minutes, and would wait for the next.
      settings: { psa: { callsPerFiveMinutes: 100_000 } },
    });
  });
  afterAll(() => product.close());

  const methods = async (): Promise<readonly Item[]> =>
    (
      body(await product.client.request('GET', `${integration.path}/write-methods`))['items'] as Item[]
    ).filter((item) => item['of'] === 'existing-line');
  const choose = async (choice: string, method: string): Promise<void> => {
    const answer = await product.client.request('PUT', `${integration.path}/write-methods`, {
      choice,
      method,
    });
    expect(answer.status).toBe(200);
  };
  async function proveOn(label: string): Promise<void> {
    const { target } = await usageLine(product, integration, label);
    const { psaLineId } = target as { psaLineId: string };
    const answer = await product.client.request(
      'POST',
      `${integration.path}/turn-on-write-back`,
      { proveLineId: psaLineId },
      randomUUID(),
    );
    expect(answer.status).toBe(200);
  }
  const shows = (choice: string, what: 'keptAt' | 'provenAt'): Promise<true> =>
    waitFor(`${what} of ${choice}`, 30_000, async () =>
      (await methods()).some((one) => one['id'] === choice && one[what] !== null) ? true : null,
    );
  const documentOf = async (psaLineId: string): Promise<HaloInvoice> => {
    const { invoices } = await product.control.scenarioOf('halopsa');
    return invoices.find(({ lines }) => lines.some(({ id }) => String(id) === psaLineId))!;
  };
  const changes = async (): Promise<readonly ChangeEntry[]> =>
    (await product.control.requestLog())
      .filter((entry) => entry.kind === 'change')
      .filter(({ by, field }) => by === 'api' && field !== 'lastModified' && field !== 'changes');
  const loseNext = (kind: 'done-answer-lost' | 'reset') =>
    product.control.inject({
      vendor: 'halopsa', method: 'POST', path: '/api/RecurringInvoice', times: 1, fault: { kind },
    }); // prettier-ignore

  it('is connected, mapped and finished, in the words of HaloPSA', async () => {
    integration = await active(product, 'halopsa', 60_000);
    const { psas } = body(await product.client.request('GET', '/session'))['kinds'] as Item;
    expect(psas).toMatchObject([{ name: 'HaloPSA', words: { agreement: { one: 'recurring invoice' } } }]);
  });

  it('is compared with what lines have by hand, and with the counts of the licences that they follow', async () => {
    expect(await usageLine(product, integration, 'Bluewater Dental')).toMatchObject({
      kind: 'increase', vendorQuantity: 40, psaQuantity: '30', variance: '10',
    }); // prettier-ignore
    expect(await usageLine(product, integration, 'Castellan Law')).toMatchObject({
      kind: 'increase',
      psaQuantity: '300',
      variance: '40',
    });
    expect(await usageLine(product, integration, 'Bright Path')).toMatchObject({ psaQuantity: '12.5' });
    expect(await usageLine(product, integration, 'Stonebridge Insurance')).toMatchObject({
      kind: 'no-account',
    });
  });

  it('is not written before a way was chosen and proven on one line, which loses nothing of its document', async () => {
    await readyToWrite(product, integration);
    expect(await methods()).toMatchObject([
      { id: 'by-hand', method: null, keptAt: null, provenAt: null },
      { id: 'by-licence', method: null, keptAt: null, provenAt: null },
    ]);
    const waiting = await approve(product, integration, 'Fernhill Veterinary');
    await waitsOn(product, waiting, 'WriteMethodNotProven');
    const before = await documentOf(waiting.psaLineId);
    await choose('by-hand', 'document');
    await proveOn('Bluewater Dental');
    await shows('by-hand', 'keptAt');
    expect(await end(product, waiting)).toMatchObject({ state: 'confirmed', sendCount: 1, psaShows: '21' });
    await shows('by-hand', 'provenAt');
    const after = await documentOf(waiting.psaLineId);
    expect(after.lines.filter(({ id }) => String(id) !== waiting.psaLineId)).toEqual(
      before.lines.filter(({ id }) => String(id) !== waiting.psaLineId),
    );
    expect(await changes()).toMatchObject([
      { object: 'halopsa.line', id: waiting.psaLineId, field: 'qtyOrder', before: 17, after: 21 },
    ]);
  });

  it('has the count of a licence written where a line follows one, proven for itself', async () => {
    const line = await approve(product, integration, 'Castellan Law');
    await waitsOn(product, line, 'WriteMethodNotProven');
    await choose('by-licence', 'licence');
    await proveOn('Quarry Ridge');
    await shows('by-licence', 'keptAt');
    expect(await end(product, line)).toMatchObject({ state: 'confirmed', psaShows: '340' });
    const billed = (await documentOf(line.psaLineId)).lines.find(({ id }) => String(id) === line.psaLineId)!;
    expect(billed.qtyOrder).toBe(340);
    expect((await changes()).slice(1)).toMatchObject([
      { object: 'halopsa.licence', field: 'count', before: 300, after: 340 },
      { object: 'halopsa.line', id: line.psaLineId, field: 'qtyOrder', before: 300, after: 340 },
    ]);
  });

  it('is read back where the answer was lost, and sent once more where the document proves that nothing was done', async () => {
    await loseNext('done-answer-lost');
    const done = await approve(product, integration, 'Bluewater Dental');
    expect(await end(product, done, 60_000)).toMatchObject({
      state: 'confirmed',
      sendCount: 1,
      psaShows: '40',
    });
    await loseNext('reset');
    const lost = await raiseByOne(product, integration, 'Fernhill Veterinary');
    expect(await end(product, lost, 60_000)).toMatchObject({
      state: 'confirmed',
      sendCount: 2,
      psaShows: '22',
    });
  });

  it('is found sound by reconcile, which reads every written line, and by doctor', async () => {
    await expectFoundSound(product);
  });

  it('asks about credentials of a staging copy and of another tenant, and never mixes their IDs', async () => {
    await expectInstancesAskedAbout(product, integration, 'halopsa');
  });
});
