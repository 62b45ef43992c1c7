import {
  body, type Connected, everyLine, loaded, mapProducts, phaseIs, runEnds, startSync,
} from './lifecycle.ts'; // prettier-ignore
import { lineOf as lineOfWorld } from '../../sandbox/world-lookup.ts';
import { type Product, startProduct } from './product.ts';
import { account, decided, listed, named, outcomes, productId, serviceId, settled } from './set-up-steps.ts';
import { openNotices } from './sync-observations.ts';

type Row = ReturnType<typeof body>;

/** What mapping and line choices do to usage lines at once, on `typical` (docs/sandbox.md's cast). */
describe('decisions after Finish recompose usage lines', () => {
  let product: Product;
  let integration: Connected;
  let service: string;
  beforeAll(async () => {
    product = await startProduct({ scenario: 'typical', reading: { vendorParallel: 8, psaParallel: 6 } });
    integration = await loaded(product);
    await mapProducts(product, integration);
    service = await serviceId(product, integration);
    await settled(product, 'POST', `${integration.path}/finish`);
    await phaseIs(product, integration, 'active', 40_000);
  });
  afterAll(() => product.close());

  // Each decision must leave totals that close, at once.
  afterEach(async () => {
    const totals = body(await product.client.request('GET', `/control-totals?integration=${integration.id}`));
    expect(totals['items']).toMatchObject([{ closes: true }]);
  });

  const linesOf = async (label: string): Promise<readonly Row[]> =>
    (await everyLine(product, integration)).filter((line) => line['label'] === label);

  async function lineOf(label: string): Promise<Row> {
    const lines = await linesOf(label);
    expect(lines).toHaveLength(1);
    return lines[0]!;
  }

  const detail = async (label: string): Promise<Row> =>
    body(await product.client.request('GET', `/usage-lines/${(await lineOf(label))['id'] as string}`));

  const companyId = async (name: string): Promise<string> =>
    named(await listed(product, `${integration.path}/psa-companies?q=${encodeURIComponent(name)}`), name)[
      'id'
    ] as string;

  const accountDecision = async (name: string, decision: object) => ({
    kind: 'account',
    vendorId: (await account(product, integration, name))['id'] as string,
    ...decision,
  });

  const role = (line: Row, psaLine: Row, action: string, reason?: string) => ({
    kind: 'line',
    companyId: line['company'].id as string,
    vendorServiceId: service,
    psaLineId: psaLine['psaLineId'] as string,
    action,
    ...(reason === undefined ? {} : { reason }),
  });

  const withQuantity = (line: Row, quantity: string): Row =>
    (line['lines'] as Row[]).find((one) => one['quantity'] === quantity)!;

  it('Summit Hotels asks for its target; naming one, then the other, moves the change and leaves one target', async () => {
    const before = await detail('Summit Hotels');
    expect(before).toMatchObject({ kind: 'increase', vendorQuantity: 88, psaQuantity: '85', variance: '3' });
    expect(before).toMatchObject({ needsTarget: true, target: null });
    const [sixty, twentyFive] = [withQuantity(before, '60'), withQuantity(before, '25')];
    await decided(product, integration, role(before, twentyFive, 'target'));
    const first = await detail('Summit Hotels');
    expect(first).toMatchObject({
      needsTarget: false,
      target: { psaLineId: twentyFive['psaLineId'] as string, before: '25', after: '28' },
      money: { effectPerMonth: '12' },
    });
    expect(first['version']).toBeGreaterThan(before['version'] as number);
    await decided(product, integration, role(before, sixty, 'target'));
    const second = await detail('Summit Hotels');
    expect(second).toMatchObject({
      target: { psaLineId: sixty['psaLineId'] as string, before: '60', after: '63' },
    });
    expect([withQuantity(second, '60')['role'], withQuantity(second, '25')['role']]).toEqual([
      'target',
      'counts',
    ]);
    expect(second).toMatchObject({ kind: 'increase', variance: '3', psaQuantity: '85' });
  });

  it('free units are flagged `included` until an approver says what they are, and asked again when the PSA changes them', async () => {
    const { control } = product;
    const vista = lineOfWorld(await control.world(), 'Vista Nonprofit');
    const changed = async (lessIncluded: number): Promise<void> => {
      await control.changeLine(vista.id, { lessIncluded });
      await runEnds(product, await startSync(product, integration), 40_000);
    };
    const answer = async (lessIncluded: string, action: string) => {
      const line = await detail('Vista Nonprofit');
      const said = role(line, withQuantity(line, '30'), action, 'as the contract says');
      return { ...said, kind: 'included', lessIncluded };
    };
    const flags = (line: Row) => (line['flags'] as Row[]).map(({ flag }) => flag as string);

    const before = await detail('Vista Nonprofit');
    expect(before).toMatchObject({ kind: 'increase', variance: null, target: null });
    expect(before).toMatchObject({ money: { effectPerMonth: null } });
    expect(flags(before)).toEqual(['included']);
    // 33 seats, and free units beside them: 38 would agree.
    await decided(product, integration, await answer('5', 'beside'));
    expect(await detail('Vista Nonprofit')).toMatchObject({
      flags: [],
      variance: '8',
      includedBeside: '5',
      target: { before: '30', after: '38' },
      lines: [{ included: { answer: 'beside', reason: 'as the contract says' } }],
    });
    expect(await outcomes(product, integration, await answer('6', 'part'))).toMatchObject([
      { ok: false, code: 'IncludedMoved' },
    ]);
    await decided(product, integration, await answer('5', 'part'));
    expect(await lineOf('Vista Nonprofit')).toMatchObject({ variance: '3', money: { effectPerMonth: '12' } });
    // Another number of free units in the PSA asks again.
    await changed(6);
    expect(flags(await lineOf('Vista Nonprofit'))).toEqual(['included']);
    await changed(5);
    expect(flags(await lineOf('Vista Nonprofit'))).toEqual([]);
  });

  it('Ironwood: a line for another purpose is out of the sum with a reason, then it matches', async () => {
    const before = await detail('Ironwood');
    expect(before).toMatchObject({
      kind: 'choice',
      vendorQuantity: 50,
      psaQuantity: '100',
      needsTarget: true,
    });
    const [one, other] = before['lines'] as [Row, Row];
    expect(one['agreementId']).not.toBe(other['agreementId']);
    expect(await outcomes(product, integration, role(before, other, 'other-purpose'))).toMatchObject([
      { ok: false, code: 'ReasonRequired' },
    ]);
    await decided(product, integration, role(before, one, 'target'));
    expect(await lineOf('Ironwood')).toMatchObject({ kind: 'choice' });
    await decided(product, integration, role(before, other, 'other-purpose', 'billed twice'));
    expect(await lineOf('Ironwood')).toMatchObject({ kind: 'match', psaQuantity: '50', variance: '0' });
    await decided(product, integration, role(before, other, 'counts'));
    // 50 against 100: the sum is what people said it is.
    expect(await lineOf('Ironwood')).toMatchObject({ kind: 'decrease', psaQuantity: '100', variance: '-50' });
    await decided(product, integration, role(before, other, 'other-purpose', 'billed twice'));
  });

  it('a target that would fall to zero is refused, and so is a line of another group', async () => {
    const ironwood = await detail('Ironwood');
    const summit = await detail('Summit Hotels');
    const [, other] = ironwood['lines'] as [Row, Row];
    await decided(product, integration, role(ironwood, other, 'counts'));
    expect(
      await outcomes(
        product,
        integration,
        role(ironwood, other, 'target'),
        role(ironwood, withQuantity(summit, '60'), 'counts'),
        { ...role(ironwood, other, 'counts'), psaLineId: '99999999' },
        role(ironwood, other, 'other-purpose', 'billed twice'),
      ),
    ).toMatchObject([
      { ok: false, code: 'TargetWouldBeZero' },
      { ok: false, code: 'LineNotInGroup' },
      { ok: false, code: 'LineUnknown' },
      { ok: true },
    ]);
    expect(await lineOf('Ironwood')).toMatchObject({ kind: 'match' });
  });

  it('Lakeview Montessori: the line of its bill-to company is a candidate, and a target makes it match', async () => {
    const before = await detail('Lakeview Montessori');
    expect(before).toMatchObject({ kind: 'choice', vendorQuantity: 24 });
    expect(await linesOf('Lakeview Education Trust')).toEqual([]);
    const candidate = withQuantity(before, '24');
    await decided(product, integration, role(before, candidate, 'target'));
    expect(await lineOf('Lakeview Montessori')).toMatchObject({
      kind: 'match',
      psaQuantity: '24',
      variance: '0',
    });
    expect(await linesOf('Lakeview Education Trust')).toEqual([]);
  });

  it('two accounts on one company are one line: 26 + 19 against 41 is +4, asked before', async () => {
    const psaId = await companyId('Meridian Foods');
    const first = await accountDecision('Meridian Foods Plant', { action: 'map', psaId });
    const second = await accountDecision('Meridian Foods Office', { action: 'map', psaId });
    expect(await lineOf('Meridian Foods')).toMatchObject({ kind: 'no-account', psaQuantity: '41' });
    await decided(product, integration, first);
    expect(await lineOf('Meridian Foods')).toMatchObject({
      kind: 'decrease',
      vendorQuantity: 26,
      variance: '-15',
    });
    const [outcome] = await decided(product, integration, second);
    expect(outcome!['warnings']).toEqual(['Add to the same line? 26 + 19 = 45']);
    expect(await lineOf('Meridian Foods')).toMatchObject({
      kind: 'increase',
      vendorQuantity: 45,
      variance: '4',
      money: { effectPerMonth: '30' },
    });
    expect(await linesOf('Meridian Foods Plant')).toEqual([]);
  });

  it('exclude takes the seats off the line and include brings them back unmapped, never billed in between', async () => {
    const psaId = await companyId('Bluewater Dental');
    expect(await lineOf('Bluewater Dental')).toMatchObject({ kind: 'increase', variance: '10' });
    const unexplained = await outcomes(
      product,
      integration,
      await accountDecision('Bluewater Dental', { action: 'exclude' }),
    );
    expect(unexplained).toMatchObject([{ ok: false, code: 'ReasonRequired' }]);
    await decided(
      product,
      integration,
      await accountDecision('Bluewater Dental', { action: 'exclude', reason: 'shared, billed by hand' }),
    );
    expect(await linesOf('Bluewater Dental')).toMatchObject([{ kind: 'no-account', psaQuantity: '30' }]);
    expect(await account(product, integration, 'Bluewater Dental')).toMatchObject({ seats: 40 });
    // An excluded account is included before it is mapped.
    expect(
      await outcomes(
        product,
        integration,
        await accountDecision('Bluewater Dental', { action: 'map', psaId }),
      ),
    ).toMatchObject([{ ok: false, code: 'AccountExcluded' }]);
    await decided(product, integration, await accountDecision('Bluewater Dental', { action: 'include' }));
    expect((await linesOf('Bluewater Dental')).map(({ kind }) => kind as unknown).sort()).toEqual([
      'no-account',
      'unmapped',
    ]);
    await decided(product, integration, await accountDecision('Bluewater Dental', { action: 'map', psaId }));
    expect(await lineOf('Bluewater Dental')).toMatchObject({
      kind: 'increase',
      vendorQuantity: 40,
      variance: '10',
      money: { effectPerMonth: '40' },
    });
  });

  it('a mark takes an account off its line and says so; without it the line is as before', async () => {
    const [outcome] = await decided(
      product,
      integration,
      await accountDecision('Quarry Ridge', { action: 'mark', mark: 'nfr' }),
    );
    expect(outcome!['warnings']).toMatchObject([expect.stringMatching(/leaves its line/u)]);
    expect((await linesOf('Quarry Ridge')).map(({ kind }) => kind as unknown)).toEqual(['no-account']);
    const totals = body(await product.client.request('GET', `/control-totals?integration=${integration.id}`));
    expect(totals['items'][0].totals.seats).toMatchObject({ nfr: 22 });
    await decided(
      product,
      integration,
      await accountDecision('Quarry Ridge', { action: 'mark', mark: null }),
    );
    expect(await lineOf('Quarry Ridge')).toMatchObject({ kind: 'decrease', variance: '-3' });
  });

  it('unmapping an account makes its seats a line of their own', async () => {
    const psaId = await companyId('Fernhill Veterinary');
    await decided(product, integration, await accountDecision('Fernhill Veterinary', { action: 'unmap' }));
    const lines = await linesOf('Fernhill Veterinary');
    expect(lines.map(({ kind, vendorQuantity }) => [kind, vendorQuantity] as unknown)).toEqual(
      expect.arrayContaining([
        ['unmapped', 21],
        ['no-account', null],
      ]),
    );
    await decided(
      product,
      integration,
      await accountDecision('Fernhill Veterinary', { action: 'map', psaId }),
    );
    expect(await lineOf('Fernhill Veterinary')).toMatchObject({ kind: 'increase', variance: '4' });
  });

  it('unmapping a product takes its lines out of every sum; mapping it again brings them back', async () => {
    const psaId = await productId(product, integration, 'DUO-ADV');
    await decided(product, integration, { kind: 'service', vendorId: service, action: 'unmap', psaId });
    expect(await lineOf('Castellan Law')).toMatchObject({
      kind: 'new',
      vendorQuantity: 340,
      psaQuantity: null,
    });
    await decided(product, integration, { kind: 'service', vendorId: service, action: 'map', psaId });
    expect(await lineOf('Castellan Law')).toMatchObject({
      kind: 'increase',
      variance: '40',
      psaQuantity: '300',
    });
  });

  it('only a permanent cause can be acknowledged, with its reason', async () => {
    const result = await outcomes(
      product,
      integration,
      await accountDecision('Pinecrest', { action: 'acknowledge', reason: 'slow' }),
      await accountDecision('Castellan Law', { action: 'acknowledge', reason: 'none' }),
      await accountDecision('Fjordline', { action: 'acknowledge', reason: 'billed by hand' }),
    );
    expect(result).toMatchObject([
      { ok: false, code: 'CauseNotPermanent' },
      { ok: false, code: 'NothingToAcknowledge' },
      { ok: true },
    ]);
    expect(await account(product, integration, 'Fjordline')).toMatchObject({
      acknowledged: { code: 'VendorCrossDeployment', reason: 'billed by hand' },
    });
  });

  it('choices and mappings outlive the next sync; an account that vanished takes no decision, the others do', async () => {
    const vista = await account(product, integration, 'Vista Nonprofit');
    await product.control.changeDuoAccount(vista['foreignId'] as string, { remove: true });
    await runEnds(product, await startSync(product, integration), 40_000);
    expect(await lineOf('Ironwood')).toMatchObject({ kind: 'match' });
    expect(await lineOf('Lakeview Montessori')).toMatchObject({ kind: 'match' });
    expect(await lineOf('Summit Hotels')).toMatchObject({ target: { before: '60', after: '63' } });
    const result = await outcomes(
      product,
      integration,
      { kind: 'account', vendorId: vista['id'] as string, action: 'mark', mark: 'nfr' },
      await accountDecision('Acme Corp', { action: 'exclude', reason: 'pilot' }),
    );
    expect(result).toMatchObject([
      { ok: false, code: 'AccountGone' },
      { ok: true, changed: true },
    ]);
    expect(await linesOf('Acme Corp')).toEqual([]);
    const notices = await openNotices(product, integration);
    expect(notices.filter(({ code }) => code === 'AccountGoneNotice')).toMatchObject([
      { detail: expect.stringContaining('Vista Nonprofit') as string },
    ]);
  });
});
