import { account, bills, type CustomerFixture } from './fixtures.ts';
import type { LinePlan } from './psa-side.ts';

const ess = (quantity: number | null, more: Partial<LinePlan> = {}): LinePlan => ({
  product: 'DUO-ESS',
  quantity,
  ...more,
});

/** A customer whose account and company bear one name. */
const customer = (name: string, users: number, ...lines: LinePlan[]): CustomerFixture => ({
  duo: account(name, 'ESS', users),
  psa: [bills(name, ...lines)],
});

/** What is odd in the PSA from the first day on. */
const oddLines: readonly CustomerFixture[] = [
  customer('Elm Court Hotels', 12, ess(17, { lessIncluded: 5 })),
  {
    duo: account('Harlow Clinics', 'ESS', 9),
    psa: [
      bills('Harlow Clinics'),
      { name: 'Harlow Clinics Annex', agreements: [{ under: 'Harlow Clinics', lines: [ess(9)] }] },
    ],
  },
  customer('Garnet Foods', 11, ess(11, { begins: { monthsAhead: 1, date: 15 } })),
  customer('Iris Travel', 14, { product: 'DUO-TOKEN', quantity: 14 }),
  customer('Jasper Tools', 10, ess(10, { agreementStatus: 'Cancelled', additionStatus: 'Active' })),
  customer('Mistral Cafe', 31, ess(64)),
  customer('Rook & Sons', 12, ess(-3)),
  customer('Slate Bank', 12, ess(null)),
  customer('Birch Labs', 384, ess(383, { price: 2.333_333 })),
];

/** What Duo says so that no database text can hold it, or no certificate be asked for it. */
const oddText: readonly CustomerFixture[] = [
  customer('Tern\u0000 Air', 7, ess(7)),
  customer('Umber\uD800 Arts', 6, ess(6)),
  customer('Vale\u0007 Stoneware', 5, ess(5)),
  {
    duo: account('Xenon Labs', 'ESS', 4, { apiHostname: 'api-0a0b0c04\u0000.duosecurity.test' }),
    psa: [bills('Xenon Labs', ess(4))],
  },
];

/** Each rejected by Duo in its own way while list and siblings answer, and one agreement closed to the API member. */
const rejected: readonly CustomerFixture[] = [
  ...([40101, 40102, 40103, 40105] as const).map((rejection, nth): CustomerFixture => {
    const name = `Zephyr ${['North', 'East', 'South', 'West'][nth] ?? ''}`;
    return { duo: account(name, 'ESS', 10 + nth, { rejection }), psa: [bills(name, ess(10 + nth))] };
  }),
  {
    duo: account('Ashlar Stone', 'ESS', 10),
    psa: [{ name: 'Ashlar Stone', agreements: [{ restricted: true, lines: [ess(10)] }] }],
  },
];

/** In order on the first day; the second act is about them. */
const changing: readonly CustomerFixture[] = [
  customer('Abbey Dental', 12, ess(10)),
  customer('Beacon Realty', 20, ess(20)),
  customer('Dunmore Mills', 18, ess(18)),
  customer('Keel Marine', 16, ess(16)),
  customer('Lumen Optics', 13, ess(13)),
  customer('Nimbus Air', 62, ess(62)),
  customer('Opal Jewels', 42, ess(42)),
  customer('Pewter Works', 42, ess(42)),
  customer('Quill Print', 20, ess(25)),
  customer('Wick Candles', 8, ess(8)),
];

const inOrder: readonly CustomerFixture[] = [
  'Adler Optics', 'Borage Farms', 'Cedar Point', 'Dale Harbor', 'Ember Kilns', 'Fennel Deli', 'Gale Sails',
  'Heath Nursery', 'Ivy League Cleaners', 'Juniper Spas',
].map((name, nth) => customer(name, 8 + nth, ess(8 + nth))); // prettier-ignore

export const dirtyFixtures: readonly CustomerFixture[] = [
  ...oddLines,
  ...oddText,
  ...rejected,
  ...changing,
  ...inOrder,
];
