import { addDays, addMonths } from '../../domain/calendar.ts';
import type { DaySpan, PsaInvoice } from '../../domain/psa-facts.ts';
import { inEnglish } from '../../messages/english.ts';
import type { Psa, PsaResult } from '../port.ts';
import { expectFailureTexts } from './failure-texts.fixture.ts';
import type { PsaUnderTest } from './psa-under-test.ts';

function given<T>(result: PsaResult<T>): T {
  if (!result.ok) throw new Error(`${result.code}: ${inEnglish(result.detail)}`);
  return result.value;
}

const keyOf = ({ agreementId, id }: PsaInvoice): string => `${agreementId}/${id}`;
/** Invoices and their lines have no defined order. */
const sorted = (all: readonly PsaInvoice[]): readonly PsaInvoice[] =>
  all
    .map(({ lines, ...one }) => ({
      ...one,
      lines: lines === null ? null : [...lines].sort((a, b) => Number(a.lineId) - Number(b.lineId)),
    }))
    .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));

/** The month of most invoices. */
function busiestMonth(all: readonly PsaInvoice[]): DaySpan {
  const months = all.map(({ day }) => day.slice(0, 7));
  const often = (month: string): number => months.filter((one) => one === month).length;
  const month = months.reduce((a, b) => (often(b) > often(a) ? b : a));
  return { first: `${month}-01`, last: addDays(addMonths(`${month}-01`, 1), -1) };
}

/** What was billed is read whole or not at all, of the agreements and days that were asked for alone (RULES 12). */
export function describeInvoices(psa: () => PsaUnderTest): void {
  const billed = async (client: Psa) => {
    const truth = await psa().invoices.truth();
    const days = busiestMonth(truth);
    // All but the first: what is not asked for is not answered with.
    const agreements = [...new Set(truth.map(({ agreementId }) => agreementId))].slice(1);
    const expected = truth.filter(
      ({ agreementId, day }) => agreements.includes(agreementId) && day >= days.first && day <= days.last,
    );
    expect(expected.length).toBeGreaterThan(3);
    return { expected: sorted(expected), read: await client.invoices(days, agreements) };
  };

  it('reads what was billed for these agreements on these days, credits and voided invoices too', async () => {
    const truth = await psa().invoices.truth();
    const { first, last } = busiestMonth(truth);
    const asked = truth.filter(({ agreementId }) => agreementId !== truth[0]?.agreementId);
    await psa().invoices.correct(asked.filter(({ day }) => day >= first && day <= last));
    const { expected, read } = await billed(psa().client());
    expect(expected.map(({ kind }) => kind)).toContain('credit');
    expect(sorted(given(read))).toEqual(expected);
  });

  it('reads all of them when the PSA returns smaller pages than requested', async () => {
    await psa().clamp(7);
    const { expected, read } = await billed(psa().client());
    expect(sorted(given(read))).toEqual(expected);
  });

  it('sends no request when no agreement is requested', async () => {
    const before = (await psa().calls()).all;
    expect(given(await psa().client().invoices({ first: '2026-01-01', last: '2026-01-31' }, []))).toEqual([]);
    expect((await psa().calls()).all).toBe(before);
  });

  it('says that the right is missing, while everything else is read', async () => {
    const client = psa().client();
    await psa().invoices.withdraw();
    const { read } = await billed(client);
    expect(read).toMatchObject({ ok: false, code: 'PsaRightMissing' });
    expectFailureTexts(read);
    given(await client.companies());
  });
}
