import { randomUUID } from 'node:crypto';
import { duo } from '../../vendors/duo/kind.ts';
import { autotask } from '../../psa/autotask/kind.ts';
import type { FaultOrder } from '../../sandbox/fault-kinds.ts';
import type { AutotaskScenario } from '../../sandbox/autotask/scenario.ts';
import { periodsOf, unitsOn } from '../../sandbox/autotask/periods.ts';
import { firstOpenDay } from '../../sandbox/scenarios/autotask-changes.ts';
import { expectInstancesAskedAbout } from './instance-steps.ts';
import {
  body,
  type Connected,
  everyLine,
  type Item,
  mapProducts,
  phaseIs,
  runEnds,
  startSync,
} from './lifecycle.ts';
import { type Product, startProduct } from './product.ts';
import { expectFoundSound } from './seatwise-command.ts';
import {
  type Approved,
  approve,
  turnOnWriteBack,
  command,
  decideLine,
  end,
  reaches,
  usageLine,
  waitsOn,
  writeBack,
} from './write-back-steps.ts';

const duoInSandbox = { ...duo, hostSuffixes: [...duo.hostSuffixes, 'duosecurity.test'] };
const today = new Date().toISOString().slice(0, 10);

/** Days that a change may name in place of the default. */
const daysOf = (billingTarget: unknown): readonly { readonly day: string; readonly bills: string | null }[] =>
  (billingTarget as { readonly days?: readonly { day: string; bills: string | null }[] } | null)?.days ?? [];

