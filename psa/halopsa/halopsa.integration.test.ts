import { inEnglish } from '../../messages/english.ts';
import { message } from '../../messages/message.ts';
import { rendered, saying } from '../../test/texts/rendered.ts';
import { documentDifferences } from '../../domain/write-back/document.ts';
import { waitFor } from '../../embedded/tour/seatwise-client.ts';
import type { HaloInvoice, HaloLine, HaloPsaScenario } from '../../sandbox/halopsa/scenario.ts';
import type { MomentOrder } from '../../sandbox/edit-moments.ts';
import type { LineRef, Psa, PsaResult, LineSnapshot, WriteOutcome, SetQuantityPlan } from '../port.ts';
import { methods } from './methods.ts';
import { openStage, type Stage } from './stage.fixture.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterEach(async () => {
  await stage.control.clear();
  await stage.control.clearMoments();
  await stage.control.loadScenario('typical');
});
afterAll(() => stage.close());

function given<T>(result: PsaResult<T>): T {
  if (!result.ok) throw new Error(`${result.code}: ${inEnglish(result.detail)}`);
  return result.value;
}

const halo = async (): Promise<HaloPsaScenario> => await stage.control.scenarioOf('halopsa');

/** The document of a customer with its first Duo line. */
async function billedTo(name: string): Promise<{ invoice: HaloInvoice; line: HaloLine; ref: LineRef }> {
  const { clients, invoices } = await halo();
  const ids = clients.filter((one) => one.name === name).map(({ id }) => id);
  const invoice = invoices.find(({ clientId }) => ids.includes(clientId))!;
  const line = invoice.lines.find(({ itemCode }) => itemCode.startsWith('DUO-'))!;
  return { invoice, line, ref: { agreementId: String(invoice.id), lineId: String(line.id) } };
}

async function read(client: Psa, ref: LineRef): Promise<LineSnapshot> {
  const snapshot = given(await client.readLine(ref));
  if ('gone' in snapshot) throw new Error('the line is gone');
  return snapshot;
}

const inTime = { mayBegin: () => true };

/** Reads the line as the engine does, lets somebody do something meanwhile, and sets it. */
async function set(
  client: Psa,
  ref: LineRef,
  after: string,
  meanwhile: () => Promise<unknown> = () => Promise.resolve(),
  method: string | null = methods.document,
): Promise<{ readonly plan: SetQuantityPlan; readonly outcome: WriteOutcome }> {
  const { line, document } = await read(client, ref);
  const plan: SetQuantityPlan = {
    kind: 'set-quantity', ref, before: line.quantity ?? '0', after, lastUpdated: line.lastUpdated, day: null, document, method,
  }; // prettier-ignore
  await meanwhile();
  return { plan, outcome: await client.write(plan, inTime) };
}

const posts = async () =>
  (await stage.calls()).filter(({ method, path }) => method === 'POST' && path !== '/auth/token');

/** What of the scenario differs but these fields of these objects. */
function without(scenario: HaloPsaScenario, line: HaloLine): unknown {
  return {
    licences: scenario.licences.map((one) => ({ ...one, changes: null })),
    invoices: scenario.invoices.map((invoice) => ({
      ...invoice,
      lastModified: null,
      lines: invoice.lines.map((one) => (one.id === line.id ? { ...one, qtyOrder: null } : one)),
    })),
  };
}

