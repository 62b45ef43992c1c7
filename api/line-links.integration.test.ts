import { randomUUID } from 'node:crypto';
import { type UsageToDecide, usageToDecide } from '../test/environment/usage-to-decide.ts';

/** Where a line's customer, agreements and accounts are seen outside Seatwise (api.md). */

let scenario: UsageToDecide;
beforeAll(async () => {
  scenario = await usageToDecide([{ name: 'Acme', counted: 12, billed: 10 }]);
});
afterAll(() => scenario.api.close());

const credential = (site: string) => ({
  site,
  companyId: 'sealed-company-id',
  publicKey: 'publicpublicpublic',
  privateKey: randomUUID(),
  clientId: randomUUID(),
});

async function detail(): Promise<{ readonly text: string; readonly links: Record<string, unknown> }> {
  const { id } = await scenario.line('Acme');
  const { text, body } = await scenario.as('viewer').get(`/usage-lines/${id}`).expect(200);
  return { text, links: body.links };
}

it('are addresses at the hosts that are known, and hold nothing of what is sealed', async () => {
  const account = await scenario.api.db
    .updateTable('vendorAccount')
    .set({ apiHostname: 'api-1a2b3c4d.duosecurity.com' })
    .where('name', '=', 'Acme')
    .returning('id')
    .executeTakeFirstOrThrow();
  expect((await detail()).links).toMatchObject({ company: null, agreements: [] });
  const path = `/integrations/${scenario.key.integrationId}/credentials/psa`;
  await scenario.as('admin').put(path, credential('na.myconnectwise.net')).expect(200);
  const { links, text } = await detail();
  const { agreementId } = scenario.psaOf('Acme');
  const at =
    'https://na.myconnectwise.net/v4_6_release/services/system_io/router/openrecord.rails?locale=en_US';
  expect(links).toEqual({
    company: expect.stringMatching(/^https:\/\/na\.myconnectwise\.net\/.*recordType=CompanyFV&recid=\d+$/u),
    agreements: [{ agreementId, href: `${at}&recordType=AgreementFV&recid=${agreementId}` }],
    accounts: [{ accountId: account.id, href: 'https://admin-1a2b3c4d.duosecurity.com/' }],
  });
  expect(text).not.toContain('sealed-company-id');
});
