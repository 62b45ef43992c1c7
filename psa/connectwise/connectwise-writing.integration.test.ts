import { inEnglish } from '../../messages/english.ts';
import { message } from '../../messages/message.ts';
import { saying } from '../../test/texts/rendered.ts';
import { readFileSync, rmSync } from 'node:fs';
import { createOutbound } from '../../http/outbound.ts';
import type { Outbound, OutboundOptions } from '../../http/outbound.ts';
import { parseResolve } from '../../http/resolve.ts';
import { createSandboxControl } from '../../sandbox/control-client.ts';
import type { SandboxControl } from '../../sandbox/control-client.ts';
import type { FaultOrder } from '../../sandbox/fault-kinds.ts';
import { startSandbox } from '../../sandbox/server.ts';
import type { Sandbox } from '../../sandbox/server.ts';
import { nothingKnown } from '../pace.ts';
import type { CreateLinePlan, LineRef, Psa, WriteOutcome, SetQuantityPlan } from '../port.ts';
import { createConnectWise } from './connectwise.ts';
import type { ConnectWiseOptions } from './connectwise.ts';
import type { ConnectWiseCall } from './settings.ts';
import { sandboxFolder } from '../../test/environment/sandbox-folder.ts';

/** Waits short enough for tests; a time-out long enough for a busy machine. */
const quick = { timeoutMs: 1_500, maxAttempts: 2, retryFirstMs: 5, busyMs: 20, waitInAllMs: 3_000 };

let dir: string;
let sandbox: Sandbox;
let control: SandboxControl;
let outbound: Outbound;
const opened: Outbound[] = [];

function open(options: OutboundOptions = {}): Outbound {
  const made = createOutbound({
    resolve: parseResolve(sandbox.resolve),
    extraCa: readFileSync(sandbox.caFile, 'utf8'),
    ...options,
  });
  opened.push(made);
  return made;
}

beforeAll(async () => {
  dir = sandboxFolder('seatwise-connectwise-');
  sandbox = await startSandbox({ dir, scenario: 'typical', persist: false });
  control = createSandboxControl(sandbox.control);
  outbound = open();
});
afterEach(async () => {
  await control.clear();
});
afterAll(async () => {
  await Promise.all(opened.map((one) => one.close()));
  await sandbox.close();
  rmSync(dir, { recursive: true, force: true });
});

const client = (options: Partial<ConnectWiseOptions> = {}): Psa =>
  createConnectWise({
    outbound,
    credential: sandbox.credentials.psa,
    ...options,
    settings: { ...quick, ...options.settings },
  });

/** All calls but the PATCH go the usual way. */
const patchesThrough = (other: Outbound): Outbound => ({
  ...outbound,
  request: (request) => (request.method === 'PATCH' ? other : outbound).request(request),
});

async function line(): Promise<LineRef> {
  const { additions } = await control.scenarioOf('connectwise');
  const made = await control.addLine(additions[0]!.id, { quantity: 41 });
  return { agreementId: String(made.agreementId), lineId: String(made.id) };
}

const set = (psa: Psa, ref: LineRef, after = '42', mayBegin = () => true): Promise<WriteOutcome> =>
  psa.write(planOf(ref, after), { mayBegin });

const planOf = (ref: LineRef, after = '42'): SetQuantityPlan => ({
  kind: 'set-quantity',
  ref,
  before: '41',
  after,
  lastUpdated: null,
  day: null,
  document: null,
  method: null,
});

const patches = async ({ lineId }: LineRef) =>
  (await control.requestLog())
    .filter((entry) => entry.kind === 'request')
    .filter(({ method, path }) => method === 'PATCH' && path.endsWith(`/additions/${lineId}`));

const quantityOf = async ({ lineId }: LineRef): Promise<number | null> =>
  (await control.scenarioOf('connectwise')).additions.find(({ id }) => String(id) === lineId)!.quantity;

const onPatch = (fault: FaultOrder['fault']) =>
  control.inject({ vendor: 'connectwise', method: 'PATCH', fault });