describe('a line of HaloPSA that is kept by hand', () => {
  it.each(['document', 'line'] as const)('is changed by the %s, and nothing else is', async (method) => {
    const { line, ref } = await billedTo('Bluewater Dental');
    const before = await halo();
    const { outcome, plan } = await set(stage.client(), ref, '40', undefined, method);
    expect(outcome).toMatchObject({ kind: 'accepted', line: { quantity: '40' } });
    expect(outcome.kind === 'accepted' && documentDifferences(plan.document!, outcome.document!)).toEqual([]);
    const after = await halo();
    expect(without(after, line)).toEqual(without(before, line));
    expect((await billedTo('Bluewater Dental')).line.qtyOrder).toBe(40);
  });

  it('is not written on a document in which somebody changed another line since it was read', async () => {
    const { invoice, ref } = await billedTo('Bluewater Dental');
    const neighbor = invoice.lines[1]!;
    const before = (await posts()).length;
    const { outcome } = await set(stage.client(), ref, '40', () =>
      stage.control.halo.changeLine(neighbor.id, { unitPrice: neighbor.unitPrice + 1 }),
    );
    expect(outcome).toMatchObject({
      kind: 'withheld',
      detail: saying(/unit price/u),
    });
    expect(await posts()).toHaveLength(before);
    expect((await billedTo('Bluewater Dental')).invoice.lines[1]!.unitPrice).toBe(neighbor.unitPrice + 1);
  });

  it('is not written where its own quantity is another by now', async () => {
    const { line, ref } = await billedTo('Bluewater Dental');
    const { outcome } = await set(stage.client(), ref, '40', () =>
      stage.control.halo.changeLine(line.id, { qtyOrder: 33 }),
    );
    expect(outcome).toEqual({
      kind: 'withheld',
      detail: message('halopsa.withheld.quantity-changed', { shown: '33', expected: '30' }),
    });
  });

  it('tells which neighbors moved where setting one line does more than it says', async () => {
    await stage.control.halo.switch({ narrowLine: 'reprices-neighbors' });
    const { invoice, ref } = await billedTo('Bluewater Dental');
    await stage.control.halo.changeLine(invoice.lines[1]!.id, { unitPrice: 1_000 });
    const { plan, outcome } = await set(stage.client(), ref, '40', undefined, methods.line);
    if (outcome.kind !== 'accepted') throw new Error(inEnglish(outcome.detail));
    const moved = documentDifferences(plan.document!, outcome.document!);
    expect(moved.map((one) => inEnglish(one)).join('\n')).toMatch(/^unit price of line \d+: 1,000 → \d/u);
  });

  it('is not known to be done where a good answer did nothing, and proven so by the document’s own stamp', async () => {
    await stage.control.halo.switch({ narrowLine: 'ignored' });
    const { ref } = await billedTo('Bluewater Dental');
    const client = stage.client();
    const { plan, outcome } = await set(client, ref, '40', undefined, methods.line);
    expect(outcome).toMatchObject({ kind: 'unknown', code: 'PsaAnswerUnreadable' });
    const shown = (await read(client, ref)).line;
    expect(given(await client.confirm(plan, [shown, shown]))).toMatchObject({ verdict: 'not-done' });
    await stage.control.halo.switch({ timestamps: 'absent' });
    const withoutTimestamp = (await read(client, ref)).line;
    expect(given(await client.confirm(plan, [withoutTimestamp, withoutTimestamp]))).toMatchObject({
      verdict: 'undecidable',
    });
  });

  it('is not done where HaloPSA computes it without saying so and shows the written value once', async () => {
    const { line, ref } = await billedTo('Bluewater Dental');
    await stage.control.halo.changeLine(line.id, { computes: line.qtyOrder });
    const client = stage.client();
    const { plan, outcome } = await set(client, ref, '40');
    expect(outcome).toMatchObject({
      kind: 'unknown',
      detail: message('halopsa.after-write.shows', {
        moment: 'later',
        shown: String(line.qtyOrder),
        sent: 40,
      }),
    });
    const shown = (await read(client, ref)).line;
    expect(given(await client.confirm(plan, [shown, shown])).verdict).toBe('undecidable');
    // One reading shows it, a further one does not.
    const once = { ...shown, quantity: '40' };
    expect(given(await client.confirm(plan, [shown, once])).verdict).toBe('other');
  });

  const beforePost = (edit: MomentOrder['do']) =>
    stage.control.atMoment({
      when: { vendor: 'halopsa', method: 'POST', path: '/api/RecurringInvoice', phase: 'before-handling' },
      do: edit,
    });

  it.each<['onLine' | 'elsewhere', string, (invoice: HaloInvoice, line: HaloLine) => MomentOrder['do'], string]>([
    ['onLine', 'its quantity', (_, { id }) => ({ kind: 'change-halo-line', id, changes: { qtyOrder: 33 } }), 'Jane Doe changed qty_order of DUO-ESS (line LINE) from 30 to 33'],
    ['onLine', 'its price', (_, { id }) => ({ kind: 'change-halo-line', id, changes: { unitPrice: 9 } }), 'from 4 to 9'],
    ['elsewhere', 'another line', ({ lines }) => ({ kind: 'change-halo-line', id: lines[1]!.id, changes: { unitPrice: 77 } }), 'changed unit_price of'],
    ['elsewhere', 'the recurring invoice', ({ id }) => ({ kind: 'change-halo-invoice', id, changes: { comment: 'PO 4711' } }), 'changed comment of the recurring invoice from no value to PO 4711'],
  ])('tells %s what a person changed of %s right before it was written', async (where, _what, edit, told) => {
    const { invoice, line, ref } = await billedTo('Bluewater Dental');
    await beforePost(edit(invoice, line));
    const { outcome } = await set(stage.client(), ref, '40');
    if (outcome.kind !== 'accepted') throw new Error(inEnglish(outcome.detail));
    expect(rendered(outcome.edits![where]!)).toContain(told.replace('LINE', String(line.id)));
    expect(outcome.edits?.[where === 'onLine' ? 'elsewhere' : 'onLine']).toBeNull();
  }); // prettier-ignore

  it('says that it is not known where the change log cannot be read or shows no request, and tells of people all the same', async () => {
    const { line, ref } = await billedTo('Bluewater Dental');
    const editsOf = async (after: string) => {
      const { outcome } = await set(stage.client(), ref, after);
      return outcome.kind === 'accepted' ? outcome.edits : outcome;
    };
    expect(await editsOf('40')).toEqual({ onLine: null, elsewhere: null, byPeople: [], notKnown: null });
    await stage.control.halo.switch({ changeLog: 'missing' });
    expect(await editsOf('41')).toMatchObject({ notKnown: saying(/404/u) });
    await stage.control.halo.switch({ changeLog: 'people-only' });
    expect(await editsOf('42')).toMatchObject({
      notKnown: message('halopsa.change-log.not-shown'),
    });
    await beforePost({ kind: 'change-halo-line', id: line.id, changes: { qtyOrder: 50 } });
    expect(await editsOf('43')).toMatchObject({ onLine: saying(/from 42 to 50/u) });
  });

  it('writes without a change log that never responds, and says so', async () => {
    const { line, ref } = await billedTo('Bluewater Dental');
    await stage.control.inject({ path: '/api/InvoiceChange', fault: { kind: 'hang' } });
    const client = stage.client({ changeLogWithinMs: 100 });
    const { companyId } = (await read(client, ref)).agreement;
    const around = { companies: [companyId], evidence: [], at: new Date().toISOString() };
    expect((await client.readTarget({ ...ref, ...around })).ok).toBe(true);
    const { outcome } = await set(client, ref, '41');
    expect(outcome).toMatchObject({ kind: 'accepted', line: { id: String(line.id), quantity: '41' } });
    expect(outcome.kind === 'accepted' && outcome.edits?.notKnown).toMatchObject({
      id: 'halopsa.change-log.unreadable',
    });
  });

  it('is for a person where the answer was lost and the change log names another quantity that was replaced', async () => {
    const { line, ref } = await billedTo('Bluewater Dental');
    await beforePost({ kind: 'change-halo-line', id: line.id, changes: { qtyOrder: 33 } });
    await stage.control.inject({
      vendor: 'halopsa', method: 'POST', path: '/api/RecurringInvoice', times: 1, fault: { kind: 'done-answer-lost' },
    }); // prettier-ignore
    const client = stage.client();
    const { plan, outcome } = await set(client, ref, '40');
    expect(outcome.kind).toBe('unknown');
    const shown = (await read(client, ref)).line;
    expect(given(await client.confirm(plan, [shown, shown]))).toMatchObject({
      verdict: 'other',
      detail: saying(/from 30 to 33/u),
    });
  });

  it('counts with a change that waits for the next invoice, and is not written until that was made', async () => {
    const { invoice, line, ref } = await billedTo('Bluewater Dental');
    await stage.control.halo.changeLine(line.id, { proRata: { date: '2025-11-16', quantity: 2 } });
    const client = stage.client();
    expect((await read(client, ref)).line).toMatchObject({
      quantity: '32',
      locked: { id: 'halopsa.locked.pro-rata' },
    });
    expect((await set(client, ref, '40')).outcome).toMatchObject({ kind: 'rejected', code: 'PsaRejected' });
    await stage.control.halo.makeInvoice([invoice.id]);
    const settled = (await read(client, ref)).line;
    expect(settled.quantity).toBe('32');
    expect(settled).not.toHaveProperty('locked');
    expect((await set(client, ref, '40')).outcome).toMatchObject({ kind: 'accepted' });
  });

  it('may be a fraction, is in force since ever without a start, and is over where it or its template is off', async () => {
    const { line: half, ref: halfRef } = await billedTo('Bright Path');
    const client = stage.client();
    expect((await read(client, halfRef)).line.quantity).toBe('12.5');
    await stage.control.halo.changeLine(half.id, { startDate: null });
    await stage.control.halo.changeInvoice(Number(halfRef.agreementId), { startDate: null, endDate: null });
    const { line, agreement } = await read(client, halfRef);
    expect([line.effectiveDate, line.cancelledDate, agreement.startDate]).toEqual(['0001-01-01', null, null]);
    await stage.control.halo.changeLine(half.id, { isInactive: true });
    expect((await read(client, halfRef)).line).toMatchObject({ effectiveDate: null, status: 'canceled' });
    await stage.control.halo.changeInvoice(Number(halfRef.agreementId), { disabled: true });
    expect((await read(client, halfRef)).agreement.over).toBe('inactive');
  });
});

