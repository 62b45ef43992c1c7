import type { FaultOrder } from '../../sandbox/fault-kinds.ts';
import type { Item } from '../../test/product/lifecycle.ts';
import type { PsaUnderTest } from '../../test/environment/activities-under-test.ts';
import { someChild } from './reader-actions.ts';
import { type Scene, writesOf } from './scene.ts';

/** Lines that Seatwise creates and ends. Taking them back is an approver's `revert`, like that of any change. */

/** An approver has a line created for seats that no line bills. */
export async function createLine(scene: Scene): Promise<void> {
  const { person, choose, faults, installation } = scene;
  const [line] = choose.shuffled(await linesOfKinds(scene, 'new'));
  if (line === undefined) return;
  const { status, body } = await person.get(`/usage-lines/${String(line['id'])}/line-to-create`);
  if (status !== 200) return;
  const agreement = (body['agreements'] as readonly Item[]).find(({ rejected }) => rejected === null);
  const product = (body['products'] as readonly Item[]).find(({ unitPrice }) => unitPrice !== null);
  if (body['rejected'] !== null || agreement === undefined || product === undefined) {
    scene.encounters.note('no line can be created');
    return;
  }
  const agreementId = String(agreement['id']);
  await faults.turnOverWrite(choose, createsIn[installation.psa](agreementId));
  const answer = await person.ask('POST', '/usage-lines/decisions', {
    selection: 'ticked',
    items: [
      {
        usageLineId: line['id'],
        lineVersion: line['version'],
        decision: 'create',
        newLine: { agreementId, productId: String(product['id']) },
      },
    ],
  });
  const [result] = answer.status === 200 ? (answer.body['items'] as readonly Item[]) : [];
  scene.encounters.note(
    result?.['outcome'] === 'approved'
      ? 'create approved'
      : `create rejected ${String(result?.['code'] ?? answer.body['code'])}`,
  );
}

/** An administrator ends a line without seats; where there is none, a customer leaves Duo. */
export async function endLine(scene: Scene): Promise<void> {
  const { person, choose, faults } = scene;
  const [line] = choose.shuffled(await linesOfKinds(scene, 'orphan', 'billed-twice'));
  if (line === undefined) {
    await emptyAnAccount(scene);
    return;
  }
  const path = `/usage-lines/${String(line['id'])}`;
  const { status, body } = await person.get(`${path}/lines-to-end`);
  const lines = status === 200 ? (body['lines'] as readonly Item[]) : [];
  const [first] = choose.shuffled(lines.filter(({ rejected }) => rejected === null));
  if (first === undefined) {
    scene.encounters.note('no line can be ended');
    return;
  }
  const psaLineId = String(first['psaLineId']);
  await faults.turnOverWrite(choose, await writesOf(scene, psaLineId));
  const answer = await person.ask('POST', `${path}/end-line`, {
    lineVersion: line['version'],
    line: { psaLineId },
    customer: body['customer'],
    reason: 'the customer has left Duo',
  });
  scene.encounters.note(
    answer.status === 200 && answer.body['outcome'] === 'approved'
      ? 'end approved'
      : `end rejected ${String(answer.body['code'])}`,
  );
}

async function linesOfKinds(
  { person, integration }: Scene,
  ...kinds: readonly string[]
): Promise<readonly Item[]> {
  const lines = await person.items(`/usage-lines?integration=${integration.id}&limit=500`);
  return lines.filter(({ kind, decision }) => kinds.includes(String(kind)) && decision === 'open');
}

/** All of its users are removed, so that the next syncs count none. */
async function emptyAnAccount(scene: Scene): Promise<void> {
  const { control } = scene.installation;
  const account = await someChild(scene);
  await control.changeDuoUsers(account, { action: 'remove', count: 5_000 });
}

type Creates = Pick<FaultOrder, 'vendor' | 'method' | 'path'>;

/** The requests that create a line of an agreement, for faults. */
const createsIn: Readonly<Record<PsaUnderTest, (agreementId: string) => Creates>> = {
  connectwise: (agreementId) => ({
    vendor: 'connectwise',
    method: 'POST',
    path: `/v4_6_release/apis/3.0/finance/agreements/${agreementId}/additions`,
  }),
  autotask: (agreementId) => ({
    vendor: 'autotask',
    method: 'POST',
    path: `/ATServicesRest/V1.0/Contracts/${agreementId}/Service`,
  }),
  halopsa: () => ({ vendor: 'halopsa', method: 'POST', path: '/api/' }),
};
