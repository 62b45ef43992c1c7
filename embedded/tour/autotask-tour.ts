import { autotask } from '../../psa/autotask/kind.ts';
import type { AutotaskContractService, AutotaskScenario } from '../../sandbox/autotask/scenario.ts';
import { duoProducts } from '../../sandbox/scenario-lookup.ts';
import { typicalFigures } from './connectwise-tour.ts';
import { changesByApi, type TouredPsa } from './toured-psa.ts';

/** Only such contracts have services. */
const recurringService = 7;

/** From the last change on, which may lie ahead. */
const unitsOf = ({ steps }: AutotaskContractService): number => steps.at(-1)?.units ?? 0;

function linesOf(scenario: AutotaskScenario, customer: string): readonly AutotaskContractService[] {
  const { companies, contracts, contractServices, services } = scenario;
  const companyIds = companies.filter(({ companyName }) => companyName === customer).map(({ id }) => id);
  const contractIds = contracts.filter(({ companyID }) => companyIds.includes(companyID)).map(({ id }) => id);
  const duo = services.filter(({ name }) => duoProducts.includes(name)).map(({ id }) => id);
  return contractServices.filter(
    ({ contractID, serviceID }) => contractIds.includes(contractID) && duo.includes(serviceID),
  );
}

/**
 * The sandbox's Autotask. Bright Path's 12 units are whole, so that nothing holds it (4.00 a month), and Vista's 30 are
 * all billed, so that nobody is asked (docs/sandbox.md).
 */
export const autotaskTour: TouredPsa = {
  kind: autotask,
  figures: {
    liveUnits: '1770',
    first: {
      increases: 9,
      increaseCents: 43_000,
      decreases: 1,
      decreaseCents: -2_250,
      held: 3,
      heldPerMonth: 497,
    },
    includedUnits: '',
    explained: { increases: 9, increaseCents: 43_000, decreases: 1, decreaseCents: -2_250, held: 3 },
    nextWeek: { increases: 9, increaseCents: 44_600, decreases: 2, decreaseCents: -3_050 },
    // Of a person's 36 units of Vista there is nothing here: 35 stay, against 33.
    still: { ...typicalFigures.still, decreaseCents: -800 },
  },
  loaded: ({ autotask: { companies, contracts, contractServices } }) => ({
    companies: companies.length,
    agreements: contracts.filter(({ contractType }) => contractType === recurringService).length,
    lines: contractServices.length,
  }),
  linesOf: (scenario, customer) =>
    linesOf(scenario.autotask, customer).map((line) => ({ id: String(line.id), quantity: unitsOf(line) })),
  quantityOf(scenario, psaLineId) {
    const line = scenario.autotask.contractServices.find(({ id }) => String(id) === psaLineId);
    return line === undefined ? null : unitsOf(line);
  },
  written: (requestLog) =>
    changesByApi(requestLog).map(({ id, before, after }) => ({ psaLineId: id, before, after })),
  billingTarget: {
    by: 'day',
    async post(control, psaLineIds) {
      const { contractServices } = await control.scenarioOf('autotask');
      const lines = contractServices.filter(({ id }) => psaLineIds.includes(String(id)));
      const contractIds = [...new Set(lines.map(({ contractID }) => contractID))];
      await control.editAutotask({ kind: 'post', contractIds });
      return contractIds.length;
    },
  },
};
