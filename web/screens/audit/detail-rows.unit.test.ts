import { detailRows, termWords } from './detail-rows.ts';
import type { AuditText } from './texts.ts';

/** The last part of the ID, as the catalog has it in English. */
const text = ((id: string) => id.split('.').at(-1)) as AuditText;

describe('the detail of an audit entry', () => {
  it('says what moved, and nothing of what stayed', () => {
    const before = { currency: 'USD', checks: { dropShare: '0.2', dropSeats: 5 }, billingTimeZone: null };
    const after = {
      currency: 'USD',
      checks: { dropShare: '0.3', dropSeats: 5 },
      billingTimeZone: 'Europe/Oslo',
    };
    expect(detailRows({ before, after }, text)).toEqual([
      { term: 'checks: drop share', text: '0.2 → 0.3' },
      { term: 'billing time zone', text: '– → Europe/Oslo' },
    ]);
    expect(detailRows({ label: 'Acme', before: '38', after: '42' }, text)).toEqual([
      { term: 'change', text: '38 → 42' },
      { term: 'label', text: 'Acme' },
    ]);
  });

  it('shows what the API has rendered', () => {
    const detail = { code: 'write-back.unchanged', message: 'Already set.', params: {} };
    expect(detailRows({ label: 'Acme', detail }, text)).toEqual([
      { term: 'label', text: 'Acme' },
      { term: 'detail', text: 'Already set.' },
    ]);
  });

  it('is words and values, whatever its shape', () => {
    expect(
      detailRows(
        {
          matched: 2,
          matches: [{ name: 'Acme' }, { accountId: 'a', ok: true }],
          keepNames: false,
          reason: null,
        },
        text,
      ),
    ).toEqual([
      { term: 'matched', text: '2' },
      { term: 'matches', text: 'Acme, account ID a, ok yes' },
      { term: 'keep names', text: 'no' },
      { term: 'reason', text: '–' },
    ]);
    expect(detailRows({ after: 3 }, text)).toEqual([{ term: 'after', text: '3' }]);
    expect(detailRows({ schedule: { hour: 2, minute: 0 } }, text)).toEqual([
      { term: 'schedule: hour', text: '2' },
      { term: 'schedule: minute', text: '0' },
    ]);
  });

  it('keeps the words of the field', () => {
    expect(termWords('psaLineId')).toBe('PSA line ID');
    expect(termWords('vendorCallsFormula')).toBe('vendor calls formula');
  });
});
