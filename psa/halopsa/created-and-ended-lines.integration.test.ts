import { inEnglish } from '../../messages/english.ts';
import { saying } from '../../test/texts/rendered.ts';
import { documentDifferences } from '../../domain/write-back/document.ts';
import type { PsaLine } from '../../domain/psa-facts.ts';
import type { HaloInvoice, HaloLine, HaloPsaScenario } from '../../sandbox/halopsa/scenario.ts';
import type {
  AgreementSnapshot, CreateLinePlan, EndLinePlan, LineRef, LineSnapshot, Psa, PsaResult, ReopenLinePlan, WriteOutcome,
} from '../port.ts'; // prettier-ignore
import { methods, newLineMethods } from './methods.ts';
import { openStage, type Stage } from './stage.fixture.ts';

let stage: Stage;
/** Requests of earlier tests. */
let earlier = 0;
beforeAll(async () => {
  stage = await openStage();
});
beforeEach(async () => {
  earlier = (await stage.calls()).length;
});
afterEach(async () => {
  await stage.control.clear();
  await stage.control.clearMoments();
  await stage.control.loadScenario('typical');
});
afterAll(() => stage.close());

const marker = 'SW-0123456789';
const inTime = { mayBegin: () => true };

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

const posts = async () =>
  (await stage.calls())
    .slice(earlier)
    .filter(({ method, path }) => method === 'POST' && path !== '/auth/token');

/** The other lines, as an outcome names them. */
const documentOf = (outcome: WriteOutcome): readonly PsaLine[] =>
  outcome.kind === 'accepted' ? (outcome.document ?? []) : [];

/** Everything but these lines, and when their document was last changed. */
async function withoutLines(isLeftOut: (line: HaloLine) => boolean): Promise<unknown> {
  const { invoices, licences, created } = await halo();
  return {
    licences,
    created,
    invoices: invoices.map((invoice) => ({
      ...invoice,
      lastModified: null,
      lines: invoice.lines.filter((line) => !isLeftOut(line)),
    })),
  };
}

async function readAgreement(client: Psa, invoice: HaloInvoice): Promise<AgreementSnapshot> {
  const { target } = given(
    await client.readAgreement({
      agreementId: String(invoice.id),
      companies: [String(invoice.clientId)],
      evidence: [],
      at: new Date().toISOString(),
    }),
  );
  if ('gone' in target) throw new Error('the recurring invoice is gone');
  return target;
}

/** A plan for a further line of the item of a line, on the recurring invoice as it is read now. */
async function planned(
  client: Psa,
  { invoice, line }: { readonly invoice: HaloInvoice; readonly line: HaloLine },
  method: string | null,
): Promise<CreateLinePlan> {
  const { lines } = await readAgreement(client, invoice);
  return {
    kind: 'create-line',
    agreementId: String(invoice.id),
    companyId: String(invoice.clientId),
    productIdentifier: line.itemCode,
    units: '15',
    marker,
    document: lines,
    method,
    line: {
      productId: String(line.itemId),
      unitPrice: null,
      catalogPrice: '4.25',
      firstBilledDay: '2031-01-01',
      billingOption: null,
      taxable: null,
      invoiceText: 'Duo seats',
    },
  };
}

const linesWithMarker = async (agreementId: string) =>
  given(await stage.client().lines(agreementId)).filter((line) => line.marker === marker);

