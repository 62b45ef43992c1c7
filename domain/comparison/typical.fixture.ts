import type { AccountMapping, CompositionInput, LineChoice } from '../usage/composition.ts';
import { lineOf, withSeats, ScenarioBuilder } from './customers.fixture.ts';

/** docs/sandbox.md's `typical` in the terms of the domain, for tests: the customers after mapping, and its second act. */

const unmapped: AccountMapping = { state: 'unmapped' };
const excluded: AccountMapping = { state: 'excluded', reason: 'shared, billed by hand' };

/** 31 customers of 8 to 60 users, 899 seats. */
export const plainSeats: readonly number[] = [
  ...Array.from({ length: 30 }, (_, index) => 8 + ((index * 7) % 43)),
  0,
].map((seats, index, all) => (index === 30 ? 899 - all.slice(0, 30).reduce((sum, n) => sum + n, 0) : seats));

function increases(scenario: ScenarioBuilder): ScenarioBuilder {
  return scenario
    .customer({
      name: 'Bluewater Dental',
      seats: [40],
      byStatus: { active: 31, bypass: 4, disabled: 3, 'locked out': 2 },
      lines: [{ quantity: '30' }],
    })
    .customer({ name: 'Castellan Law', edition: 'ADV', seats: [340], lines: [{ quantity: '300' }] })
    .customer({ name: 'Fernhill Veterinary', seats: [21], lines: [{ quantity: '17' }] })
    .customer({ name: 'Meridian Foods', edition: 'ADV', seats: [26, 19], lines: [{ quantity: '41' }] })
    .customer({ name: 'Summit Hotels', seats: [88], lines: [{ quantity: '60' }, { quantity: '25' }] })
    .customer({ name: 'Vista Nonprofit', seats: [33], lines: [{ quantity: '30', lessIncluded: '5' }] })
    .customer({
      name: 'Delta Farms',
      seats: [20],
      lines: [
        {
          quantity: '18',
          unitPrice: '12.00',
          on: { billingCycle: { name: 'Quarterly', months: 3, days: null, never: false } },
        },
      ],
    })
    .customer({
      name: 'Alder & Sons',
      seats: [18],
      lines: [{ quantity: '16', on: { nextInvoiceDate: '2027-01-01' } }],
    });
}

function heldOnes(scenario: ScenarioBuilder): ScenarioBuilder {
  return scenario
    .customer({ name: 'Quarry Ridge', edition: 'ADV', seats: [22], lines: [{ quantity: '25' }] })
    .customer({ name: 'Lakeshore Credit Union', edition: 'PREM', seats: [31], lines: [{ quantity: '64' }] })
    .customer({ name: 'Northgate School', seats: [0], lines: [{ quantity: '55' }] })
    .customer({ name: 'Bright Path', seats: [13], lines: [{ quantity: '12.50' }] })
    .customer({ name: 'Corner Bakery', seats: [19], lines: [{ quantity: '1', unitPrice: '60.00' }] });
}

function theRest(scenario: ScenarioBuilder): ScenarioBuilder {
  return scenario
    .customer({
      name: 'Ironwood',
      seats: [50],
      lines: [{ quantity: '50' }, { quantity: '50', agreement: 1 }],
    })
    .customer({ name: 'Lakeview Montessori', seats: [24], billTo: [{ quantity: '24' }] })
    .customer({
      name: 'Tidewater Marine',
      seats: [14],
      lines: [{ quantity: '14', on: { status: 'Cancelled', over: 'canceled' } }],
    })
    .customer({ name: 'Stonebridge Insurance', lines: [{ quantity: '20' }] })
    .customer({ name: 'Redwood Analytics', seats: [15] })
    .customer({ name: 'Ellis & Crane', seats: [9] })
    .customer({ name: 'Acme Corp', seats: [15], mapping: unmapped })
    .customer({ name: "ST. MARY'S CLINIC", seats: [22], mapping: unmapped })
    .customer({
      name: 'Kestrel Aviation Maintenance and Repair Services of Illinois',
      seats: [11],
      mapping: unmapped,
    })
    .customer({ name: 'Harrison Plumbing', seats: [8], mapping: unmapped })
    .customer({
      name: 'Pinecrest',
      seats: [null],
      code: 'VendorTimeout',
      lines: [{ quantity: '10', unitPrice: '20.00' }],
    })
    .customer({ name: 'Fjordline', seats: [null], code: 'DuoOtherDeployment', lines: [{ quantity: '10' }] })
    .customer({ name: 'Old Pilot', seats: [null], code: 'DuoNoHost', mapping: excluded })
    .customer({ name: 'Oak Street Offices', seats: [18], mapping: excluded })
    .customer({ name: 'This MSP (parent account)', seats: [12], mapping: unmapped, parent: true })
    .customer({ name: 'Zoë’s Café', seats: [7], lines: [{ quantity: '7' }] })
    .customer({
      name: 'Harbor Foundation',
      seats: [6],
      lines: [{ quantity: '6', billable: false, billCustomer: 'DoNotBill' }],
    });
}

function typicalScenario(): ScenarioBuilder {
  const scenario = theRest(heldOnes(increases(new ScenarioBuilder())));
  plainSeats.forEach((seats, index) =>
    scenario.customer({
      name: `Plain Customer ${index + 1}`,
      seats: [seats],
      lines: [{ quantity: String(seats) }],
    }),
  );
  return scenario;
}

/** `typical` after mapping, first sync. */
export const typical = (choices: readonly LineChoice[] = []): CompositionInput =>
  typicalScenario().input(choices);

/** `typical` after act two's reads ("play next week"). */
export function typicalActTwo(): CompositionInput {
  const input = new Map([
    ['Fernhill Veterinary', 23],
    ['Pinecrest', 47],
  ]);
  const scenario = typicalScenario()
    .customer({ name: 'Juniper Street Books', seats: [9], mapping: unmapped })
    .input();
  return {
    ...scenario,
    accounts: scenario.accounts.map((account) => {
      const seats = input.get(account.name);
      return seats === undefined ? account : withSeats(account, seats);
    }),
    lines: scenario.lines.map((line) =>
      line.id === lineOf('Vista Nonprofit') ? { ...line, quantity: '35' } : line,
    ),
  };
}
