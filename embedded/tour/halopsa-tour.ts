import { haloPsa } from '../../psa/halopsa/kind.ts';
import type { HaloLine, HaloPsaScenario } from '../../sandbox/halopsa/scenario.ts';
import { duoProducts } from '../../sandbox/scenario-lookup.ts';
import { typicalFigures } from './connectwise-tour.ts';
import { changesByApi, only, type TouredPsa } from './toured-psa.ts';

const everyLine = ({ invoices }: HaloPsaScenario): readonly HaloLine[] =>
  invoices.flatMap(({ lines }) => lines);

/** What a line follows; null: its quantity is kept by hand. */
const licenceOf = ({ quantityType, sources }: HaloLine): number | null =>
  quantityType === 1 ? (sources[0]?.licenceId ?? null) : null;

function countOf({ licences }: HaloPsaScenario, line: HaloLine): number | null {
  const followed = licenceOf(line);
  return followed === null ? line.qtyOrder : (licences.find(({ id }) => id === followed)?.count ?? null);
}

function linesOf({ clients, invoices }: HaloPsaScenario, customer: string): readonly HaloLine[] {
  const ids = clients.filter(({ name }) => name === customer).map(({ id }) => id);
  return invoices
    .filter(({ clientId }) => ids.includes(clientId))
    .flatMap(({ lines }) => lines.filter(({ itemCode }) => duoProducts.includes(itemCode)));
}

/** The sandbox's HaloPSA: the figures of ConnectWise, kept by hand or by licences (docs/sandbox.md). */
export const haloPsaTour: TouredPsa = {
  kind: haloPsa,
  figures: typicalFigures,
  loaded: ({ halopsa }) => ({
    companies: halopsa.clients.length,
    agreements: halopsa.invoices.length,
    lines: everyLine(halopsa).length,
  }),
  linesOf: ({ halopsa }, customer) =>
    linesOf(halopsa, customer).map((line) => ({
      id: String(line.id),
      quantity: countOf(halopsa, line) ?? 0,
    })),
  quantityOf({ halopsa }, psaLineId) {
    const line = everyLine(halopsa).find(({ id }) => String(id) === psaLineId);
    return line === undefined ? null : countOf(halopsa, line);
  },
  written(requestLog, { halopsa }) {
    const follower = new Map(everyLine(halopsa).map((line) => [String(licenceOf(line)), String(line.id)]));
    const byHand = new Set(
      everyLine(halopsa)
        .filter((line) => licenceOf(line) === null)
        .map(({ id }) => String(id)),
    );
    return changesByApi(requestLog).flatMap(({ object, id, field, before, after }) => {
      if (object === 'halopsa.licence')
        return [{ psaLineId: follower.get(id) ?? `licence ${id}, ${field}`, before, after }];
      // A line that follows a licence is recomputed as a result.
      return field === 'qtyOrder' && !byHand.has(id) ? [] : [{ psaLineId: id, before, after }];
    });
  },
  billingTarget: {
    by: 'invoice',
    proofs({ halopsa }, changeable) {
      const lines = new Map(everyLine(halopsa).map((line) => [String(line.id), line]));
      const sorts = [
        (line: HaloLine) => licenceOf(line) === null,
        (line: HaloLine) => licenceOf(line) !== null,
      ];
      return sorts.flatMap((isOf) => {
        const found = changeable.find((id) => {
          const line = lines.get(id);
          return line !== undefined && isOf(line);
        });
        return found ?? [];
      });
    },
    async setQuantity(control, customer, quantity) {
      const halopsa = await control.scenarioOf('halopsa');
      const line = only(linesOf(halopsa, customer), `lines of ${customer}`);
      const licence = licenceOf(line);
      if (licence === null) await control.halo.changeLine(line.id, { qtyOrder: quantity });
      else await control.halo.changeLicence(licence, { count: quantity });
    },
    async makeInvoices(control) {
      const dates = async () =>
        (await control.scenarioOf('halopsa')).invoices.map(
          ({ id, nextCreationDate }) => `${id} ${nextCreationDate ?? ''}`,
        );
      const before = new Set(await dates());
      await control.halo.makeInvoice();
      return (await dates()).filter((date) => !before.has(date)).length;
    },
  },
};
