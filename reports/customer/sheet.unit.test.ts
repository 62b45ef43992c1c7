import { catalogOf } from '../../messages/catalog.ts';
import { pseudoLocale } from '../../messages/locales.ts';
import { packsOfFive } from '../../domain/months/months.fixture.ts';
import { message } from '../../messages/message.ts';
import { createRenderer } from '../../messages/rendering/renderer.ts';
import { rendered } from '../render.ts';
import { type BilledLine, type CustomerFacts, customerDocument } from './sheet.ts';

const line = (change: Partial<BilledLine>): BilledLine => ({
  agreement: { id: '71', name: 'Managed IT' },
  product: 'SEAT-ESS',
  productId: '3',
  quantity: '36',
  lessIncluded: '0',
  unitPrice: '4',
  period: 'Monthly',
  amount: '144',
  currency: 'USD',
  nextInvoice: '2026-12-01',
  notBilled: null,
  ...change,
});

const facts: CustomerFacts = {
  msp: { name: 'Bluewater', logo: null },
  company: { id: '250', name: 'Ärzte & Co' },
  day: '2026-11-30',
  timeZone: 'UTC',
  currency: 'USD',
  services: [
    {
      name: 'Seats',
      seats: 36,
      units: 10,
      rule: packsOfFive(36),
      quantity: '36',
      psaReadAt: null,
    },
  ],
  billed: [
    line({ nextInvoice: '2027-01-01', amount: null, currency: 'EUR' }),
    line({}),
    line({ notBilled: message('customer-sheet.not-billed') }),
    line({ amount: '0.55' }),
    line({ nextInvoice: '2027-01-01' }),
  ],
  accounts: [
    {
      name: 'Plant',
      readAt: null,
      statuses: [{ status: 'active', users: 40, counts: true }],
      users: [{ id: 'DU1', name: null, status: 'active', holdsSeat: true }],
    },
  ],
  namesKept: false,
};

const inLanguage = (language: string) =>
  rendered(
    customerDocument(facts),
    createRenderer(catalogOf(language), { timeZone: 'UTC', terms: null }),
    language,
  );

describe('the sheet of a customer as a document', () => {
  it('adds up what one invoice bills, in each currency, and nothing that is unknown', () => {
    const [, , billed] = inLanguage('en').sections;
    const totals = billed?.groups.map(({ title, rows, totals: sums }) => [
      title,
      rows.length,
      sums.map((cells) => cells[6]),
    ]);
    const amount = (value: string | null, currency: string) => ({ kind: 'money', amount: value, currency });
    expect(totals).toEqual([
      ['Invoice of Dec 1, 2026', 2, [amount('144.55', 'USD')]],
      ['Invoice of Jan 1, 2027', 2, [amount(null, 'EUR'), amount('144', 'USD')]],
      ['Not billed', 1, []],
    ]);
  });

  it('says by which billing rule seats became units', () => {
    const [services, rules] = inLanguage('en').sections;
    const [, words, seats, units] = services?.groups[0]?.rows[0] ?? [];
    expect(words).toEqual({ kind: 'text', text: '36 seats counted, 36 billed' });
    expect([seats, units]).toEqual([
      { kind: 'quantity', quantity: 36 },
      { kind: 'quantity', quantity: 10 },
    ]);
    expect(rules?.groups[0]?.rows).toEqual([
      [
        { kind: 'text', text: 'Seats' },
        {
          kind: 'text',
          text: 'First 2 free, one unit per 5 seats (rounded up), and at least 10 units (MSA 2025-114, section 3)',
        },
        { kind: 'text', text: '36 seats − 2 free = 34 → 7 packs of 5 → minimum 10 = 10' },
      ],
    ]);
    const without = facts.services.map((service) => ({ ...service, units: service.seats, rule: null }));
    expect(customerDocument({ ...facts, services: without }).sections.map(({ key }) => key)).toEqual([
      'services',
      'billed',
      'seats',
      'users',
    ]);
  });

  it('has a file name without spaces or accents, and no word outside the catalog', () => {
    const document = inLanguage(pseudoLocale);
    expect(document.fileName).toBe('customer-sheet-arzte-co-250-2026-11');
    const data = [
      'Bluewater',
      'Ärzte & Co',
      'Managed IT',
      'SEAT-ESS',
      'Seats',
      'Plant',
      'active',
      'DU1',
      'Monthly',
      '250',
    ];
    const texts: string[] = [];
    const collect = (value: unknown, key: string): void => {
      if (typeof value === 'string' && ['title', 'text', 'head', 'label', 'note', 'whenEmpty'].includes(key))
        texts.push(value);
      else if (typeof value === 'object' && value !== null)
        Object.entries(value).forEach(([name, inner]) => collect(inner, name));
    };
    collect(document, '');
    expect(texts.length).toBeGreaterThan(40);
    expect(texts.filter((text) => !/^\[.*\]$/u.test(text) && !data.includes(text))).toEqual([]);
  });
});
