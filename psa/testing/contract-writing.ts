import { inEnglish } from '../../messages/english.ts';
import { message } from '../../messages/message.ts';
import type { Day, DecimalText } from '../../domain/quantity.ts';
import { agreementUsability } from '../../domain/usage/agreement-usability.ts';
import { targetAtSending } from '../../domain/usage/billing-target.ts';
import type { Confirmation, ShownLine } from '../../domain/write-back/confirmation.ts';
import type {
  LineRef, Psa, PsaFailureCode, PsaResult, LineSnapshot, WriteOutcome, SetQuantityPlan,
} from '../port.ts'; // prettier-ignore
import { expectOwnTexts } from './failure-texts.fixture.ts';

/** Trouble that a write can meet. */
export type PsaWriteTrouble =
  | 'server-fault'
  | 'silence'
  | 'reset'
  | 'cut-answer'
  | 'done-answer-lost'
  | 'done-gateway-fault'
  | 'in-use'
  | 'too-many-requests'
  | 'keys-rejected'
  | 'rejected-with-words'
  | 'rejected-by-a-page'
  | 'another-line-answered'
  | 'another-quantity-answered'
  | 'unreadable-answer';

/** What a person does to the line under test in the PSA itself. */
export type PsaEdit = 'end the agreement' | 'delete the line' | 'move the line' | 'delete the agreement';

export interface LineUnderTest {
  readonly ref: LineRef;
  readonly quantity: number;
  /** The parent agreement of its own; null: this PSA has no such thing. */
  readonly parentId: string | null;
  /** The first day of its next period, on which a change acts where this PSA dates them; else null. */
  readonly day: Day | null;
  /** How it is written, where this PSA has several ways. */
  readonly method?: string;
}

/** The writing side of a simulated PSA. */
export interface PsaWritesUnderTest {
  /** A fresh client with good keys and short waits. */
  client(): Psa;
  /** A client whose keys may read everything and write nothing. */
  readOnlyClient(): Psa;
  /** A fresh line of whole quantity, on an agreement of its own. */
  line(): Promise<LineUnderTest>;
  /** Hits the next writes of this line; reads pass. */
  trouble(ref: LineRef, kind: PsaWriteTrouble): Promise<void>;
  edit(ref: LineRef, edit: PsaEdit): Promise<void>;
  /** Until `calm`, lists of this company's agreements are answered with those of another. */
  mixUpCompany(companyId: string): Promise<void>;
  calm(): Promise<void>;
  /** Effective changes of this line's quantity so far, oldest first, and write requests for it that arrived. */
  written(
    ref: LineRef,
  ): Promise<{ readonly requests: number; readonly changes: readonly { before: unknown; after: unknown }[] }>;
  /** Values that must appear in no outcome. */
  readonly secrets: readonly string[];
}

const inTime = (): boolean => true;

/** A line with the rest of its document, where it is written with that. */
type GivenLine = Omit<LineUnderTest, 'method'> & Pick<SetQuantityPlan, 'document' | 'method'>;

/** A change of the line as it was given, or as it stands after a change before. */
const planOf = (
  { ref, day, quantity, document, method }: GivenLine,
  after: DecimalText,
  {
    lastUpdated = null,
    before = quantity,
  }: Partial<{ lastUpdated: SetQuantityPlan['lastUpdated']; before: number }> = {},
): SetQuantityPlan => ({
  kind: 'set-quantity', ref, before: String(before), after, lastUpdated, day, document, method,
}); // prettier-ignore

/**
 * What architecture.md 5 and 9 ask of every adapter that writes: one request, and an outcome that claims no more than
 * is proven.
 */
