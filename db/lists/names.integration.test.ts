import { usageToDecide, type UsageToDecide } from '../../test/environment/usage-to-decide.ts';
import { loadNames } from './names.ts';

let scenario: UsageToDecide;
beforeAll(async () => {
  scenario = await usageToDecide([{ name: 'Summit', counted: 45, billed: 41 }]);
});
afterAll(() => scenario.api.close());

describe('names of what messages refer to', () => {
  it('are those of the rows, one of each kind; an ID without a row has none', async () => {
    const { db } = scenario.api;
    const first = await db
      .selectFrom('psaLine')
      .innerJoin('psaAgreement', 'psaAgreement.foreignId', 'psaLine.agreementId')
      .innerJoin('psaCompany', 'psaCompany.foreignId', 'psaAgreement.companyId')
      .innerJoin('psaProduct', 'psaProduct.foreignId', 'psaLine.productId')
      .select([
        'psaLine.foreignId as line',
        'psaAgreement.foreignId as agreement',
        'psaAgreement.name as agreementName',
        'psaAgreement.typeName as agreementType',
        'psaCompany.foreignId as company',
        'psaCompany.name as companyName',
        'psaProduct.foreignId as product',
        'psaProduct.identifier as productName',
      ])
      .executeTakeFirstOrThrow();
    const account = await db.selectFrom('vendorAccount').selectAll().executeTakeFirstOrThrow();
    const service = await db.selectFrom('vendorService').selectAll().executeTakeFirstOrThrow();
    const person = await db.selectFrom('member').selectAll().executeTakeFirstOrThrow();
    const { agreementName, productName } = first;
    const expected = [
      ['line', first.line, { agreementName, productName }],
      ['agreement', first.agreement, agreementName],
      ['company', first.company, first.companyName],
      ['product', first.product, productName],
      ['account', account.id, account.name],
      ['service', service.id, service.name],
      ['person', person.id, person.name],
    ] as const;
    const unknown = '00000000-0000-4000-8000-000000000000';
    const { tenantId, integrationId } = scenario.key;
    const { nameOf, agreementType } = await loadNames(
      db,
      tenantId,
      new Map(expected.map(([kind, id]) => [kind, [id, unknown].map((one) => ({ integrationId, id: one }))])),
    );
    expect(expected.map(([kind, id]) => [kind, id, nameOf(kind, { integrationId, id })])).toEqual(expected);
    for (const [kind] of expected) expect(nameOf(kind, { integrationId, id: unknown })).toBeNull();
    expect(agreementType({ integrationId, id: first.agreement })).toBe(first.agreementType);
    const elsewhere = { integrationId: unknown, id: first.agreement };
    expect(nameOf('agreement', elsewhere)).toBeNull();
  });
});
