import { contractRules } from './contract-rules.ts';
import { linesOf } from './scenario-lookup.ts';
import { buildScenario } from './scenarios/index.ts';

const now = new Date('2025-11-24T15:00:00Z');
const scenario = buildScenario('contracts', { now });
const scopes = (psa: 'connectwise' | 'autotask' | 'halopsa') =>
  contractRules(scenario, psa).map(({ scope }) => scope);

describe('the contracts of a scenario as billing rules', () => {
  it('name lines, customers, agreement types and products of ConnectWise by their IDs', () => {
    const { companies, products, agreements } = scenario.connectwise;
    const idOf = (name: string) => String(companies.find((company) => company.name === name)!.id);
    const [flat] = linesOf(scenario, 'Dovetail Joinery');
    const found = scopes('connectwise');
    expect(found).toHaveLength(scenario.contracts!.length);
    expect(found).toEqual(
      expect.arrayContaining([
        { kind: 'customer', id: idOf('Ashgrove Dental') },
        { kind: 'line', id: String(flat!.id) },
        {
          kind: 'agreement-type',
          id: String(agreements.find(({ type }) => type.name === 'Security Services')!.type.id),
        },
        { kind: 'product', id: String(products.find((one) => one.identifier === 'DUO-PREM')!.id) },
        { kind: 'everything' },
      ]),
    );
  });

  it.each(['autotask', 'halopsa'] as const)(
    'name the customers of an agreement type in %s, which has none, and its own lines',
    (psa) => {
      const found = scopes(psa);
      expect(found.map(({ kind }) => kind)).not.toContain('agreement-type');
      // Two customers have the agreement type of one contract.
      expect(found).toHaveLength(scenario.contracts!.length + 1);
      const line = found.find(({ kind }) => kind === 'line');
      const lines =
        psa === 'autotask'
          ? scenario.autotask.contractServices
          : scenario.halopsa.invoices.flatMap(({ lines: own }) => own);
      expect(lines.map(({ id }) => ({ kind: 'line', id: String(id) }))).toContainEqual(line);
    },
  );

  it('begin one after the other at a renewal, so that both hold on no day', () => {
    const elmwood = scenario.contracts!.filter(
      ({ scope }) => scope.kind === 'customer' && scope.customer === 'Elmwood Clinic',
    );
    expect(elmwood.map(({ from, to }) => [from, to])).toEqual([
      ['2025-05-01', '2026-02-28'],
      ['2026-03-01', null],
    ]);
  });

  it('leave out a customer that was removed', () => {
    const own = buildScenario('contracts', { now });
    const before = contractRules(own, 'halopsa').length;
    own.halopsa.clients = own.halopsa.clients.filter(({ name }) => name !== 'Ashgrove Dental');
    expect(contractRules(own, 'halopsa')).toHaveLength(before - 1);
  });
});