describe('a change of ConnectWise, from the first call of a process', () => {
  /** A company whose only agreement has these lines, the last one to be written. */
  async function alone(lines: number) {
    const { agreements, additions } = await control.scenarioOf('connectwise');
    const agreement = agreements.find(
      ({ id, company, parentAgreement }) =>
        parentAgreement === null &&
        additions.some(({ agreementId }) => agreementId === id) &&
        agreements.every(
          (one) => one.id === id || (one.company.id !== company.id && one.parentAgreement?.id !== id),
        ),
    )!;
    const own = additions.filter(({ agreementId }) => agreementId === agreement.id);
    for (let more = own.length; more < lines; more += 1) await control.addLine(own[0]!.id, { quantity: 41 });
    const now = (await control.scenarioOf('connectwise')).additions.filter(
      ({ agreementId }) => agreementId === agreement.id,
    );
    const [{ id: lineId }] = now.slice(-1) as [(typeof now)[number]];
    return {
      ref: { agreementId: String(agreement.id), lineId: String(lineId) },
      companyId: String(agreement.company.id),
      lines: now.length,
    };
  }
  const readFor = (psa: Psa, { ref, companyId }: Awaited<ReturnType<typeof alone>>, known: number) =>
    psa.readTarget({
      ...ref,
      companies: [companyId],
      evidence: [],
      at: new Date().toISOString(),
      knownLines: new Map([[ref.agreementId, known]]),
    });

  it('takes six reads: where the company is, its agreements, itself, then agreement and lines, and the agreement after', async () => {
    const given = await alone(2);
    const seen: string[] = [];
    const known = nothingKnown();
    const psa = () => client({ known, onCall: ({ operation }) => void seen.push(operation) });
    for (const first of [['companyinfo'], []]) {
      seen.length = 0;
      const change = psa();
      expect(await readFor(change, given, given.lines)).toMatchObject({ ok: true });
      expect(await set(change, given.ref)).toMatchObject({ kind: 'accepted' });
      const [neighbors, last, after] = [seen.splice(0, first.length + 2), seen.splice(0, 2), seen];
      expect(neighbors.sort()).toEqual(['company', 'company/agreements', ...first]);
      expect(last.sort()).toEqual(['additions', 'agreement']);
      expect(after).toEqual(['addition/quantity', 'agreement']);
    }
  });

  it('believes no page to be the last that ConnectWise gives where nothing is asked for, and no short one of few rows', async () => {
    const given = await alone(30);
    for (const largestPage of [25, 3]) {
      await control.switchPsa({ largestPage, nextLinks: 'absent' });
      const read = await readFor(client(), given, largestPage === 3 ? given.lines : 1);
      if (!read.ok) throw new Error(inEnglish(read.detail));
      const own = read.value.agreements.find(({ id }) => id === given.ref.agreementId);
      expect(own?.lines).toHaveLength(given.lines);
    }
    await control.switchPsa({ largestPage: null, nextLinks: 'given' });
  });
});

