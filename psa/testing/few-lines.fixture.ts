import { buildScenario } from '../../sandbox/scenarios/index.ts';
import type { Scenario } from '../../sandbox/scenario.ts';

/**
 * `typical` with the lines of every eighth agreement alone, and of Duo's products everywhere: the lines that are out of
 * the ordinary are all there, and neither readings of all of them nor edits by a person, which compare a vendor's whole
 * side, cost six times as much as they tell.
 */
export function fewLines(): Scenario {
  const scenario = buildScenario('typical', { now: new Date() });
  const { connectwise, autotask, halopsa } = scenario;
  const kept = new Set(connectwise.agreements.filter((_, nth) => nth % 8 === 0).map(({ id }) => id));
  const isKept = (agreementId: number, identifier: string): boolean =>
    kept.has(agreementId) || identifier.startsWith('DUO-');
  connectwise.additions = connectwise.additions.filter(({ agreementId, product }) =>
    isKept(agreementId, product.identifier ?? ''),
  );
  for (const invoice of halopsa.invoices)
    // Its documents have the ids of the agreements, as HaloPSA counts templates.
    invoice.lines = invoice.lines.filter(({ itemCode }) => isKept(-invoice.id, itemCode));
  const followed = new Set(
    halopsa.invoices.flatMap(({ lines }) =>
      lines.flatMap(({ sources }) => sources.map(({ licenceId }) => licenceId)),
    ),
  );
  halopsa.licences = halopsa.licences.filter(({ id }) => followed.has(id));
  const contracts = new Set(autotask.contracts.filter((_, nth) => nth % 8 === 0).map(({ id }) => id));
  autotask.contractServices = autotask.contractServices.filter(({ contractID }) => contracts.has(contractID));
  return scenario;
}