describe('a line of HaloPSA that follows a licence', () => {
  const setCount = (client: Psa, ref: LineRef, after: string, method: string | null = methods.licence) =>
    set(client, ref, after, undefined, method);

  it('is changed by the licence’s count, and the licence keeps all else', async () => {
    const { line, ref } = await billedTo('Castellan Law');
    const before = await halo();
    const client = stage.client();
    expect(client.waysOf((await read(client, ref)).line).quantity).toBe('absolute');
    const { outcome } = await setCount(client, ref, '340');
    expect(outcome).toMatchObject({ kind: 'accepted', line: { quantity: '340' }, document: null });
    const after = await halo();
    const licenceId = line.sources[0]!.licenceId;
    const kept = (scenario: HaloPsaScenario) => ({ ...scenario, licences: scenario.licences.map((one) => ({ ...one, ...(one.id === licenceId ? { count: 0 } : {}) })) }); // prettier-ignore
    expect(without(kept(after), line)).toEqual(without(kept(before), line));
    expect((await billedTo('Castellan Law')).line.qtyOrder).toBe(340);
  });

  it('shows the next invoice of its document after the change, which may have been created right before', async () => {
    const { invoice, ref } = await billedTo('Castellan Law');
    await stage.control.atMoment({
      when: { vendor: 'halopsa', method: 'POST', path: '/api/SoftwareLicence', phase: 'before-handling' },
      do: { kind: 'change-halo-invoice', id: invoice.id, changes: { nextCreationDate: '2031-02-01' } },
    });
    expect((await setCount(stage.client(), ref, '340')).outcome).toMatchObject({
      kind: 'accepted',
      after: { agreement: { id: ref.agreementId, nextInvoiceDate: '2031-02-01' }, parentAgreement: null },
    });
  });

  it('bills what it counts less its free units, at least its minimum', async () => {
    const { line, ref } = await billedTo('Vista Nonprofit');
    await stage.control.halo.changeLine(line.id, {
      follows: { licenceId: line.sources[0]!.licenceId, qtyFree: 5, minimumQty: 28 },
    });
    await stage.control.halo.recount();
    const client = stage.client();
    expect((await read(client, ref)).line).toMatchObject({
      quantity: '30',
      lessIncluded: '5',
      minimum: '28',
    });
    expect((await setCount(client, ref, '31')).outcome).toMatchObject({
      kind: 'accepted',
      line: { quantity: '31' },
    });
    expect((await billedTo('Vista Nonprofit')).line.qtyOrder).toBe(28);
  });

  it('is for a person where the line does not follow, and done once it does', async () => {
    await stage.control.halo.switch({ recount: 'later' });
    const { ref } = await billedTo('Castellan Law');
    const client = stage.client();
    const { plan, outcome } = await setCount(client, ref, '340');
    expect(outcome).toMatchObject({
      kind: 'unknown',
      detail: saying(/bills 300/u),
    });
    const shown = (await read(client, ref)).line;
    expect(given(await client.confirm(plan, [shown, shown])).verdict).toBe('undecidable');
    await stage.control.halo.recount();
    expect(given(await client.confirm(plan, [shown, shown])).verdict).toBe('done');
  });

  it('is done where the line follows within the time that is set', async () => {
    await stage.control.halo.switch({ recount: 'later' });
    const { ref } = await billedTo('Castellan Law');
    const before = (await posts()).length;
    const written = setCount(stage.client({ followsWithinMs: 20_000 }), ref, '340');
    await waitFor('the count to be posted', 20_000, async () =>
      (await posts()).length > before ? true : null,
    );
    await stage.control.halo.recount();
    expect((await written).outcome).toMatchObject({ kind: 'accepted', line: { quantity: '340' } });
  });

  it.each<[string, string | null, (line: HaloLine) => Promise<unknown>]>([
    ['where no way of writing licences is chosen', null, () => Promise.resolve()],
    ['as its document', methods.document, () => Promise.resolve()],
    [
      'where its licence counts for another line too',
      methods.licence,
      async ({ sources }) => {
        const { invoice, line } = await billedTo('Quarry Ridge');
        // Of one customer, since a licence belongs to one.
        const { clientId } = (await billedTo('Castellan Law')).invoice;
        await stage.control.halo.changeInvoice(invoice.id, { clientId });
        return stage.control.halo.changeLine(line.id, { follows: { licenceId: sources[0]!.licenceId } });
      },
    ],
    [
      'where a distributor keeps the licence',
      methods.licence,
      ({ sources }) => stage.control.halo.changeLicence(sources[0]!.licenceId, { distributor: 'Pax8' }),
    ],
    [
      'where it counts a subscription',
      methods.licence,
      ({ id }) => stage.control.halo.changeLine(id, { quantityType: 4 }),
    ],
    [
      'where it counts users',
      methods.licence,
      ({ id }) => stage.control.halo.changeLine(id, { quantityType: 2 }),
    ],
    [
      'where it counts assets',
      methods.licence,
      ({ id }) => stage.control.halo.changeLine(id, { quantityType: 3 }),
    ],
  ])('is not written %s', async (_where, method, arrange) => {
    const { line, ref } = await billedTo('Castellan Law');
    await arrange(line);
    const before = (await posts()).length;
    expect((await setCount(stage.client(), ref, '340', method)).outcome).toMatchObject({ kind: 'rejected' });
    expect(await posts()).toHaveLength(before);
  });

  it('is written on a fresh reading where its customer has many recurring invoices, each slow to come', async () => {
    const { line, invoice, ref } = await billedTo('Castellan Law');
    const [many, eachMs] = [24, 150];
    for (let number = 0; number < many; number += 1) await stage.control.halo.addInvoice(invoice.id, {});
    const client = stage.client();
    const { document } = await read(client, ref);
    await stage.control.latency(eachMs);
    // One after the other they would take longer than that, and than one answer may.
    const readAt = Date.now();
    const outcome = await client.write(
      {
        kind: 'set-quantity', ref, before: String(line.qtyOrder), after: '340', lastUpdated: null, day: null, document,
        method: methods.licence,
      }, // prettier-ignore
      { mayBegin: () => Date.now() - readAt < many * eachMs },
    );
    expect(outcome).toMatchObject({ kind: 'accepted', line: { quantity: '340' } });
  });

  it('needs its own licence alone for a change, and a line that follows none needs no licence at all', async () => {
    const ofLicences = async (work: () => Promise<unknown>): Promise<readonly string[]> => {
      const before = (await stage.calls()).length;
      await work();
      const calls = (await stage.calls()).slice(before);
      return calls.flatMap(({ method, path }) => (/licence/iu.test(path) && method === 'GET' ? [path] : []));
    };
    const change = (ref: LineRef, after: string, method: string) => async (): Promise<void> => {
      const client = stage.client();
      const { agreement } = await read(client, ref);
      const companies = [agreement.companyId];
      given(await client.readTarget({ ...ref, companies, evidence: [], at: new Date().toISOString() }));
      expect((await set(client, ref, after, undefined, method)).outcome.kind).toBe('accepted');
    };
    const counted = await billedTo('Castellan Law');
    const { licenceId } = counted.line.sources[0]!;
    const calls = await ofLicences(change(counted.ref, '340', methods.licence));
    expect(new Set(calls)).toEqual(new Set([`/api/SoftwareLicence/${licenceId}`]));
    const byHand = await billedTo('Bluewater Dental');
    expect(await ofLicences(change(byHand.ref, '40', methods.document))).toEqual([]);
  });

  it('shows no quantity that is counted in a way nobody sees', async () => {
    const { line, ref } = await billedTo('Castellan Law');
    await stage.control.halo.changeLine(line.id, { quantityType: 3 });
    expect((await read(stage.client(), ref)).line).toMatchObject({
      quantity: null,
      locked: message('halopsa.locked.counts-assets'),
    });
  });
});

