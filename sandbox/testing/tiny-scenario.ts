import { everyPsa, usualSwitches } from '../scenarios/every-psa.ts';
import type { ConnectWiseScenario, DuoAccount, DuoUser, Scenario } from '../scenario.ts';

/** A parent and three children, small enough to know by heart; for tests of the sandbox itself. */
export function tinyScenario(): Scenario {
  return {
    name: 'tiny',
    seed: 7,
    act: 1,
    secondAct: null,
    duo: {
      parent: account('DAPARENT000000000000', 'Tiny MSP', 'api-0000aaaa.duosecurity.test', 2),
      children: [
        account('DAALPHA0000000000000', 'Alpha', 'api-0000bbbb.duosecurity.test', 7),
        {
          ...account('DAFAR000000000000000', 'Far', 'api-0000cccc.duosecurity.test', 1),
          otherDeployment: true,
        },
        { ...account('DASILENT000000000000', 'Silent', 'api-0000dddd.duosecurity.test', 1), hangs: true },
      ],
      keys: [
        {
          kind: 'accounts-api',
          integrationKey: 'DIACCOUNTS0000000000',
          secretKey: 'accounts-secret',
          apiHostname: 'api-0000aaaa.duosecurity.test',
          grants: { readResource: true, readInformation: true, settings: true },
          enabled: true,
        },
        {
          kind: 'admin-api',
          integrationKey: 'DIADMIN0000000000000',
          secretKey: 'admin-secret',
          apiHostname: 'api-0000aaaa.duosecurity.test',
          grants: { readResource: true, readInformation: true, settings: false },
          enabled: true,
        },
      ],
      switches: {
        lastPage: 'null',
        totalObjects: 'with-pending',
        largestPage: 300,
        billingCalls: true,
        clockOffset: 0,
        callsPerMinute: null,
        accountsApiEnabled: true,
      },
    },
    ...everyPsa(tinyConnectWise(), new Date('2025-11-24T15:00:00Z')),
  };
}

const tinyConnectWise = (): ConnectWiseScenario => ({
  host: 'api-sandbox.connectwise.test',
  companyId: 'tiny',
  codebase: 'v4_6_release/',
  clientIds: ['11111111-2222-4333-8444-555555555555'],
  serverTimeZone: 'America/Chicago',
  saysTimeZone: null,
  members: [
    {
      companyId: 'tiny',
      publicKey: 'public',
      privateKey: 'private',
      rights: { companies: true, agreementsInquire: true, agreementsEdit: true, catalog: true },
    },
  ],
  companies: [1, 2, 3, 4, 5].map((id) => ({
    id,
    identifier: `C${id}`,
    name: `Company ${id}`,
    status: { id: 1, name: 'Active' },
    types: [{ id: 1, name: 'Client' }],
    deletedFlag: false,
    parentCompany: null,
    billToCompany: null,
  })),
  agreements: [
    {
      id: 10,
      name: 'Managed',
      type: { id: 1, name: 'Managed' },
      company: { id: 1, identifier: 'C1', name: 'Company 1' },
      parentAgreement: null,
      agreementStatus: 'Active',
      cancelledFlag: false,
      dateCancelled: null,
      startDate: '2024-01-01',
      endDate: null,
      noEndingDateFlag: true,
      billingCycle: { id: 2, name: 'Monthly' },
      billStartDate: '2024-01-01',
      nextInvoiceDate: '2040-01-01',
      prorateFlag: false,
      periodType: 'Current',
      restricted: false,
    },
  ],
  additions: [
    {
      id: 20,
      agreementId: 10,
      product: { id: 30, name: 'DUO-ESS', identifier: 'DUO-ESS' },
      billCustomer: 'Billable',
      quantity: 5,
      lessIncluded: 0,
      unitPrice: 4,
      unitCost: 2.1,
      effectiveDate: '2024-01-01',
      cancelledDate: null,
      description: 'Duo Essentials',
      lastUpdated: '2024-01-01T00:00:00Z',
      updatedBy: 'setup',
    },
  ],
  products: [
    {
      id: 30,
      identifier: 'DUO-ESS',
      description: 'Duo Essentials',
      productClass: 'Agreement',
      manufacturerPartNumber: null,
      inactiveFlag: false,
      price: 4,
      cost: 2.1,
    },
  ],
  switches: usualSwitches(),
});

/** The last user of an account is in Trash. */
function account(accountId: string, name: string, apiHostname: string, users: number): DuoAccount {
  return {
    accountId,
    name,
    apiHostname,
    edition: 'ENTERPRISE',
    otherDeployment: false,
    hangs: false,
    rejection: null,
    users: Array.from({ length: users }, (_, index): DuoUser => ({
      userId: `DU${accountId.slice(2, 8)}${String(index).padStart(12, '0')}`,
      username: `user${index}`,
      realname: `User ${index}`,
      email: `user${index}@example.test`,
      status: users > 1 && index === users - 1 ? 'pending deletion' : 'active',
      isEnrolled: true,
      created: 1_700_000_000,
      lastLogin: null,
    })),
  };
}
