import type { PsaUnderTest } from '../../test/environment/activities-under-test.ts';
import type { Item } from '../../test/product/lifecycle.ts';
import { decide, later } from './approver-actions.ts';
import { type Befalling, nothingToBefall } from './psa-troubles.ts';
import { psasInChaos } from './psas.ts';
import { invoiceOf, openLines, type Scene, soon } from './scene.ts';

/** Sets the PSA back as it was. */
type SetBack = () => Promise<unknown>;

/** What an approval binds changes while it waits; its invoice comes, so that it would be sent. */
const whileItWaits =
  (change: (scene: Scene, agreementId: number) => Promise<SetBack>): Befalling<Scene> =>
  async (scene) => {
    const { installation, encounters } = scene;
    const [line] = scene.choose.shuffled(await openLines(scene));
    const approved = line === undefined ? null : await decide(scene, line, later(scene));
    if (approved === null) return nothingToBefall;
    const agreementId = psasInChaos[installation.psa].agreementOf(
      await installation.control.scenario(),
      approved.psaLineId,
    );
    if (agreementId === undefined) return nothingToBefall;
    const setBack = await change(scene, agreementId);
    try {
      await invoiceOf(scene, approved.psaLineId);
      const ended = await endOf(scene, approved);
      encounters.note(`changed while it waited: ${ended ?? 'still waits'}`);
      return true;
    } finally {
      await setBack();
    }
  };

const endOf = ({ person }: Scene, { approvalId }: { readonly approvalId: string }): Promise<string | null> =>
  soon(8_000, async () => {
    const { body } = await person.get(`/write-backs/${approvalId}`);
    const state = String((body['lines'] as readonly Item[])[0]?.['state']);
    return ['queued', 'sending', 'unknown'].includes(state) ? null : state;
  });

/** Seconds for every answer, as a busy PSA takes, scaled to the time that a call may take here. */
const slow: Befalling<Scene> = async (scene) => {
  const { installation, faults, choose, encounters } = scene;
  const [line] = choose.shuffled(await openLines(scene));
  if (line === undefined) return nothingToBefall;
  const order = { vendor: installation.psa, fault: { kind: 'delay', ms: choose.between(500, 800) } } as const;
  await faults.during('a slow PSA', order, async () => {
    const approved = await decide(scene, line);
    const ended = approved === null ? null : await endOf(scene, approved);
    encounters.note(`changed in a slow PSA: ${ended ?? 'still waits'}`);
  });
  return true;
};

const anotherType = { id: 991, name: 'Managed services' };

/** What befalls an approved change of each PSA while it waits, or while the PSA takes its time. */
export const changedWhileItWaits: Readonly<Record<PsaUnderTest, Readonly<Record<string, Befalling<Scene>>>>> =
  {
    autotask: {},
    connectwise: {
      'an agreement of another type': whileItWaits(async ({ installation: { control } }, agreementId) => {
        const { agreements } = await control.scenarioOf('connectwise');
        const type = agreements.find(({ id }) => id === agreementId)?.type ?? anotherType;
        await control.changeAgreement(agreementId, { type: anotherType });
        return () => control.changeAgreement(agreementId, { type });
      }),
      'a company in the recycle bin': whileItWaits(async ({ installation: { control } }, agreementId) => {
        const { agreements } = await control.scenarioOf('connectwise');
        const companyId = agreements.find(({ id }) => id === agreementId)?.company.id;
        if (companyId === undefined) return () => Promise.resolve();
        await control.changeCompany(companyId, { deletedFlag: true });
        return () => control.changeCompany(companyId, { deletedFlag: false });
      }),
    },
    halopsa: { 'seconds for an answer': slow },
  };
