import { randomUUID } from 'node:crypto';
import { writeBackWorkflowId } from '../../contracts/temporal/names.ts';
import { expectOracle } from '../../tools/oracle/oracle.ts';
import { body, type Connected, everyLine, type Item, loaded, mapProducts, phaseIs } from './lifecycle.ts';
import { type Product, startProduct } from './product.ts';
import { expectWrittenOnce, workflowOver } from './write-back-observations.ts';
import { type Approved, approvedBy, end, raiseByOne, changeable, readyToWrite } from './write-back-steps.ts';

/** architecture.md 14 and platform.md 1.3: 2,000 lines stay below 600 events, so a slice of 25 may cost seven. */
const eventsOfOneBatch = 30;

describe('many changes in one approval', () => {
  let product: Product;
  let integration: Connected;
  let labels: string[];
  beforeAll(async () => {
    product = await startProduct({ scenario: 'typical', reading: { vendorParallel: 8, psaParallel: 6 } });
    integration = await loaded(product);
    await mapProducts(product, integration);
    await product.client.command('POST', `${integration.path}/finish`, {}, integration.path);
    await phaseIs(product, integration, 'active', 40_000);
    await readyToWrite(product, integration);
    labels = [...(await changeable(product, integration))];
  });
  afterAll(() => product.close());
  afterEach(() => expectOracle(product));

  const eventsOf = async ({ approvalId }: Approved): Promise<number> =>
    (await product.temporal.workflow.getHandle(writeBackWorkflowId(approvalId)).describe()).historyLength;

  async function raiseAll(many: readonly string[]): Promise<readonly Approved[]> {
    const lines = (await everyLine(product, integration)).filter(({ label }) =>
      many.includes(label as string),
    );
    const answer = await product.client.request(
      'POST',
      '/usage-lines/decisions',
      {
        selection: 'ticked',
        items: lines.map((line) => ({
          usageLineId: line['id'] as string,
          lineVersion: line['version'] as number,
          decision: 'adjust',
          quantity: Number(line['target'].before) + 1,
          reason: 'one seat more as agreed',
        })),
      },
      randomUUID(),
    );
    return (body(answer)['items'] as Item[]).map((item, nth) =>
      approvedBy(item, lines[nth]!['label'] as string),
    );
  }

  it('each is made once, one after the other, in one slice and few events', async () => {
    const one = await raiseByOne(product, integration, labels.shift()!);
    expect(await end(product, one)).toMatchObject({ state: 'confirmed' });
    await workflowOver(product, one);
    const all = await raiseAll(labels.splice(0, 25));
    expect(all).toHaveLength(25);
    expect(new Set(all.map(({ approvalId }) => approvalId)).size).toBe(1);
    const began = performance.now();
    for (const line of all) expect(await end(product, line, 30_000)).toMatchObject({ state: 'confirmed' });
    const seconds = (performance.now() - began) / 1_000;
    for (const line of all) await expectWrittenOnce(product, line);
    await workflowOver(product, one);
    await workflowOver(product, all[0]!);
    const [single, slice] = [await eventsOf(one), await eventsOf(all[0]!)];
    process.stderr.write(
      `    Temporal events of an approval: ${single} with 1 line, ${slice} with 25 lines, made in ${seconds.toFixed(1)} s\n`,
    );
    expect(slice).toBeLessThan(eventsOfOneBatch);
  });
});
