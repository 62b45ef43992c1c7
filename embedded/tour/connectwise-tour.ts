import { connectWise } from '../../psa/connectwise/kind.ts';
import { lineOf, linesOf } from '../../sandbox/scenario-lookup.ts';
import { changesByApi, type TouredPsa, type TypicalFigures } from './toured-psa.ts';

/** docs/sandbox.md, what `typical` shows. */
export const typicalFigures: TypicalFigures = {
  liveUnits: '1770.5',
  first: {
    increases: 7,
    increaseCents: 41_400,
    decreases: 1,
    decreaseCents: -2_250,
    held: 5,
    heldPerMonth: 499,
  },
  includedUnits: 'Vista Nonprofit',
  explained: { increases: 8, increaseCents: 42_600, decreases: 1, decreaseCents: -2_250, held: 4 },
  // With Pinecrest's eleventh pack, 20.00.
  nextWeek: { increases: 8, increaseCents: 44_200, decreases: 2, decreaseCents: -3_050 },
  // Fernhill 24.00, Alder 8.00 and Delta 8.00 a month; Vista (28 − 31) × 4.00.
  still: { increases: 3, increaseCents: 4_000, decreases: 1, decreaseCents: -1_200 },
};

/** The sandbox's ConnectWise. */
export const connectWiseTour: TouredPsa = {
  kind: connectWise,
  figures: typicalFigures,
  loaded: () => ({ companies: 250, agreements: 150, lines: 1_500 }),
  linesOf: (scenario, customer) =>
    linesOf(scenario, customer).map(({ id, quantity }) => ({ id: String(id), quantity: quantity ?? 0 })),
  quantityOf: ({ connectwise }, psaLineId) =>
    connectwise.additions.find(({ id }) => String(id) === psaLineId)?.quantity ?? null,
  written: (requestLog) =>
    changesByApi(requestLog)
      .filter(({ field }) => field === 'quantity')
      .map(({ id, before, after }) => ({ psaLineId: id, before, after })),
  billingTarget: {
    by: 'invoice',
    proofs: (_, changeable) => changeable.slice(0, 1),
    setQuantity: async (control, customer, quantity) => {
      await control.changeLine(lineOf(await control.scenario(), customer).id, { quantity });
    },
    makeInvoices: async (control) => (await control.makeInvoice()).length,
  },
};
