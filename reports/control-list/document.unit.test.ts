import { completeControlList, usualControlList } from '../../domain/months/control-list.ts';
import { monthChange, packsOfFive } from '../../domain/months/months.fixture.ts';
import { catalogOf } from '../../messages/catalog.ts';
import { createRenderer } from '../../messages/rendering/renderer.ts';
import { csvOf } from '../csv/write.ts';
import { rendered } from '../render.ts';
import { controlList, type ControlListFacts } from './document.ts';

const listOf = (facts: Partial<ControlListFacts> = {}) =>
  rendered(
    controlList({
      month: '2026-11',
      version: 2,
      closedAt: '2026-12-04T16:01:00.000Z',
      closedBy: 'Ada',
      checksum: null,
      msp: { name: 'Lakeside IT', logo: null },
      currency: 'USD',
      timeZone: 'America/Chicago',
      columns: usualControlList,
      changes: [
        monthChange({ label: 'Zenith', invoiceDate: '2026-12-15' }),
        monthChange({ label: 'Brook', effectPerMonth: '-4.5', effectPerInvoice: null, after: '9' }),
        monthChange({ label: 'Acme', currency: 'EUR' }),
        monthChange({ label: 'Not confirmed in the month', made: false }),
      ],
      ...facts,
    }),
    createRenderer(catalogOf('en'), {
      timeZone: 'America/Chicago',
      terms: { vendor: 'Duo', psa: 'ConnectWise' },
    }),
    'en',
  );

const csv = async (facts?: Partial<ControlListFacts>) => Buffer.from(await csvOf(listOf(facts))).toString();

it('says that it is no journal', () => {
  const { banner, fileName } = listOf();
  expect([banner, fileName]).toEqual([
    'Control list, not a journal: ConnectWise posts the revenue.',
    'control-list-not-a-journal-2026-11-v2',
  ]);
});

it('lists the changes of the month by invoice, with totals of each currency', async () => {
  expect(await csv()).toBe(
    [
      '\uFEFFInvoice,Customer,Agreement,Product,Before,After,Unit price,Per month,Per invoice,Currency,Approved by,Confirmed at',
      '2026-12-01,Acme,Acme managed services,DUO-MFA,10,13,4,12,12,EUR,Ada,2026-11-03T03:01:00-06:00',
      '2026-12-01,Brook,Acme managed services,DUO-MFA,10,9,4,-4.5,unknown,USD,Ada,2026-11-03T03:01:00-06:00',
      '2026-12-15,Zenith,Acme managed services,DUO-MFA,10,13,4,12,12,USD,Ada,2026-11-03T03:01:00-06:00',
      '',
    ].join('\r\n'),
  );
  const [section] = listOf().sections;
  const amounts = (row: NonNullable<typeof section>['totals'][number]) =>
    row.flatMap((cell) => (cell.kind === 'money' ? [`${cell.amount} ${cell.currency}`] : []));
  expect(section?.totals.map(amounts)).toEqual([
    ['12 EUR', '12 EUR'],
    ['7.5 USD', '12 USD'],
  ]);
  expect(section?.groups.map(({ title, totals }) => [title, totals.map(amounts)])).toEqual([
    ['Invoice of Dec 1, 2026', [['12 EUR', '12 EUR'], ['-4.5 USD', 'null USD']]],
    ['Invoice of Dec 15, 2026', [['12 USD', '12 USD']]],
  ]); // prettier-ignore
});

it('has the columns that were chosen, in their order and under their names', async () => {
  const columns = completeControlList([
    { field: 'line-id', name: '=Line', shown: true },
    { field: 'customer', name: null, shown: false },
    { field: 'change', name: 'Seats', shown: true },
  ]);
  expect(await csv({ columns, changes: [monthChange()] })).toBe("\uFEFF'=Line,Seats\r\n901,3\r\n");
});

it('can say what the billing rule of a change made of the seats', async () => {
  const shown = ['seats', 'billable-units', 'equation'] as const;
  const columns = shown.map((field) => ({ field, name: null, shown: true }));
  const changes = [monthChange({ seats: 36, rule: packsOfFive(36) }), monthChange()];
  expect(await csv({ columns, changes })).toBe(
    [
      '\uFEFFSeats at approval,Billable units,Calculation',
      '36,10,36 seats − 2 free = 34 → 7 packs of 5 → minimum 10 = 10',
      '13,13,',
      '',
    ].join('\r\n'),
  );
});