describe('the PATCH of ConnectWise', () => {
  it('is an array of one replace with a JSON integer, reported once', async () => {
    const ref = await line();
    const sent: unknown[] = [];
    const seen: ConnectWiseCall[] = [];
    const psa = client({
      onCall: (call) => seen.push(call),
      outbound: {
        ...outbound,
        request: (request) => {
          if (request.method === 'PATCH')
            sent.push({ body: request.body, type: request.headers?.['content-type'] });
          return outbound.request(request);
        },
      },
    });
    expect(await set(psa, ref, '12.00')).toMatchObject({ kind: 'accepted', line: { quantity: '12' } });
    expect(sent).toEqual([
      { body: '[{"op":"replace","path":"quantity","value":12}]', type: 'application/json' },
    ]);
    expect(seen.filter(({ operation }) => operation === 'addition/quantity')).toMatchObject([
      { attempt: 1, status: 200, code: null },
    ]);
  });

  it.each<[string, FaultOrder['fault'], WriteOutcome['kind'], RegExp]>([
    [
      'plain text',
      { kind: 'status', status: 400, body: 'text', text: 'The addition is locked.' },
      'rejected',
      /HTTP 400: The addition is locked\.$/,
    ],
    ['a page', { kind: 'status', status: 415, body: 'html', text: 'No' }, 'rejected', /HTTP 415: [^<>]*No/],
    ['a missing right', { kind: 'status', status: 403 }, 'rejected', /Agreements: Edit/],
    ['a redirect 302', { kind: 'redirect' }, 'rejected', /Redirects are not followed/],
    ['a redirect 307', { kind: 'redirect', status: 307 }, 'rejected', /Redirects are not followed/],
    ['"see other", an answer to something done', { kind: 'status', status: 303 }, 'unknown', /303/],
    ['a server fault with words', { kind: 'status', status: 500, text: 'Oops' }, 'unknown', /500.*Oops/],
    ['an accepted answer without a body', { kind: 'status', status: 202, body: 'empty' }, 'unknown', /empty/],
    ['JSON null', { kind: 'odd-json', shape: 'null' }, 'unknown', /addition/],
  ])('answered by %s ends as it must, with the words', async (_case, fault, kind, words) => {
    const ref = await line();
    await onPatch(fault);
    expect(await set(client(), ref)).toMatchObject({ kind, detail: saying(words) });
    expect(await patches(ref)).toHaveLength(1);
    expect(await quantityOf(ref)).toBe(41);
  });

  it.each([
    ['another line', { id: 1 }, /is about 1\.$/],
    ['a line of another agreement', { agreementId: 999_999 }, /another agreement/],
    ['no quantity', { quantity: null }, /shows no quantity\. Sent was 42/],
    ['a fraction more', { quantity: 42.000001 }, /shows quantity 42.000001\. Sent was 42/],
    ['no product', { product: null }, /product/],
  ])('is unknown where the answer shows %s', async (_case, differs, words) => {
    const ref = await line();
    const right = { id: Number(ref.lineId), product: { id: 1 }, quantity: 42 };
    await onPatch({ kind: 'json', body: { ...right, ...differs } });
    expect(await set(client(), ref)).toMatchObject({
      kind: 'unknown',
      code: 'PsaAnswerUnreadable',
      detail: saying(words),
    });
    expect(await patches(ref)).toHaveLength(1);
  });

  it('takes the credential out of a rejection that repeats it', async () => {
    const ref = await line();
    const { privateKey } = sandbox.credentials.psa;
    await onPatch({ kind: 'status', status: 400, body: 'text', text: `Bad key ${privateKey}` });
    const outcome = await set(client(), ref);
    expect(outcome).toMatchObject({
      kind: 'rejected',
      detail: message('psas.responded', { status: 400, words: 'Bad key [hidden]' }),
    });
  });

  it.each<[string, () => OutboundOptions]>([
    ['nobody listens', () => ({ resolve: parseResolve(`${sandbox.credentials.psa.site}=127.0.0.1:1`) })],
    ['the name does not resolve', () => ({ resolve: [] })],
    ['the certificate is unknown', () => ({ extraCa: '' })],
  ])('is not sent where %s', async (_case, options) => {
    const ref = await line();
    const psa = client({ outbound: patchesThrough(open(options())) });
    expect(await set(psa, ref)).toMatchObject({
      kind: 'not-sent',
      code: 'PsaUnreachable',
      scope: 'connection',
      needsPerson: false,
    });
    expect(await patches(ref)).toHaveLength(0);
  });

  it('stays at home when its moment passes while other calls hold all places', async () => {
    const ref = await line();
    await control.inject({ path: '/v4_6_release/apis/3.0/procurement', fault: { kind: 'hang' } });
    const psa = client({ settings: { concurrency: 1, timeoutMs: 2_000, maxAttempts: 1 } });
    expect((await psa.agreements()).ok).toBe(true);
    const reading = psa.products();
    const until = performance.now() + 100;
    expect(await set(psa, ref, '42', () => performance.now() < until)).toMatchObject({ kind: 'withheld' });
    expect(await reading).toMatchObject({ code: 'PsaTimeout' });
    expect(await patches(ref)).toHaveLength(0);
  });

  it('stays at home when its caller stops while the codebase is looked up, with no word about the PSA', async () => {
    const ref = await line();
    await control.inject({ path: '/login/companyinfo/', fault: { kind: 'hang' } });
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 100);
    expect(await client().write(planOf(ref), { mayBegin: () => true, signal: stop.signal })).toEqual({
      kind: 'withheld',
      detail: message('psas.withheld.stopped'),
    });
    expect(await patches(ref)).toHaveLength(0);
  });

  it('is unknown when its caller stops after it left', async () => {
    const ref = await line();
    const stop = new AbortController();
    const psa = client({
      outbound: patchesThrough({
        ...outbound,
        request: (request) => {
          const outcome = outbound.request(request);
          setTimeout(() => stop.abort(), 100);
          return outcome;
        },
      }),
    });
    await onPatch({ kind: 'hang' });
    expect(await psa.write(planOf(ref), { mayBegin: () => true, signal: stop.signal })).toMatchObject({
      kind: 'unknown',
    });
  });

  it('is not sent a second time where the codebase moved, and finds its way when asked again', async () => {
    const ref = await line();
    const psa = client();
    expect((await psa.readLine(ref)).ok).toBe(true);
    await control.changePsaServer({ codebase: 'v2026_1/' });
    expect(await set(psa, ref)).toMatchObject({ kind: 'not-sent', scope: 'connection', needsPerson: false });
    expect(await patches(ref)).toHaveLength(1);
    expect(await set(psa, ref)).toMatchObject({ kind: 'accepted' });
    await control.changePsaServer({ codebase: 'v4_6_release/' });
  });

  it('never leaves for ids that are none, nor with a credential that cannot be used', async () => {
    const ref = await line();
    for (const wrong of [
      { ...ref, lineId: '../1' },
      { ...ref, agreementId: '0' },
    ]) {
      expect(await set(client(), wrong)).toMatchObject({ kind: 'rejected', code: 'PsaNotFound' });
      expect(await client().readLine(wrong)).toMatchObject({ ok: false, code: 'PsaNotFound' });
    }
    const unusable = client({ credential: { ...sandbox.credentials.psa, site: 'not a host' } });
    expect(await set(unusable, ref)).toMatchObject({
      kind: 'not-sent',
      code: 'PsaWrongCompanyOrSite',
      scope: 'connection',
      needsPerson: true,
    });
    expect(await unusable.readLine(ref)).toMatchObject({ ok: false, code: 'PsaWrongCompanyOrSite' });
    expect(await patches(ref)).toHaveLength(0);
  });
});

