import type { PsaAgreement } from '../domain/psa-facts.ts';
import { readAgreementBy } from './read-target.ts';

const agreement = (id: string, companyId: string, parentAgreementId: string | null = null): PsaAgreement => ({
  id,
  name: `Agreement ${id}`,
  companyId,
  typeId: null,
  typeName: null,
  parentAgreementId,
  status: null,
  over: null,
  startDate: null,
  endDate: null,
  billingCycle: null,
  nextInvoiceDate: null,
  prorates: null,
  periodType: null,
});

/** Reads agreement 1 of company A, as its company's list and its own response show it. */
function readFirst(listed: readonly PsaAgreement[], own = agreement('1', 'A')) {
  const shown = { agreement: own, parentAgreement: null, lines: [] };
  return readAgreementBy(
    {
      agreementsOf: () => Promise.resolve({ ok: true, value: listed }),
      lines: () => Promise.resolve({ ok: true, value: [] }),
      readLine: () => Promise.reject(new Error('no line is evidence')),
      agreementWithLines: () => Promise.resolve({ ok: true, value: shown }),
    },
    { agreementId: '1', companies: ['A'], evidence: [], at: '2026-12-03T12:00:00Z' },
  );
}

const unreadable = { ok: false, code: 'PsaAnswerUnreadable' };

describe('the agreements of a company, read before a write', () => {
  it('accepts those of the company and of companies below, with the agreement that is written', async () => {
    const listed = [agreement('1', 'A'), agreement('2', 'B', '1')];
    expect(await readFirst(listed)).toMatchObject({ ok: true, value: { others: listed } });
  });

  it('rejects one of another company', async () => {
    expect(await readFirst([agreement('1', 'A'), agreement('2', 'B')])).toMatchObject(unreadable);
    expect(await readFirst([agreement('1', 'A'), agreement('2', 'B', '9')])).toMatchObject(unreadable);
  });

  it('rejects a list without the agreement that is written', async () => {
    expect(await readFirst([agreement('2', 'A')])).toMatchObject(unreadable);
    const child = agreement('1', 'B', '2');
    expect(await readFirst([agreement('2', 'A')], child)).toMatchObject(unreadable);
  });

  it('does not expect an agreement that was transferred to another company', async () => {
    expect(await readFirst([], agreement('1', 'B'))).toMatchObject({ ok: true });
  });
});
