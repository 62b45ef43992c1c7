import { type ContractFixture, ofCustomer } from './contracts-fixtures.ts';
import { account, bills, idle, type CustomerFixture } from './fixtures.ts';
import type { Edition } from './duo-side.ts';
import type { UserMix } from './people.ts';
import type { LinePlan } from './psa-side.ts';

/** The customers of `typical`, row by row as docs/sandbox.md tells it: Duo on the left, the PSA on the right. */

const ess = (quantity: number, more: Partial<LinePlan> = {}): LinePlan => ({
  product: 'DUO-ESS',
  quantity,
  ...more,
});
const adv = (quantity: number): LinePlan => ({ product: 'DUO-ADV', quantity });
const prem = (quantity: number): LinePlan => ({ product: 'DUO-PREM', quantity });

/** 61 characters; the PSA keeps 50 of them. */
const kestrel = 'Kestrel Environmental Engineering and Land Surveying Partners';
const blueWaterMix: UserMix = {
  active: 30,
  bypass: 4,
  disabled: 3,
  lockedOut: 2,
  neverEnrolled: 1,
  pendingDeletion: 5,
};

const differing: readonly CustomerFixture[] = [
  { duo: account('Bluewater Dental', 'ESS', blueWaterMix), psa: [bills('Bluewater Dental', ess(30))] },
  { duo: account('Castellan Law', 'ADV', 340, { trashed: 4 }), psa: [bills('Castellan Law', adv(300))] },
  { duo: account('Fernhill Veterinary', 'ESS', 21), psa: [bills('Fernhill Veterinary', ess(17))] },
  { duo: account('Meridian Foods Plant', 'ADV', 26), psa: [bills('Meridian Foods', adv(41))] },
  { duo: account('Meridian Foods Office', 'ADV', 19), psa: [] },
  {
    duo: account('Summit Hotels', 'ESS', 88, { trashed: 2 }),
    psa: [bills('Summit Hotels', ess(60), ess(25))],
  },
  {
    duo: account('Vista Nonprofit', 'ESS', 33),
    psa: [bills('Vista Nonprofit', ess(30, { lessIncluded: 5 }))],
  },
  {
    duo: account('Delta Farms', 'ESS', 20),
    psa: [{ name: 'Delta Farms', agreements: [{ cycle: 'Quarterly', lines: [ess(18, { price: 12 })] }] }],
  },
  {
    duo: account('Alder & Sons', 'ESS', 18),
    psa: [{ name: 'Alder & Sons', agreements: [{ cyclesLater: 1, lines: [ess(16)] }] }],
  },
  { duo: account('Quarry Ridge', 'ADV', 22), psa: [bills('Quarry Ridge', adv(25))] },
];

const heldOrAsked: readonly CustomerFixture[] = [
  { duo: account('Lakeshore Credit Union', 'PREM', 31), psa: [bills('Lakeshore Credit Union', prem(64))] },
  { duo: account('Northgate School', 'ESS', 0), psa: [bills('Northgate School', ess(55))] },
  { duo: account('Bright Path', 'ESS', 13), psa: [bills('Bright Path', ess(12.5))] },
  { duo: account('Corner Bakery', 'ESS', 19), psa: [bills('Corner Bakery', ess(1, { price: 60 }))] },
  {
    duo: account('Ironwood', 'ESS', 50),
    psa: [
      {
        name: 'Ironwood',
        agreements: [{ lines: [ess(50)] }, { type: 'Security Services', lines: [ess(50)] }],
      },
    ],
  },
  {
    duo: account('Lakeview Montessori', 'ESS', 24),
    psa: [
      bills('Lakeview Education Trust', ess(24)),
      { name: 'Lakeview Montessori', agreements: [], billTo: 'Lakeview Education Trust' },
    ],
  },
  {
    duo: account('Tidewater Marine', 'ESS', 14),
    psa: [{ name: 'Tidewater Marine', agreements: [{ canceled: true, lines: [ess(14)] }] }],
  },
  { duo: null, psa: [bills('Stonebridge Insurance', ess(20))] },
  { duo: account('Redwood Analytics', 'ESS', 15, { trashed: 2 }), psa: [bills('Redwood Analytics')] },
  { duo: account('Ellis & Crane', 'ESS', 9), psa: [bills('Ellis & Crane')] },
];