describe('creating a line in ConnectWise', () => {
  /** On a fresh agreement, billed from 2029 on and invoiced next in February 2030. */
  async function creation(
    changes: Parameters<SandboxControl['addAgreement']>[1] = {},
    firstBilledDay = '2030-02-01',
  ): Promise<CreateLinePlan> {
    const { agreements, products } = await control.scenarioOf('connectwise');
    const agreement = await control.addAgreement(agreements[0]!.id, {
      startDate: '2029-01-01',
      billStartDate: '2029-01-01',
      nextInvoiceDate: '2030-02-01',
      ...changes,
    });
    const product = products.find(({ identifier }) => identifier === 'DUO-ESS')!;
    return {
      kind: 'create-line',
      agreementId: String(agreement.id),
      companyId: String(agreement.company.id),
      line: {
        productId: String(product.id),
        unitPrice: '3.5',
        catalogPrice: '4',
        firstBilledDay,
        billingOption: 'Billable',
        taxable: true,
        invoiceText: 'Duo, per person',
      },
      productIdentifier: product.identifier,
      units: '15',
      marker: 'SW-0123456789',
      document: null,
      method: null,
    };
  }
  const create = (plan: CreateLinePlan, psa = client()) => psa.write(plan, { mayBegin: () => true });

  it('sends price, tax flag and text of the invoice as they were approved', async () => {
    const plan = await creation();
    expect(await create(plan)).toMatchObject({ kind: 'accepted', line: { unitPrice: '3.5' } });
    expect((await control.scenarioOf('connectwise')).additions.at(-1)).toMatchObject({
      quantity: 15,
      unitPrice: 3.5,
      taxableFlag: true,
      invoiceDescription: 'Duo, per person',
      serialNumber: 'SW-0123456789',
      effectiveDate: '2030-02-01',
    });
  });

  it.each([
    ['before-billing-start', '2028-12-31'],
    ['invoiced-period', '2030-01-31'],
  ] as const)('says what to do where the first day is rejected: %s', async (reason, day) => {
    const outcome = await create(await creation({}, day));
    expect(outcome).toMatchObject({ kind: 'rejected', code: 'PsaRejected', scope: 'line' });
    if (outcome.kind === 'accepted') throw new Error('it was created');
    expect(outcome.detail.id).toBe(`connectwise.first-day.${reason}`);
    expect(inEnglish(outcome.detail)).toMatch(/Choose .* HTTP 400: /u);
  });

  it('goes by the invoices of the parent agreement where the agreement itself has none', async () => {
    const parentAgreementId = Number((await creation()).agreementId);
    const outcome = await create(await creation({ parentAgreementId, nextInvoiceDate: null }, '2030-01-31'));
    expect(outcome).toMatchObject({ kind: 'rejected', code: 'PsaRejected' });
  });

  it('reads back what the PSA bills for a first, partial period', async () => {
    const outcome = await create(await creation({ prorateFlag: true }, '2030-02-15'));
    // 14 of 28 days of 15 units.
    expect(outcome).toMatchObject({ kind: 'accepted', line: { prorated: '26.25' } });
  });

  it('names the right to add, which a role that may edit can lack', async () => {
    const plan = await creation();
    const { publicKey } = sandbox.credentials.psa;
    await control.changeRights(publicKey, { agreementsAdd: false });
    const outcome = await create(plan);
    await control.changeRights(publicKey, { agreementsAdd: true });
    if (outcome.kind === 'accepted') throw new Error('it was created');
    expect(inEnglish(outcome.detail)).toContain('Finance → Agreements: Add, level All');
  });

  it('takes no answer without the marker, or with other units, for the line that it sent', async () => {
    const plan = await creation();
    const row = { id: 99_001, product: { id: Number(plan.line.productId) }, serialNumber: plan.marker };
    for (const [body, id] of [
      [{ ...row, quantity: 15, serialNumber: 'FG-100' }, 'psas.unreadable.no-marker'],
      [{ ...row, quantity: 16 }, 'psas.unreadable.quantity'],
      [{ ...row, quantity: 15, product: { id: 1 } }, 'psas.unreadable.other-product'],
    ] as const) {
      await control.inject({ method: 'POST', times: 1, fault: { kind: 'json', body } });
      expect(await create(plan)).toMatchObject({ kind: 'unknown', detail: { id } });
    }
  });

  it('does not send a marker for a custom field that it has not seen', async () => {
    const plan = await creation();
    expect(await create({ ...plan, method: 'custom-field' })).toMatchObject({
      kind: 'rejected',
      detail: { id: 'connectwise.marker-field-missing' },
    });
  });
});