describe.each([
  ['with the document', newLineMethods.withDocument, '/api/RecurringInvoice'],
  ['alone', newLineMethods.alone, '/api/RecurringInvoice/Lines'],
])('a new line of HaloPSA, sent %s', (_name, method, path) => {
  async function create() {
    const client = stage.client();
    const own = await billedTo('Bluewater Dental');
    const plan = await planned(client, own, method);
    return { ...own, plan, outcome: await client.write(plan, inTime) };
  }

  it('is created once, with its price and marker, and the whole document is equal except for it', async () => {
    const before = await withoutLines(({ comment1 }) => comment1 === marker);
    const { plan, outcome } = await create();
    expect(outcome).toMatchObject({
      kind: 'accepted',
      line: {
        productId: plan.line.productId, quantity: '15', unitPrice: '4.25', effectiveDate: '2031-01-01', cancelledDate: null, marker,
      },
      edits: { onLine: null, elsewhere: null, notKnown: null },
      after: { agreement: { id: plan.agreementId } },
    }); // prettier-ignore
    expect(documentDifferences(plan.document!, documentOf(outcome))).toEqual([]);
    expect(await withoutLines(({ comment1 }) => comment1 === marker)).toEqual(before);
    expect((await posts()).map((one) => one.path)).toEqual([path]);
    const created = (await halo()).invoices
      .flatMap(({ lines }) => lines)
      .filter((one) => one.comment1 === marker);
    expect(created).toMatchObject([{ qtyOrder: 15, unitPrice: 4.25, itemLongDescription: 'Duo seats' }]);
    expect(await linesWithMarker(plan.agreementId)).toHaveLength(1);
  });

  it.each([
    ['added-unanswered', 'unknown', 1],
    ['added-without-comment', 'unknown', 0],
    ['ignored', 'unknown', 0],
    ['rejected', method === newLineMethods.alone ? 'unknown' : 'rejected', 0],
  ] as const)('is not taken for created where HaloPSA has it %s: %s', async (newLines, kind, found) => {
    await stage.control.halo.switch({ newLines });
    const { plan, outcome } = await create();
    expect(outcome.kind).toBe(kind);
    expect(await linesWithMarker(plan.agreementId)).toHaveLength(found);
    expect(await posts()).toHaveLength(1);
    await stage.control.halo.switch({ newLines: 'added' });
  });

  it('is not sent on a document that is another by then, nor where a line has its marker', async () => {
    const own = await billedTo('Bluewater Dental');
    const plan = await planned(stage.client(), own, method);
    await stage.control.halo.changeLine(own.invoice.lines[1]!.id, { unitPrice: 77 });
    expect(await stage.client().write(plan, inTime)).toMatchObject({
      kind: 'withheld',
      detail: saying(/Nothing was sent: other lines of the recurring invoice changed\./u),
    });
    await stage.control.halo.changeLine(own.invoice.lines[1]!.id, { comment1: marker });
    expect(await stage.client().write(plan, inTime)).toMatchObject({
      kind: 'withheld',
      detail: saying(/already has the marker/u),
    });
    expect(await posts()).toEqual([]);
  });

  it('needs a price, and an item that there is', async () => {
    const client = stage.client();
    const plan = await planned(client, await billedTo('Bluewater Dental'), method);
    for (const wrong of [
      { line: { ...plan.line, catalogPrice: null } },
      { line: { ...plan.line, productId: '../Item' } },
    ])
      expect(await client.write({ ...plan, ...wrong }, inTime)).toMatchObject({ kind: 'rejected' });
    expect(await posts()).toEqual([]);
  });
});

it('says which edits of people a new line was sent over with its document', async () => {
  const client = stage.client();
  const own = await billedTo('Bluewater Dental');
  const plan = await planned(client, own, null);
  await stage.control.atMoment({
    when: { vendor: 'halopsa', method: 'POST', path: '/api/RecurringInvoice', phase: 'before-handling' },
    do: { kind: 'change-halo-line', id: own.invoice.lines[1]!.id, changes: { unitPrice: 77 } },
  });
  expect(await client.write(plan, inTime)).toMatchObject({
    kind: 'accepted',
    edits: { onLine: null, elsewhere: saying(/changed unit_price of/u), notKnown: null },
  });
});

/** Reads the line as the engine does, and ends it or takes that back. */
async function end(
  client: Psa,
  ref: LineRef,
  method: string,
  {
    kind = 'end-line',
    lastBilledDay = '2031-01-31',
  }: Partial<Pick<EndLinePlan | ReopenLinePlan, 'kind' | 'lastBilledDay'>> = {},
  units = '30',
): Promise<{ readonly plan: EndLinePlan | ReopenLinePlan; readonly outcome: WriteOutcome }> {
  const { line, document } = await read(client, ref);
  const common = { ref, lastBilledDay, lastUpdated: line.lastUpdated, document, method };
  const plan: EndLinePlan | ReopenLinePlan =
    kind === 'end-line'
      ? { kind, ...common, before: units }
      : { kind, ...common, before: '0', after: units, day: null };
  return { plan, outcome: await client.write(plan, inTime) };
}