describe('signing in to HaloPSA', () => {
  it('asks for one token in all, and for another once it is dead', async () => {
    const client = stage.client();
    const tokens = async () => (await stage.calls()).filter(({ path }) => path === '/auth/token').length;
    const before = await tokens();
    await Promise.all([client.companies(), client.products(), client.agreements()]);
    expect((await tokens()) - before).toBe(1);
    await stage.control.halo.changeServer({ tokenGeneration: 2 });
    given(await client.companies());
    expect((await tokens()) - before).toBe(2);
  });

  it('renews a token that dies under many readings once, and none of them fails', async () => {
    const client = stage.client();
    const [...agreements] = given(await client.agreements());
    const read = () => Promise.all(agreements.slice(0, 8).map(({ id }) => client.lines(id)));
    expect((await read()).every(({ ok }) => ok)).toBe(true);
    const tokens = async () => (await stage.calls()).filter(({ path }) => path === '/auth/token').length;
    const before = await tokens();
    await stage.control.halo.changeServer({ tokenGeneration: 2 });
    expect((await read()).every(({ ok }) => ok)).toBe(true);
    expect((await tokens()) - before).toBe(1);
  });

  it('renews a token that dies young, and names a missing right without another token', async () => {
    const client = stage.client({ youngTokenMs: 600_000 });
    given(await client.companies());
    const tokens = async () => (await stage.calls()).filter(({ path }) => path === '/auth/token').length;
    const before = await tokens();
    await stage.control.halo.changeServer({ tokenGeneration: 2 });
    given(await client.companies());
    expect((await tokens()) - before).toBe(1);
    const { ref } = await billedTo('Bluewater Dental');
    await stage.control.halo.changeInvoice(Number(ref.agreementId), { restricted: true });
    expect(await client.lines(ref.agreementId)).toMatchObject({ ok: false, code: 'PsaAgreementRejected' });
    expect((await tokens()) - before).toBe(1);
  });

  it('renews a token before it ends', async () => {
    await stage.control.halo.switch({ tokenSeconds: 30 });
    const client = stage.client({ renewBeforeMs: 60_000 });
    const before = (await stage.calls()).filter(({ path }) => path === '/auth/token').length;
    given(await client.companies());
    given(await client.companies());
    expect(
      (await stage.calls()).filter(({ path }) => path === '/auth/token').length - before,
    ).toBeGreaterThan(2);
  });

  const without = async (scope: string): Promise<void> => {
    const { clientId, scopes } = (await halo()).applications[0]!;
    await stage.control.halo.changeApplication(clientId, { scopes: scopes.filter((one) => one !== scope) });
  };

  it.each([
    ['read:customers', ['companies']],
    ['read:invoices', ['agreements']],
    ['read:items', ['catalog']],
    ['read:softwarelicensing', ['licences']],
  ])('names the scope %s where the application lacks it alone', async (scope, rights) => {
    await without(scope);
    const failed = given(await stage.client().verify()).rights.filter(({ outcome }) => !outcome.ok);
    expect(failed.map(({ right }) => right)).toEqual(rights);
    for (const { outcome } of failed) {
      expect(outcome).toMatchObject({ code: 'PsaRightMissing' });
      expect(JSON.stringify(outcome)).toContain(scope);
    }
  });

  it.each([
    ['edit:invoices', 'Bluewater Dental', '40', methods.document],
    ['edit:softwarelicensing', 'Castellan Law', '340', methods.licence],
  ])(
    'reads all without %s, and names it where a line is to be written',
    async (scope, name, after, method) => {
      await without(scope);
      const client = stage.client();
      expect(given(await client.verify()).rights.every(({ outcome }) => outcome.ok)).toBe(true);
      const { ref } = await billedTo(name);
      expect((await set(client, ref, after, undefined, method)).outcome).toMatchObject({
        kind: 'rejected',
        code: 'PsaRightMissing',
        detail: saying(new RegExp(scope, 'u')),
      });
    },
  );

  it('says that a document may not be opened where its list is, and stops no other reading', async () => {
    const { sandbox, control } = stage;
    await control.halo.changeApplication(sandbox.credentials.halopsa.clientId, {
      rights: { invoices: false },
    });
    const client = stage.client();
    const { ref } = await billedTo('Bluewater Dental');
    given(await client.agreements());
    expect(await client.lines(ref.agreementId)).toMatchObject({
      code: 'PsaAgreementRejected',
      scope: 'call',
    });
    const failed = given(await client.verify()).rights.filter(({ outcome }) => !outcome.ok);
    expect(failed.map(({ right }) => right)).toEqual(['additions']);
  });

  it('is not verified while it does not say its time zone for want of an answer, and knows none where it is rejected', async () => {
    const fault = { kind: 'status', status: 503, body: 'text' } as const;
    await stage.control.inject({ path: '/api/Control', fault });
    expect(await stage.client().verify()).toMatchObject({ ok: false, code: 'PsaUnreachable' });
    await stage.control.clear();
    await stage.control.inject({ path: '/api/Control', fault: { ...fault, status: 404 } });
    expect(given(await stage.client().verify())).toMatchObject({ serverTimeZone: null });
  });

  it('names a host that is no instance, and one that gives tokens elsewhere, to which no secret goes', async () => {
    expect(await stage.client({}, { site: 'nobody.halopsa.test' }).verify()).toMatchObject({
      ok: false,
      code: 'PsaWrongCompanyOrSite',
    });
    await stage.control.halo.changeServer({ authUrl: 'https://tokens.halopsa.test/auth' });
    const before = (await stage.calls()).length;
    expect(await stage.client().verify()).toMatchObject({ ok: false, code: 'PsaHostRejected' });
    expect((await stage.calls()).slice(before).map(({ host, path }) => [host, path])).toEqual([
      ['harborlane.halopsa.test', '/api/authinfo'],
    ]);
  });

  it('requests tokens at another host where the operator lists the domains of both', async () => {
    await stage.control.halo.changeServer({ authUrl: 'https://tokens.halopsa.test/auth' });
    const before = (await stage.calls()).length;
    given(await stage.client({ hostSuffixes: ['halopsa.test'] }).companies());
    expect((await stage.calls()).slice(before).map(({ host, path }) => [host, path])).toContainEqual([
      'tokens.halopsa.test',
      '/auth/token',
    ]);
  });

  it('follows no redirect', async () => {
    const location = 'https://elsewhere.halopsa.test/api/Client';
    await stage.control.inject({ path: '/api/Client', fault: { kind: 'redirect', location } });
    expect(await stage.client().companies()).toMatchObject({ ok: false, code: 'PsaAnswerUnreadable' });
    expect((await stage.calls()).map(({ host }) => host)).not.toContain('elsewhere.halopsa.test');
  });
});

