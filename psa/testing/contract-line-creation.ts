import { inEnglish } from '../../messages/english.ts';
import { message } from '../../messages/message.ts';
import type { PsaLine } from '../../domain/psa-facts.ts';
import type { AgreementSnapshot, CreateLinePlan, Psa } from '../port.ts';
import { expectOwnTexts } from './failure-texts.fixture.ts';
import type { PsaWritesUnderTest } from './contract-writing.ts';
import {
  type AgreementUnderTest,
  expectSentAsShown,
  type LineChangesUnderTest,
  troubles,
} from './line-changes-under-test.ts';

const inTime = (): boolean => true;
const marker = 'SW-0123456789';

/** What architecture.md 9 asks of every adapter that creates lines (RULES 16): one request, and a line that is found again. */
export function describeCreating(
  writes: () => PsaWritesUnderTest,
  changes: () => LineChangesUnderTest,
): void {
  const planFor = async (
    { agreementId, companyId, productId, productIdentifier, price, firstBilledDay }: AgreementUnderTest,
    method: string | null = null,
  ): Promise<CreateLinePlan> => {
    const { lines } = await agreementNow(agreementId);
    const { billingOptions } = changes().kind.newLines;
    return {
      kind: 'create-line',
      agreementId,
      companyId,
      line: {
        productId,
        unitPrice: null,
        catalogPrice: price,
        firstBilledDay,
        billingOption: billingOptions[0] ?? null,
        taxable: null,
        invoiceText: null,
      },
      productIdentifier,
      units: '7',
      marker,
      document: lines,
      method,
    };
  };
  const agreementNow = async (agreementId: string, client = writes().client()): Promise<AgreementSnapshot> =>
    agreementOf(
      await client.readAgreement({
        agreementId,
        companies: [],
        evidence: [],
        at: new Date().toISOString(),
      }),
    );
  const marked = ({ lines }: AgreementSnapshot): readonly PsaLine[] =>
    lines.filter((line) => line.marker === marker);
  const methods = (): readonly (string | null)[] => {
    const choice = changes().kind.writeChoices?.find(({ of }) => of === 'create-line');
    return choice?.methods.map(({ id }) => id) ?? [null];
  };

  it('creates it by the shown requests, with each method, and touches nothing else', async () => {
    const { kind } = changes();
    for (const method of methods()) {
      const agreement = await changes().agreement();
      const { agreementId } = agreement;
      const client = writes().client();
      const before = await agreementNow(agreementId, client);
      const [rest, idsBefore] = [await changes().rest(null), await idsOf(agreementId)];
      const plan = await planFor(agreement, method);
      const outcome = await client.write(plan, { mayBegin: inTime });
      expect(outcome).toMatchObject({ kind: 'accepted', line: { marker, productId: agreement.productId } });
      const [created, ...more] = (await idsOf(agreementId)).filter((id) => !idsBefore.includes(id));
      expect([typeof created, more]).toEqual(['string', []]);
      expect(outcome.kind === 'accepted' && outcome.line.id).toBe(created);
      expect(await changes().rest(created ?? null)).toEqual(rest);
      await expectSentAsShown(changes(), agreementId, plan);
      const after = await agreementNow(agreementId);
      const others = after.lines.filter(({ id }) => id !== created);
      expect(others.map(withoutChange)).toEqual(before.lines.map(withoutChange));
      expect(marked(after)).toMatchObject([
        {
          id: created,
          productId: agreement.productId,
          cancelledDate: null,
          ...(kind.newLines.steps === 'one'
            ? { quantity: '7', effectiveDate: agreement.firstBilledDay }
            : {}),
        },
      ]);
      expect(Number(marked(after)[0]?.unitPrice)).toBe(Number(agreement.price));
    }
  });

  it.each(troubles)('%s is %s (%s) after one request; created: %s', async (trouble, kind, code, done) => {
    const agreement = await changes().agreement();
    const { agreementId } = agreement;
    const before = await idsOf(agreementId);
    const plan = await planFor(agreement);
    await changes().troubleCreation(agreementId, trouble);
    const outcome = await writes().client().write(plan, { mayBegin: inTime });
    expect(outcome).toMatchObject({ kind, code });
    if (outcome.kind !== 'accepted') expectOwnTexts(outcome.detail);
    for (const secret of writes().secrets) expect(JSON.stringify(outcome)).not.toContain(secret);
    expect(await changes().sent(agreementId)).toHaveLength(1);
    await writes().calm();
    expect((await idsOf(agreementId)).length - before.length).toBe(done ? 1 : 0);
    // Found by its marker, or not there.
    expect(marked(await agreementNow(agreementId))).toHaveLength(done ? 1 : 0);
  });

  it('that acts late is not there yet, and then there once', async () => {
    const agreement = await changes().agreement();
    const plan = await planFor(agreement);
    await changes().troubleCreation(agreement.agreementId, 'acts-late');
    expect(await writes().client().write(plan, { mayBegin: inTime })).toMatchObject({ kind: 'unknown' });
    expect(marked(await agreementNow(agreement.agreementId))).toEqual([]);
    await changes().release();
    expect(marked(await agreementNow(agreement.agreementId))).toHaveLength(1);
  });

  it('gives a list that fails as a failure, never as an agreement without lines', async () => {
    const { agreementId } = await changes().agreement();
    await changes().failLists(agreementId);
    const read = await writes()
      .client()
      .readAgreement({ agreementId, companies: [], evidence: [], at: new Date().toISOString() });
    expect(read).toMatchObject({ ok: false });
  });

  it('reads the agreement after everything else that may bill the customer', async () => {
    const { agreementId, companyId } = await changes().agreement();
    const order: string[] = [];
    const read = await writes()
      .client()
      .readAgreement(
        { agreementId, companies: [companyId], evidence: [], at: new Date().toISOString() },
        { beforeTarget: () => Promise.resolve(void order.push('surroundings read')) },
      );
    expect(order).toEqual(['surroundings read']);
    const { agreement, lines } = agreementOf(read);
    expect(agreement).toMatchObject({ id: agreementId, companyId });
    expect(lines.map(({ id }) => id).sort()).toEqual([...(await idsOf(agreementId))].sort());
    if (read.ok) expect(read.value.agreements.find(({ id }) => id === agreementId)?.lines).toEqual(lines);
  });

  it('sends nothing too late, for a caller that has stopped, without the right, or without units', async () => {
    const agreement = await changes().agreement();
    const plan = await planFor(agreement);
    const client = writes().client();
    expect(await client.write(plan, { mayBegin: () => false })).toEqual({
      kind: 'withheld',
      detail: message('psas.withheld.outdated'),
    });
    expect(await client.write(plan, { mayBegin: inTime, signal: AbortSignal.abort() })).toEqual({
      kind: 'withheld',
      detail: message('psas.withheld.stopped'),
    });
    for (const units of ['0', '1.5', '-1', ''])
      expect(await client.write({ ...plan, units }, { mayBegin: inTime })).toMatchObject({
        kind: 'rejected',
      });
    expect(await changes().sent(agreement.agreementId)).toEqual([]);
    const before = await idsOf(agreement.agreementId);
    expect(await writes().readOnlyClient().write(plan, { mayBegin: inTime })).toMatchObject({
      kind: 'rejected',
      code: 'PsaRightMissing',
    });
    expect(await idsOf(agreement.agreementId)).toEqual(before);
  });

  const idsOf = async (agreementId: string): Promise<readonly string[]> =>
    (await changes().lines(agreementId)).map(({ lineId }) => lineId);
}

/** A document says of each of its lines when any was changed. */
const withoutChange = (line: PsaLine): PsaLine => ({ ...line, lastUpdated: null });

function agreementOf(result: Awaited<ReturnType<Psa['readAgreement']>>): AgreementSnapshot {
  if (!result.ok) throw new Error(`${result.code}: ${inEnglish(result.detail)}`);
  if ('gone' in result.value.target) throw new Error('the agreement is gone');
  return result.value.target;
}