/** From the credential to the units of a contract, with Autotask behind the port and nothing else of it anywhere. */
describe('Harbor Lane with Autotask', () => {
  let product: Product;
  let integration: Connected;
  let fromToday: Approved;
  /** What a write waits for once it was answered, before anybody is told. */
  let held = Promise.resolve();
  /** From here on each write waits; returns what lets those go on that wait by then. */
  const hold = (): (() => void) => {
    let release = (): void => undefined;
    held = new Promise((resolve) => {
      release = resolve;
    });
    return release;
  };
  let first: { readonly line: Approved; readonly release: () => void };
  beforeAll(async () => {
    product = await startProduct({
      scenario: 'typical',
      // What waits for another change is told when that is settled, and needs no clock.
      writing: { recheckMs: 3_600_000 },
      settings: { atWritePoint: (point) => (point === 'answered' ? held : Promise.resolve()) },
      kinds: { vendors: { [duo.kind]: duoInSandbox }, psas: { [autotask.kind]: autotask } },
    });
  });
  afterAll(() => product.close());

  const request = (method: 'GET' | 'PUT' | 'POST', path: string, sent?: unknown) =>
    product.client.request(method, path, sent, method === 'POST' ? randomUUID() : undefined);
  const scenario = async (): Promise<AutotaskScenario> => await product.control.scenarioOf('autotask');
  /** Units of a line on the day on which a change lands, and that day. */
  async function landed(psaLineId: string): Promise<{ readonly units: number | null; readonly day: string }> {
    const { contractServices, contracts } = await scenario();
    const line = contractServices.find(({ id }) => id === Number(psaLineId))!;
    const day = firstOpenDay(
      contracts.find(({ id }) => id === line.contractID)!,
      today,
    )!;
    return { units: unitsOn(line, day), day };
  }
  const sentTo = async (psaLineId: string): Promise<readonly unknown[]> =>
    (await product.control.requestLog()).flatMap((entry) =>
      entry.kind === 'request' && entry.write?.lineId === Number(psaLineId) ? [entry.write.value] : [],
    );
  /** Of the line that this label would change: the next adjustment of its contract. */
  async function failNext(label: string, fault: FaultOrder['fault']): Promise<void> {
    const { target } = await usageLine(product, integration, label);
    const { psaLineId } = target as { psaLineId: string };
    const { contractServices } = await scenario();
    const contract = contractServices.find(({ id }) => id === Number(psaLineId))!.contractID;
    const path = `/ATServicesRest/V1.0/Contracts/${contract}/ServiceAdjustments`;
    await product.control.inject({ vendor: 'autotask', method: 'POST', path, times: 1, fault });
  }
  const sourcesOf = async (label: string): Promise<unknown> => {
    const { id } = await usageLine(product, integration, label);
    return body(await request('GET', `/usage-lines/${String(id)}`))['lines'];
  };
  const detailOf = async ({ approvalLineId }: Approved) =>
    product.db
      .selectFrom('approvalLine')
      .select(['detail', 'state'])
      .where('id', '=', approvalLineId)
      .executeTakeFirstOrThrow();

  it('is connected, mapped and finished, in the words of Autotask', async () => {
    const answer = await request('POST', '/integrations', {
      vendor: 'duo',
      module: 'billing',
      psa: 'autotask',
    });
    expect(answer.status).toBe(201);
    const id = body(answer)['id'] as string;
    integration = { id, path: `/integrations/${id}` };
    const { accountsApi, adminApi, autotask: psa } = product.credentials;
    for (const [set, fields] of [
      ['accounts-api', accountsApi],
      ['admin-api', adminApi],
      ['psa', psa],
    ] as const)
      expect((await request('PUT', `${integration.path}/credentials/${set}`, fields)).status).toBe(200);
    await product.client.command('POST', `${integration.path}/authenticate`, {}, integration.path);
    await phaseIs(product, integration, 'mapping', 60_000);
    await mapProducts(product, integration);
    await product.client.command('POST', `${integration.path}/finish`, {}, integration.path);
    await phaseIs(product, integration, 'active', 120_000);
    const { psas } = body(await request('GET', '/session'))['kinds'] as Item;
    expect(psas).toMatchObject([{ name: 'Autotask', words: { agreement: { one: 'contract' } } }]);
  });

  it('is compared with the units in force on the day on which a change lands', async () => {
    expect(await usageLine(product, integration, 'Bluewater Dental')).toMatchObject({
      kind: 'increase', vendorQuantity: 40, psaQuantity: '30', variance: '10',
    }); // prettier-ignore
    expect(await usageLine(product, integration, 'Quarry Ridge')).toMatchObject({
      kind: 'decrease',
      variance: '-3',
    });
    expect(await usageLine(product, integration, 'Bright Path')).toMatchObject({
      psaQuantity: '12',
      variance: '1',
    });
    expect(await usageLine(product, integration, 'Stonebridge Insurance')).toMatchObject({
      kind: 'no-account',
    });
    expect(await usageLine(product, integration, 'Tidewater Marine')).toMatchObject({
      kind: 'bills-nothing',
      reason: { message: expect.stringContaining('contract') as string },
    });
    const [heads = '', ...rows] = ((await request('GET', '/usage-lines.csv')).body as string).split('\r\n');
    expect(heads).toContain(
      'Autotask company ID,Service,Duo seats,Billable units,Billing rule,Calculation,Autotask quantity',
    );
    expect(heads + rows.join('')).not.toMatch(/\bPSA\b|\bagreement\b/u);
  });

  it('goes on with the next change where the first of the connection was rejected', async () => {
    // Whose days are those of `today`.
    await request('PUT', '/settings', { billingTimeZone: 'UTC' });
    const types = body(await request('GET', `${integration.path}/agreement-types`))['items'];
    expect(types).toEqual([]);
    await turnOnWriteBack(product, integration);
    await failNext('Delta Farms', { kind: 'status', status: 500, text: 'The contract is locked.' });
    await failNext('Bluewater Dental', { kind: 'done-answer-lost' });
    const release = hold();
    const rejected = await approve(product, integration, 'Delta Farms');
    // Two approvals are written in no order: only one that is being sent is first for sure.
    await reaches(product, rejected, ['sending']);
    const line = await approve(product, integration, 'Bluewater Dental');
    await waitsOn(product, line, 'WriteProving');
    first = { line, release: hold() };
    release();
    expect(await end(product, rejected)).toMatchObject({ state: 'rejected' });
    await reaches(product, line, ['sending']);
  });

  it('is written by one difference from the first day of the next open period', async () => {
    const { line, release } = first;
    const other = await approve(product, integration, 'Alder & Sons');
    await waitsOn(product, other, 'WriteProving');
    expect(await detailOf(other)).toMatchObject({
      state: 'queued',
      detail: expect.objectContaining({ id: 'write-back.proving.first' }) as unknown,
    });
    expect(await sentTo(other.psaLineId)).toEqual([]);
    expect((await writeBack(product, other))['targetInvoice']).toMatchObject({
      code: 'usage.target.from-day',
    });
    release();
    expect(await end(product, line)).toMatchObject({ state: 'confirmed', sendCount: 1, psaShows: '40' });
    expect(await end(product, other)).toMatchObject({ state: 'confirmed' });
    const { day: later } = await landed(other.psaLineId);
    expect(later > (await landed(line.psaLineId)).day).toBe(true);
    expect(await sentTo(line.psaLineId)).toEqual([10]);
    const { units, day } = await landed(line.psaLineId);
    expect(units).toBe(40);
    const changes = (await product.control.requestLog()).filter(
      (entry) => entry.kind === 'change' && entry.by === 'api' && entry.id === line.psaLineId,
    );
    expect(changes).toMatchObject([{ field: `units from ${day}`, before: 30, after: 40 }]);
  });

  it('acts today where an approver chose so, told what is prorated, and on no other day of the past', async () => {
    const used = ['Castellan Law', 'Fernhill Veterinary', 'Bluewater Dental', 'Alder & Sons', 'Delta Farms'];
    const open = (await everyLine(product, integration)).filter(
      ({ kind, decision, billingTarget, label }) =>
        kind === 'increase' &&
        decision === 'open' &&
        billingTarget !== null &&
        !used.includes(label as string),
    );
    // The running period of every contract is posted already: no day of it is offered.
    expect(open.flatMap(({ billingTarget }) => daysOf(billingTarget))).toEqual([]);
    const [{ label, target }] = open as [{ label: string; target: { psaLineId: string } }];
    const { contractServices: before } = await scenario();
    const { contractID } = before.find(({ id }) => id === Number(target.psaLineId))!;
    await product.control.editAutotask({
      kind: 'contract',
      id: contractID,
      changes: { postedThrough: null },
    });
    const contract = (await scenario()).contracts.find(({ id }) => id === contractID)!;
    const began = [...periodsOf(contract)].findLast(({ first }) => first <= today)!.first;
    // The count was the same on every reading since before the period began: it may be chosen from there on.
    await product.db
      .updateTable('seatCount')
      .set({ firstReadAt: new Date(Date.parse(began) - 86_400_000) })
      .execute();
    await runEnds(product, await startSync(product, integration), 120_000);
    const wanted = await usageLine(product, integration, label);
    expect(daysOf(wanted['billingTarget']).map(({ day }) => day)).toEqual([...new Set([today, began])]);
    expect(daysOf(wanted['billingTarget'])[0]?.bills).toMatch(/^\d/u);
    const past = await decideLine(product, integration, label, { billingTarget: '2026-01-01' });
    expect(past).toMatchObject({ outcome: 'rejected', code: 'BillingTargetNotOffered' });
    expect(past['offer']).toContain(today);
    const line = await approve(product, integration, label, { billingTarget: today });
    expect(await end(product, line)).toMatchObject({ state: 'confirmed' });
    const { contractServices } = await scenario();
    const { steps } = contractServices.find(({ id }) => id === Number(line.psaLineId))!;
    expect(steps.at(-1)).toMatchObject({ day: today });
    fromToday = line;
  });

  it('is taken back from the next open period on once its day has come, and not before', async () => {
    const ahead = await approve(product, integration, 'Delta Farms');
    expect(await end(product, ahead)).toMatchObject({ state: 'confirmed', can: { revert: false } });
    const tooEarly = await command(product, ahead, 'revert');
    expect([tooEarly.status, body(tooEarly)['code']]).toEqual([409, 'NotRevertible']);
    expect(await writeBack(product, fromToday)).toMatchObject({ can: { revert: true } });
    const answer = await command(product, fromToday, 'revert', { reason: 'they leave again' });
    const revert = { ...fromToday, ...(body(answer) as Pick<Approved, 'approvalId' | 'approvalLineId'>) };
    expect(await end(product, revert)).toMatchObject({ state: 'confirmed', decision: 'revert' });
    const [before, after] = [Number(fromToday.before), Number(fromToday.after)];
    expect(await sentTo(fromToday.psaLineId)).toEqual([after - before, before - after]);
    const line = (await scenario()).contractServices.find(({ id }) => String(id) === fromToday.psaLineId)!;
    const { units, day } = await landed(fromToday.psaLineId);
    // What was billed from its day up to then stays.
    expect([unitsOn(line, today), units, line.steps.at(-1)?.day]).toEqual([after, before, day]);
  });

  it('is read back where the answer was lost, and goes to a person where it does not show', async () => {
    await failNext('Fernhill Veterinary', { kind: 'done-answer-lost' });
    const done = await approve(product, integration, 'Fernhill Veterinary');
    expect(await end(product, done)).toMatchObject({ state: 'confirmed', sendCount: 1 });
    await failNext('Quarry Ridge', { kind: 'reset' });
    const lost = await approve(product, integration, 'Quarry Ridge');
    expect(await end(product, lost)).toMatchObject({ state: 'conflict', sendCount: 1 });
    expect([await sentTo(done.psaLineId), await sentTo(lost.psaLineId)]).toEqual([[4], [-3]]);
    expect((await landed(lost.psaLineId)).units).toBe(25);
  });

  it('is not written where a later change is booked, which the difference would shift', async () => {
    const wanted = await usageLine(product, integration, 'Castellan Law');
    const { psaLineId } = wanted['target'] as { psaLineId: string };
    const { day } = await landed(psaLineId);
    const later = new Date(Date.parse(day) + 45 * 86_400_000).toISOString().slice(0, 10);
    await product.control.editAutotask({
      kind: 'adjust',
      id: Number(psaLineId),
      unitChange: 5,
      effectiveDate: later,
    });
    const line = await approve(product, integration, 'Castellan Law');
    expect(await end(product, line)).toMatchObject({ state: 'rejected' });
    expect(JSON.stringify((await detailOf(line)).detail)).toContain(later);
    // By now it is known, shown, and a reason to reject the next decision at once.
    const quantity = String(Number(line.before) + 5);
    // The name is the catalog's: a contract service of Autotask has none.
    const productIdentifier = expect.stringMatching(/^DUO-/u) as string;
    expect(await sourcesOf('Castellan Law')).toMatchObject([
      { psaLineId, productIdentifier, booked: [{ day: later, quantity }] },
    ]);
    expect(await decideLine(product, integration, 'Castellan Law')).toMatchObject({
      outcome: 'rejected',
      code: 'CannotLand',
      detail: expect.stringMatching(/^Autotask has a change to \d+ booked from/u) as string,
    });
    expect(await sentTo(psaLineId)).toEqual([]);
  });

  it('takes no second change on a day on which one of ours acts already', async () => {
    const accounts = await product.control.duoAccounts();
    const { accountId } = accounts.children.find(({ name }) => name === 'Bluewater Dental')!;
    await product.control.changeDuoUsers(accountId, { action: 'add', count: 2 });
    expect(await runEnds(product, await startSync(product, integration), 120_000)).toMatchObject({
      state: 'partial',
    });
    expect(await usageLine(product, integration, 'Bluewater Dental')).toMatchObject({
      psaQuantity: '40',
      variance: '2',
    });
    // A sync knows it as well.
    expect(await sourcesOf('Castellan Law')).toMatchObject([{ booked: [{ quantity: '305' }] }]);
    const rejected = await decideLine(product, integration, 'Bluewater Dental');
    expect(rejected).toMatchObject({
      outcome: 'rejected',
      code: 'BillingTargetNotOffered',
      detail: expect.stringMatching(/^A change already takes effect on/u) as string,
      approvalLineId: null,
    });
    const { target } = await usageLine(product, integration, 'Bluewater Dental');
    expect(await sentTo((target as { psaLineId: string }).psaLineId)).toEqual([10]);
  });

  it('is found sound by reconcile, which reads every written contract, and by doctor', async () => {
    await expectFoundSound(product);
  });

  it('asks about credentials of another zone and of another database, and never mixes their IDs', async () => {
    await expectInstancesAskedAbout(product, integration, 'autotask');
  });
});