export function describePsaWriting(psa: () => PsaWritesUnderTest): void {
  const given = async (): Promise<GivenLine> => {
    const line = await psa().line();
    const { document } = snapshot(await psa().client().readLine(line.ref));
    return { ...line, document, method: line.method ?? null };
  };
  const set = (
    line: GivenLine,
    after: DecimalText,
    client = psa().client(),
    before = line.quantity,
  ): Promise<WriteOutcome> => client.write(planOf(line, after, { before }), { mayBegin: inTime });

  it('sets a quantity with one request and gives the line as the PSA has it then', async () => {
    const line = await given();
    const { ref, quantity } = line;
    const wanted = String(quantity + 4);
    const outcome = await set(line, wanted);
    expect(outcome).toMatchObject({ kind: 'accepted', line: { id: ref.lineId, quantity: wanted } });
    expect(await psa().written(ref)).toEqual({
      requests: 1,
      changes: [{ before: quantity, after: quantity + 4 }],
    });
    expect(snapshot(await psa().client().readLine(ref)).line.quantity).toBe(wanted);
  });

  it('confirms the present quantity, which changes nothing; a difference of none is not sent', async () => {
    const line = await given();
    const { ref, quantity } = line;
    const { quantity: way } = psa()
      .client()
      .waysOf(snapshot(await psa().client().readLine(ref)).line);
    const outcome = await set(line, `${quantity}.00`);
    expect(outcome).toMatchObject({ kind: way === 'delta' ? 'rejected' : 'accepted' });
    expect(await psa().written(ref)).toEqual({ requests: way === 'delta' ? 0 : 1, changes: [] });
  });

  const cases: readonly (readonly [PsaWriteTrouble, WriteOutcome['kind'], PsaFailureCode, boolean])[] = [
    ['server-fault', 'unknown', 'PsaUnreachable', false],
    ['silence', 'unknown', 'PsaTimeout', false],
    ['reset', 'unknown', 'PsaUnreachable', false],
    ['cut-answer', 'unknown', 'PsaUnreachable', true],
    ['done-answer-lost', 'unknown', 'PsaUnreachable', true],
    ['done-gateway-fault', 'unknown', 'PsaUnreachable', true],
    ['in-use', 'unknown', 'PsaRejected', false],
    ['another-line-answered', 'unknown', 'PsaAnswerUnreadable', false],
    ['another-quantity-answered', 'unknown', 'PsaAnswerUnreadable', false],
    ['unreadable-answer', 'unknown', 'PsaAnswerUnreadable', false],
    ['too-many-requests', 'not-sent', 'PsaBusy', false],
    ['keys-rejected', 'not-sent', 'PsaSignInRejected', false],
    ['rejected-with-words', 'rejected', 'PsaRejected', false],
    ['rejected-by-a-page', 'rejected', 'PsaRejected', false],
  ];
  it.each(cases)('%s is %s (%s) after one request; done: %s', async (trouble, kind, code, done) => {
    const line = await given();
    const { ref, quantity } = line;
    await psa().trouble(ref, trouble);
    const outcome = await set(line, String(quantity + 1));
    expect(outcome).toMatchObject({ kind, code });
    if (outcome.kind !== 'accepted') expectOwnTexts(outcome.detail);
    const text = JSON.stringify(outcome);
    for (const secret of psa().secrets) expect(text).not.toContain(secret);
    const { requests, changes } = await psa().written(ref);
    expect(requests).toBe(1);
    expect(changes).toHaveLength(done ? 1 : 0);
  });

  it('hands on the wait a busy PSA wants, and sends nothing more within it', async () => {
    const line = await given();
    const { ref, quantity } = line;
    const client = psa().client();
    await psa().trouble(ref, 'too-many-requests');
    for (let ask = 0; ask < 2; ask += 1) {
      const outcome = await set(line, String(quantity + 1), client);
      expect(outcome).toMatchObject({
        kind: 'not-sent',
        code: 'PsaBusy',
        scope: 'connection',
        needsPerson: false,
      });
      expect(outcome.kind === 'not-sent' && outcome.retryAfterMs).toBeGreaterThan(0);
    }
    expect((await psa().written(ref)).requests).toBe(1);
  });

  it('rejected keys concern the credential, a missing right is the answer to this change', async () => {
    const line = await given();
    const { ref, quantity } = line;
    const outcome = await set(line, String(quantity + 1), psa().readOnlyClient());
    expect(outcome).toMatchObject({ kind: 'rejected', code: 'PsaRightMissing', scope: 'line' });
    expect((await psa().written(ref)).changes).toEqual([]);
    await psa().trouble(ref, 'keys-rejected');
    expect(await set(line, String(quantity + 1))).toMatchObject({
      scope: 'connection',
      needsPerson: true,
    });
  });

  it.each(['1.5', '-1', '-0', '1e3', '2147483648', '99999999999999999999', '', ' 7', '0x10', '007', 'NaN'])(
    'rejects the quantity %j before anything leaves',
    async (after) => {
      const line = await given();
      expect(await set(line, after)).toMatchObject({ kind: 'rejected', code: 'PsaRejected' });
      expect((await psa().written(line.ref)).requests).toBe(0);
    },
  );

  it('sends nothing after the moment the decision must begin before, nor for a caller that has stopped', async () => {
    const line = await given();
    const { ref, quantity } = line;
    const plan = planOf(line, String(quantity + 1));
    const [past, stopped] = await Promise.all([
      psa()
        .client()
        .write(plan, { mayBegin: () => false }),
      psa().client().write(plan, { mayBegin: inTime, signal: AbortSignal.abort() }),
    ]);
    expect([past, stopped]).toEqual([
      { kind: 'withheld', detail: message('psas.withheld.outdated') },
      { kind: 'withheld', detail: message('psas.withheld.stopped') },
    ]);
    expect((await psa().written(ref)).requests).toBe(0);
  });

  it('reads one line with its agreement and parent agreement, also when the agreement has ended', async () => {
    const { ref, quantity, parentId } = await given();
    const whole = snapshot(await psa().client().readLine(ref));
    expect(whole).toMatchObject({
      line: { id: ref.lineId, agreementId: ref.agreementId, quantity: String(quantity) },
      agreement: { id: ref.agreementId, parentAgreementId: parentId, over: null },
      parentAgreement: parentId === null ? null : { id: parentId },
    });
    await psa().edit(ref, 'end the agreement');
    const { agreement, parentAgreement } = snapshot(await psa().client().readLine(ref));
    const today = new Date().toISOString().slice(0, 10);
    expect(agreementUsability(agreement, parentAgreement, today).usable).toBe(false);
  });

  it.each(['delete the line', 'move the line', 'delete the agreement'] as const)(
    'after "%s" the line is gone from its address, and a write there says so without a claim',
    async (edit) => {
      const line = await given();
      const { ref, quantity } = line;
      await psa().edit(ref, edit);
      expect(await psa().client().readLine(ref)).toMatchObject({ ok: true, value: { gone: true } });
      expect(await set(line, String(quantity + 1))).toMatchObject({
        kind: 'unknown',
        code: 'PsaNotFound',
      });
      expect((await psa().written(ref)).changes).toEqual([]);
    },
  );

  it('says of a write whose answer was lost that it was done, or not done, and by which readings', async () => {
    const done = await given();
    expect(await lostWrite(done, 'done-answer-lost')).toMatchObject({
      verdict: 'done',
      readings: [{ quantity: String(done.quantity + 1) }, { quantity: String(done.quantity + 1) }],
    });
    const undone = await given();
    const { verdict, readings } = await lostWrite(undone, 'server-fault');
    // Not every PSA can prove it; none may claim that it was done.
    expect(['not-done', 'undecidable']).toContain(verdict);
    expect(readings).toMatchObject([
      { quantity: String(undone.quantity) },
      { quantity: String(undone.quantity) },
    ]);
  });

  it('cannot decide whether a write was done that somebody may have set back, and says so of a line that is gone', async () => {
    const back = await given();
    const meanwhile = async (): Promise<void> => {
      const { quantity } = back;
      for (const [before, after] of [
        [quantity, quantity + 1],
        [quantity + 1, quantity],
      ] as const)
        expect(await set(back, String(after), psa().client(), before)).toMatchObject({ kind: 'accepted' });
    };
    expect(await lostWrite(back, 'server-fault', meanwhile)).toMatchObject({ verdict: 'undecidable' });
    const gone = await given();
    const deleted = () => psa().edit(gone.ref, 'delete the line');
    expect(await lostWrite(gone, 'server-fault', deleted)).toMatchObject({
      verdict: 'other',
      readings: [null, null],
    });
  });

  /** One more, whose answer is not known; then what the PSA says of it. */
  async function lostWrite(
    line: GivenLine,
    trouble: PsaWriteTrouble,
    meanwhile: () => Promise<void> = () => Promise.resolve(),
  ): Promise<Confirmation> {
    const { ref, quantity } = line;
    const client = psa().client();
    const { lastUpdated } = snapshot(await client.readLine(ref)).line;
    const plan = planOf(line, String(quantity + 1), { lastUpdated });
    await psa().trouble(ref, trouble);
    expect(await client.write(plan, { mayBegin: inTime })).toMatchObject({ kind: 'unknown' });
    await psa().calm();
    await meanwhile();
    const shown = async (): Promise<ShownLine> => {
      const read = await client.readLine(ref);
      if (!read.ok) throw new Error(inEnglish(read.detail));
      return 'gone' in read.value ? null : read.value.line;
    };
    const confirmed = await client.confirm(plan, [await shown(), await shown()]);
    if (!confirmed.ok) throw new Error(inEnglish(confirmed.detail));
    expectOwnTexts(confirmed.value.detail);
    return confirmed.value;
  }

  it('reads a target after its siblings, with every line that may bill the customer', async () => {
    const { ref, parentId } = await given();
    const client = psa().client();
    const { agreement } = snapshot(await client.readLine(ref));
    const order: string[] = [];
    const read = await client.readTarget(
      {
        ...ref,
        companies: [agreement.companyId],
        evidence: [],
        at: new Date().toISOString(),
      },
      { beforeTarget: () => Promise.resolve(void order.push('siblings read')) },
    );
    if (!read.ok) throw new Error(inEnglish(read.detail));
    expect(order).toEqual(['siblings read']);
    expect(read.value.target).toMatchObject({ line: { id: ref.lineId }, agreement: { id: ref.agreementId } });
    const own = read.value.agreements.find(({ id }) => id === ref.agreementId);
    expect(own?.lines.map(({ id }) => id)).toContain(ref.lineId);
    expect(read.value.others.map(({ id }) => id)).toEqual(
      expect.arrayContaining([ref.agreementId, ...(parentId === null ? [] : [parentId])]),
    );
  });

  it('rejects agreements of another company in place of those that were asked for', async () => {
    const { ref } = await given();
    const { agreement } = snapshot(await psa().client().readLine(ref));
    await psa().mixUpCompany(agreement.companyId);
    const around = { companies: [agreement.companyId], evidence: [], at: new Date().toISOString() };
    const reads = [
      await psa()
        .client()
        .readTarget({ ...ref, ...around }),
      await psa()
        .client()
        .readAgreement({ agreementId: ref.agreementId, ...around }),
    ];
    for (const read of reads)
      expect(read).toMatchObject({ ok: false, code: 'PsaAnswerUnreadable', scope: 'call' });
  });

  it('says where a change lands by the next invoice date of the agreement, else of its parent (RULES 5)', async () => {
    const { ref, parentId } = await given();
    const { agreement, parentAgreement } = snapshot(await psa().client().readLine(ref));
    const dated = { ...agreement, nextInvoiceDate: '2027-02-01' };
    const parent = parentAgreement === null ? null : { ...parentAgreement, nextInvoiceDate: '2027-03-01' };
    const next = { billingTarget: 'next-invoice', invoiceDate: '2027-02-01' } as const;
    const billingTarget = (
      own: LineSnapshot['agreement'],
      above: LineSnapshot['parentAgreement'],
      wanted: Parameters<typeof targetAtSending>[1],
    ) => targetAtSending(psa().client().billingTargetFacts(own, above).nextInvoiceDate, wanted);
    expect(
      psa()
        .client()
        .billingTargetFacts({ ...dated, nextInvoiceDate: null }, parent),
    ).toMatchObject({
      nextInvoiceDate: parentId === null ? null : '2027-03-01',
    });
    expect(billingTarget(dated, parent, next)).toEqual({ kind: 'now' });
    expect(billingTarget(dated, parent, { ...next, billingTarget: 'invoice-after' })).toMatchObject({
      kind: 'wait',
    });
    expect(billingTarget({ ...dated, nextInvoiceDate: null }, parent, next)).toMatchObject({
      code: 'InvoiceChanged',
    });
    expect(billingTarget({ ...dated, nextInvoiceDate: null }, null, next)).toMatchObject({
      code: 'InvoiceChanged',
    });
  });
}

function snapshot(result: PsaResult<LineSnapshot | { readonly gone: true }>): LineSnapshot {
  if (!result.ok) throw new Error(`${result.code}: ${inEnglish(result.detail)}`);
  if ('gone' in result.value) throw new Error('the line is gone');
  return result.value;
}