describe('reading one line of ConnectWise', () => {
  const additionPath = ({ agreementId, lineId }: LineRef): string =>
    `/v4_6_release/apis/3.0/finance/agreements/${agreementId}/additions/${lineId}`;
  const answer = (ref: LineRef, body: unknown) =>
    control.inject({ path: additionPath(ref), fault: { kind: 'json', body } });

  it('takes no answer about another line', async () => {
    const ref = await line();
    await answer(ref, { id: Number(ref.lineId) + 1, product: { id: 1 }, quantity: 41 });
    expect(await client().readLine(ref)).toMatchObject({ ok: false, code: 'PsaAnswerUnreadable' });
    await control.clear();
    await answer(ref, []);
    expect(await client().readLine(ref)).toMatchObject({ ok: false, code: 'PsaAnswerUnreadable' });
  });

  it('says where a line moved that its old address still shows', async () => {
    const ref = await line();
    await answer(ref, { id: Number(ref.lineId), agreementId: 999_999, product: { id: 1 }, quantity: 41 });
    expect(await client().readLine(ref)).toMatchObject({
      ok: true,
      value: { gone: true, movedTo: '999999' },
    });
  });

  it('does not take "not found" for gone while nobody can say whether the codebase moved', async () => {
    const ref = await line();
    const psa = client();
    expect((await psa.readLine(ref)).ok).toBe(true);
    await control.inject({ path: additionPath(ref), fault: { kind: 'status', status: 404 } });
    await control.inject({ path: '/login/', fault: { kind: 'status', status: 503 } });
    expect(await psa.readLine(ref)).toMatchObject({ ok: false, code: 'PsaUnreachable' });
  });

  it('waits out passing trouble as every read does', async () => {
    const ref = await line();
    await control.inject({ path: additionPath(ref), times: 1, fault: { kind: 'reset' } });
    expect(await client().readLine(ref)).toMatchObject({ ok: true, value: { line: { id: ref.lineId } } });
  });
});
