import type { SandboxControl, ScenarioData } from '../../sandbox/control-client.ts';
import type { PsaUnderTest } from '../../test/environment/activities-under-test.ts';
import { decide, later, lineIdOf } from './approver-actions.ts';
import { psasInChaos } from './psas.ts';
import { invoiceOf, openLines, type Scene, soon } from './scene.ts';
import type { Item } from '../../test/product/lifecycle.ts';

type BillIn = (
  control: SandboxControl,
  scenario: ScenarioData,
  agreementId: number,
  currency: string,
) => Promise<unknown>;

/** A person says in the PSA what an agreement is billed in. */
const billIn: Readonly<Record<PsaUnderTest, BillIn>> = {
  connectwise: (control, _, id, currency) => control.changeAgreement(id, { currency }),
  halopsa: (control, _, id, currency) => control.halo.changeInvoice(id, { currency }),
  autotask: (control, { autotask }, contractId, currency) => {
    const contract = autotask.contracts.find(({ id }) => id === contractId);
    if (contract === undefined) throw new Error(`Autotask has no contract ${contractId}`);
    return control.editAutotask({ kind: 'company', id: contract.companyID, changes: { currency } });
  },
};

/**
 * A customer is billed in euros: its changes are held until an administrator sets a rate, and wait where it is taken
 * away again.
 */
export async function otherCurrency(scene: Scene): Promise<void> {
  const { installation, person, integration, choose, encounters } = scene;
  const [line] = choose.shuffled(await openLines(scene));
  if (line === undefined) return;
  const inPsa = await installation.control.scenario();
  const agreementId = psasInChaos[installation.psa].agreementOf(inPsa, lineIdOf(line));
  if (agreementId === undefined) return;
  const bill = (currency: string) =>
    billIn[installation.psa](installation.control, inPsa, agreementId, currency);
  const rates = (exchangeRates: object) => person.ask('PUT', '/settings', { exchangeRates });
  await rates({});
  await bill('EUR');
  try {
    // What an agreement is billed in is read by a whole run.
    await person.ask('POST', `${integration.path}/syncs`, { mode: 'full' });
    const inEuros = await soon(45_000, () => readIn(scene, line, 'EUR'));
    if (inEuros === null) {
      encounters.note('not read in another currency in time');
      return;
    }
    // The oracle knows that nothing may be sent for it.
    if ((await decide(scene, inEuros)) === null) encounters.note('held without a rate');
    await rates({ EUR: '1.08' });
    const approved = await decide(scene, (await readIn(scene, line, 'EUR')) ?? inEuros, later(scene));
    if (approved === null) return;
    encounters.note('approved at a rate');
    await rates({});
    await invoiceOf(scene, approved.psaLineId);
    await soon(3_000, async () => {
      const { body } = await person.get(`/write-backs/${approved.approvalId}`);
      return JSON.stringify(body).includes('CurrencyRateMissing') ? true : null;
    }).then((waits) => {
      if (waits) encounters.note('waits for a rate');
    });
  } finally {
    await rates({ EUR: '1.08' });
    await bill('USD');
  }
}

async function readIn({ person }: Scene, line: Item, currency: string): Promise<Item | null> {
  const { body } = await person.get(`/usage-lines/${String(line['id'])}`);
  return (body['money'] as Item | null)?.['currency'] === currency ? body : null;
}
