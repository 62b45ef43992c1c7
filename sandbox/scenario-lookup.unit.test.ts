import { buildScenario } from './scenarios/index.ts';
import { now } from './scenarios/testing/readings.ts';
import { linePath } from './testing/line-path.ts';
import { agreementsOf, lineOf, linesOf } from './scenario-lookup.ts';

const scenario = buildScenario('typical', { now });

describe('finding lines by the name of a company', () => {
  it.each([
    ['Vista Nonprofit', 'DUO-ESS', 30, 5, 'Monthly', '2025-12-01'],
    ['Delta Farms', 'DUO-ESS', 18, 0, 'Quarterly', '2025-12-01'],
    ['Alder & Sons', 'DUO-ESS', 16, 0, 'Monthly', '2026-01-01'],
    ['Fernhill Veterinary', 'DUO-ESS', 17, 0, 'Monthly', '2025-12-01'],
    ['Quarry Ridge', 'DUO-ADV', 25, 0, 'Monthly', '2025-12-01'],
    ['Meridian Foods', 'DUO-ADV', 41, 0, 'Monthly', '2025-12-01'],
  ] as const)('%s: %s %d', (company, product, quantity, lessIncluded, cycle, nextInvoiceDate) => {
    const line = lineOf(scenario, company);
    expect(line).toMatchObject({ product: { identifier: product }, quantity, lessIncluded });
    expect(scenario.connectwise.agreements.find(({ id }) => id === line.agreementId)).toMatchObject({
      company: { name: company },
      billingCycle: { name: cycle },
      nextInvoiceDate,
    });
    expect(linePath(scenario, line)).toBe(
      `/v4_6_release/apis/3.0/finance/agreements/${line.agreementId}/additions/${line.id}`,
    );
  });

  it('Summit has two on one agreement, Ironwood two on two: neither has the one line', () => {
    expect(linesOf(scenario, 'Summit Hotels').map(({ quantity }) => quantity)).toEqual([60, 25]);
    expect(new Set(linesOf(scenario, 'Summit Hotels').map(({ agreementId }) => agreementId)).size).toBe(1);
    expect(agreementsOf(scenario, 'Ironwood')).toHaveLength(2);
    expect(() => lineOf(scenario, 'Summit Hotels')).toThrow('2 Duo lines');
    expect(() => lineOf(scenario, 'Acme Corporation')).toThrow('no Duo lines');
    expect(() => lineOf(scenario, 'Nobody')).toThrow('No agreement of Nobody');
  });
});

describe('types of agreements in typical', () => {
  it('every agreement has one of four, and a period type that suggests billing in advance', () => {
    const types = new Map(scenario.connectwise.agreements.map(({ type }) => [type.id, type.name]));
    expect([...types].sort(([a], [b]) => a - b)).toEqual([
      [11, 'Managed Services'],
      [12, 'Security Services'],
      [13, 'Cloud Services'],
      [14, 'Hardware Care'],
    ]);
    expect(new Set(scenario.connectwise.agreements.map(({ periodType }) => periodType))).toEqual(
      new Set(['Current']),
    );
  });
});