describe('the limit of five minutes', () => {
  it.each([
    ['names no time is waited for as long as is set', {}, 40],
    ['names a time is waited for as long as it says', { retryAfter: 1 }, 1_000],
  ])('a 429 that %s', async (_which, named, ms) => {
    await stage.control.inject({
      path: '/api/Client',
      times: 1,
      fault: { kind: 'status', status: 429, ...named },
    });
    const client = stage.client({ busyMs: 40 });
    const started = performance.now();
    given(await client.companies());
    expect(performance.now() - started).toBeGreaterThan(ms - 1);
    await stage.control.inject({ path: '/api/Client', fault: { kind: 'status', status: 429, ...named } });
    const failure = await stage.client({ busyMs: 40, waitInAllMs: 0 }).companies();
    expect(failure).toMatchObject({ code: 'PsaBusy', retryAfterMs: ms });
  });

  it('is kept without being told: what would be too much is not sent, and says how long to wait', async () => {
    const own = await openStage();
    try {
      const client = own.client({ callsPerFiveMinutes: 5, waitInAllMs: 100 });
      // Where tokens are given, a token, and three pages.
      given(await client.companies());
      const before = (await own.calls()).length;
      const failure = await client.agreements();
      expect(failure).toMatchObject({ ok: false, code: 'PsaBusy', scope: 'call' });
      expect(failure.ok ? null : failure.retryAfterMs).toBeGreaterThan(200_000);
      expect(await own.calls()).toHaveLength(before);
      // Nor where many ask at once, each of whom would be the last that may.
      const many = own.client({ callsPerFiveMinutes: 12, waitInAllMs: 100 });
      const { invoices } = await own.control.scenarioOf('halopsa');
      const read = await Promise.all(invoices.slice(0, 20).map(({ id }) => many.lines(String(id))));
      expect(read.some(({ ok }) => ok)).toBe(true);
      expect(await own.calls()).toHaveLength(12);
    } finally {
      await own.close();
    }
  });
});

it('a full sync of the typical scenario costs one call a recurring invoice, and its lists', async () => {
  const client = stage.client();
  const before = (await stage.calls()).length;
  const agreements = given(await client.agreements());
  given(await client.companies());
  given(await client.products());
  for (const { id } of agreements) given(await client.lines(id));
  const { licences } = await halo();
  const pages =
    Math.ceil(250 / 100) + Math.ceil(agreements.length / 100) + 2 + Math.ceil(licences.length / 100);
  // authinfo and a token beside them.
  expect((await stage.calls()).length - before).toBe(agreements.length + pages + 2);
});