async function read(client: Psa, ref: LineRef): Promise<LineSnapshot> {
  const snapshot = given(await client.readLine(ref));
  if ('gone' in snapshot) throw new Error('the line is gone');
  return snapshot;
}

const shownTwice = async (ref: LineRef) => {
  const { line } = await read(stage.client(), ref);
  return [line, line] as const;
};

describe.each(['document', 'line'] as const)(
  'the end of a manual line of HaloPSA, sent by the %s',
  (method) => {
    it('is found in the change log, and so is that it was taken back', async () => {
      const { ref } = await billedTo('Bluewater Dental');
      const edits = { onLine: null, elsewhere: null, notKnown: null };
      const ended = await end(stage.client(), ref, method);
      expect(ended.outcome).toMatchObject({ kind: 'accepted', edits });
      expect(documentDifferences(ended.plan.document!, documentOf(ended.outcome))).toEqual([]);
      const reopened = await end(stage.client(), ref, method, { kind: 'reopen-line' });
      expect(reopened.outcome).toMatchObject({ kind: 'accepted', edits });
    });

    it('is not sent where the line has another end by then, or another quantity', async () => {
      const { ref, line } = await billedTo('Bluewater Dental');
      await stage.control.halo.changeLine(line.id, { endDate: '2031-03-31' });
      const detail = saying(/the line now has the end date/u);
      expect((await end(stage.client(), ref, method)).outcome).toMatchObject({ kind: 'withheld', detail });
      const reopen = await end(stage.client(), ref, method, { kind: 'reopen-line' });
      expect(reopen.outcome).toMatchObject({ kind: 'withheld', detail });
      expect((await end(stage.client(), ref, method, {}, '31')).outcome).toMatchObject({ kind: 'withheld' });
      expect(await posts()).toEqual([]);
    });

    it('is for a person where the answer was lost and another person’s end was overwritten', async () => {
      const { ref, line } = await billedTo('Bluewater Dental');
      await stage.control.atMoment({
        when: { vendor: 'halopsa', method: 'POST', path: '/api/', phase: 'before-handling' },
        do: { kind: 'change-halo-line', id: line.id, changes: { endDate: '2030-12-31' } },
      });
      await stage.control.inject({
        vendor: 'halopsa',
        method: 'POST',
        path: '/api/',
        fault: { kind: 'done-answer-lost' },
      });
      const { plan } = await end(stage.client(), ref, method);
      await stage.control.clear();
      expect(given(await stage.client().confirm(plan, await shownTwice(ref)))).toMatchObject({
        verdict: 'other',
        detail: saying(/changed enddate of DUO-ESS/u),
      });
    });
  },
);

describe('a line of HaloPSA that follows a licence', () => {
  it('is not ended where it bills a minimum, nor where its count is locked', async () => {
    const { ref, line } = await billedTo('Castellan Law');
    const licenceId = line.sources[0]!.licenceId;
    await stage.control.halo.changeLine(line.id, { follows: { licenceId, minimumQty: 5 } });
    const client = stage.client();
    const { line: withMinimum } = await read(client, ref);
    expect(client.waysOf(withMinimum).endLine).toBe('no');
    const { outcome } = await end(client, ref, methods.licence, {}, withMinimum.quantity!);
    expect(outcome).toMatchObject({ kind: 'rejected', detail: saying(/bills a minimum/u) });
    await stage.control.halo.changeLicence(licenceId, { distributor: 'Pax8' });
    expect(client.waysOf((await read(stage.client(), ref)).line).endLine).toBe('no');
    expect(await posts()).toEqual([]);
  });
});