const unmappedOrUnread: readonly CustomerFixture[] = [
  { duo: account('Acme Corp', 'ESS', 15), psa: [bills('Acme Corporation'), bills('Acme Capital')] },
  { duo: account("ST. MARY'S CLINIC", 'ESS', 22), psa: [bills("St. Mary's Clinic")] },
  { duo: account(kestrel, 'ESS', 11), psa: [bills(kestrel)] },
  {
    duo: account('Harrison Plumbing', 'ESS', 8),
    psa: [{ name: 'Harrison Plumbing', agreements: [], deleted: true }, bills('Harrison Plumbing')],
  },
  {
    duo: account('Pinecrest', 'ESS', 47, { unreadable: 'hangs' }),
    psa: [bills('Pinecrest', ess(10, { price: 20 }))],
  },
  {
    duo: account('Fjordline', 'ESS', 10, { unreadable: 'other deployment' }),
    psa: [bills('Fjordline', ess(10))],
  },
  { duo: account('Old Pilot', 'ESS', 4, { unreadable: 'no host' }), psa: [] },
  // Shared by two tenants of one house: neither company carries its name.
  {
    duo: account('Oak Street Offices', 'ESS', 18),
    psa: [bills('Hollis Accounting'), bills('Dr. Renner Orthodontics')],
  },
];

/** The two odd ones among the 33 matches; the plain customers are the other 31. */
const matching: readonly CustomerFixture[] = [
  {
    duo: account("Zoë's Café".normalize('NFD'), 'ESS', 7),
    psa: [bills("Zoë's Café".normalize('NFC'), ess(7))],
  },
  {
    duo: account('Harbor Foundation', 'ESS', 6),
    psa: [bills('Harbor Foundation', ess(6, { billCustomer: 'DoNotBill' }))],
  },
];

export const fixtures: readonly CustomerFixture[] = [
  ...differing,
  ...heldOrAsked,
  ...unmappedOrUnread,
  ...matching,
  // The company of act two's new child is a customer already.
  { duo: null, psa: [bills('Juniper Street Books')] },
  // The MSP's own company, as most PSAs have one.
  { duo: null, psa: [idle('Harbor Lane IT Services')] },
];

/** The three contracts whose terms explain what their PSA line bills: a minimum, a flat price, packs of five. */
export const contractFixtures: readonly ContractFixture[] = [
  ofCustomer('Lakeshore Credit Union', { minimum: 64 }, 'Agreement 2024-064, section 4'),
  ofCustomer('Corner Bakery', { fixed: { units: 1, flat: true } }, 'Offer 2025-017'),
  ofCustomer('Pinecrest', { ratio: { per: 5, round: 'up' } }, 'Order form 2025-047'),
];

/** 31 customers whose line says what Duo holds; their sizes are drawn, their sum is not. */
export const plainCustomers: readonly (readonly [string, Edition])[] = [
  ['Abernathy Freight', 'ESS'],
  ['Arrowhead Roofing', 'ESS'],
  ['Birchwood Pediatrics', 'ADV'],
  ['Blackstone Machining', 'ESS'],
  ['Brightwater Credit Bureau', 'PREM'],
  ['Cedar Hollow Winery', 'ESS'],
  ['Clearview Optometry', 'ESS'],
  ['Copperfield Press', 'ESS'],
  ['Driftwood Architects', 'ADV'],
  ['Eastgate Pharmacy', 'ESS'],
  ['Evergreen Title', 'ADV'],
  ['Fox River Logistics', 'ESS'],
  ['Glenmoor Country Club', 'ESS'],
  ['Granite State Tax', 'PREM'],
  ['Halcyon Wealth', 'PREM'],
  ['Hawthorne Elevators', 'ESS'],
  ['Juno Biotech', 'ADV'],
  ['Kingsley Auto Group', 'ESS'],
  ['Larkspur Hospice', 'ADV'],
  ['Maplewood Dairy', 'ESS'],
  ['Northfield Packaging', 'ESS'],
  ['Orchard Hill Realty', 'ESS'],
  ['Pendleton Electric', 'ESS'],
  ['Prairie Home Health', 'ADV'],
  ['Ridgeline Outfitters', 'ESS'],
  ['Silverton Savings', 'PREM'],
  ['Sparrow Media', 'ESS'],
  ['Three Oaks Surgery', 'ADV'],
  ['Union Street Theater', 'ESS'],
  ['Wexford Steel', 'ESS'],
  ['Yarrow Botanicals', 'ESS'],
];
