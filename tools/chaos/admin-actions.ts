import type { Item } from '../../test/product/lifecycle.ts';
import type { adminActions } from './plan.ts';
import { someChild } from './reader-actions.ts';
import { changeBillingRules } from './billing-rules.ts';
import { psasInChaos } from './psas.ts';
import { otherCurrency } from './other-currency.ts';
import { movedInstance, stagingCopy } from './other-instances.ts';
import { editNow, invoiceOf, openLines, type Scene } from './scene.ts';

type AdminAction = (typeof adminActions)[number];

/** What an administrator does, and what happens meanwhile in Duo and in the PSA. */
export const administrator: Readonly<Record<AdminAction, (scene: Scene) => Promise<void>>> = {
  'map-otherwise': async (scene) => {
    const [account] = await accounts(scene, 'mapped');
    if (account === undefined) return;
    const companyId = (account['mapping'] as Item)['company'] as Item;
    const about = { kind: 'account', vendorId: account['id'] as string };
    await decideMapping(scene, [{ ...about, action: 'unmap' }]);
    await decideMapping(scene, [{ ...about, action: 'map', psaId: companyId['id'] as string }], true);
  },
  mark: async (scene) => {
    const [account] = await accounts(scene, 'mapped');
    if (account === undefined) return;
    const about = { kind: 'account', vendorId: account['id'] as string, action: 'mark' };
    await decideMapping(scene, [{ ...about, mark: 'internal' }]);
    await decideMapping(scene, [{ ...about, mark: null }]);
  },
  'pause-and-resume': async (scene) => {
    await scene.person.ask('POST', `${scene.integration.path}/syncs`, { mode: 'full' });
    await scene.person.askTwice('POST', `${scene.integration.path}/pause`, {});
    await scene.person.ask('POST', `${scene.integration.path}/resume`, {});
  },
  'rejected-candidate': async (scene) => {
    const { credential, wrong } = psasInChaos[scene.installation.psa];
    const psa = credential(scene.installation.credentials);
    const path = `${scene.integration.path}/credentials/psa`;
    await scene.person.ask('PUT', path, { ...psa, ...wrong });
    await scene.person.ask('POST', `${scene.integration.path}/authenticate`, {});
    await scene.person.ask('PUT', path, psa);
    await scene.person.ask('POST', `${scene.integration.path}/authenticate`, {});
  },
  'new-users': async (scene) => {
    const account = await someChild(scene);
    await scene.installation.control.changeDuoUsers(account, {
      action: 'add',
      count: scene.choose.between(1, 3),
    });
  },
  'edit-in-psa': async (scene) => {
    const lines = await openLines(scene);
    if (lines.length === 0) return;
    await editNow(scene, String((scene.choose.pick(lines)['target'] as Item)['psaLineId']), 1);
  },
  'make-invoice': async (scene) => {
    // Of a few: after a run of all, every approval is stale until all was read again.
    const lines = scene.choose.shuffled(await openLines(scene)).slice(0, 3);
    for (const { target } of lines) await invoiceOf(scene, String((target as Item)['psaLineId']));
  },
  'change-schedule': (scene) => changeSchedule(scene),
  'command-without-workers': async (scene) => {
    // Longer than a command waits for somebody to take it.
    await scene.outage(['worker-1', 'worker-2'], 4_500);
    await changeSchedule(scene);
  },
  'staging-copy': stagingCopy,
  'moved-instance': movedInstance,
  'other-currency': otherCurrency,
  'change-billing-rules': changeBillingRules,
};

async function changeSchedule({ person, integration, choose }: Scene): Promise<void> {
  await person.ask('PUT', `${integration.path}/schedule`, {
    hour: choose.between(3, 20),
    minute: choose.between(0, 59),
  });
}

async function accounts(scene: Scene, state: string): Promise<readonly Item[]> {
  const all = await scene.person.items(`${scene.integration.path}/vendor-accounts?state=${state}&limit=100`);
  return scene.choose.shuffled(all);
}

async function decideMapping(scene: Scene, decisions: readonly object[], twice = false): Promise<void> {
  const path = `${scene.integration.path}/mapping-decisions`;
  if (twice) await scene.person.askTwice('POST', path, { decisions });
  else await scene.person.ask('POST', path, { decisions });
}
