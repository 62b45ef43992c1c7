import type { FaultOrder } from '../../sandbox/fault-kinds.ts';
import type { Item } from '../../test/product/lifecycle.ts';
import type { PsaUnderTest } from '../../test/environment/activities-under-test.ts';
import { command, lineIdOf } from './approver-actions.ts';
import type { lineActions } from './plan.ts';
import { psasInChaos } from './psas.ts';
import { invoiceOf, openLines, type Scene, writeBacks, writesOf } from './scene.ts';

type LineAction = (typeof lineActions)[number];

/** In addition to the faults that any write may meet. With one for each, few were confirmed. */
const shareWithFault = 0.5;
/** Lines that a person removed and that are not created again yet. */
const mostRemoved = 3;

/** Lines that Seatwise creates and ends, and what undoes these. */
export const lineKeeper: Readonly<Record<LineAction, (scene: Scene) => Promise<void>>> = {
  'create-line': createLine,
  'end-line': endLine,
  'undo-line-change': undoLineChange,
};

/** An approver has a line created for seats that no line bills; where there are none, a person removes a line in the PSA. */
async function createLine(scene: Scene): Promise<void> {
  const { person, choose, faults, installation } = scene;
  const withoutLine = await linesOfKinds(scene, 'new');
  const found = await firstOf(scene, withoutLine, creatable);
  if (found === null) {
    // Each waits for a second read; more would leave too few lines to work with.
    if (withoutLine.filter(isVanished).length < mostRemoved) await removeALine(scene);
    return;
  }
  const { line, body, agreementId, product } = found;
  if (choose.chance(shareWithFault))
    await faults.turnOverWrite(choose, createsIn[installation.psa](agreementId));
  const answer = await person.ask('POST', '/usage-lines/decisions', {
    selection: 'ticked',
    items: [
      {
        usageLineId: line['id'],
        lineVersion: line['version'],
        decision: 'create',
        quantity: body['units'],
        newLine: { agreementId, productId: String(product['id']), expectedUnitPrice: product['unitPrice'] },
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

const isVanished = ({ flags }: Item): boolean =>
  (flags as readonly Item[]).some(({ flag }) => flag === 'vanished');

async function creatable({ person }: Scene, line: Item) {
  const { status, body } = await person.get(`/usage-lines/${String(line['id'])}/line-to-create`);
  if (status !== 200 || body['rejected'] !== null) return null;
  const agreement = (body['agreements'] as readonly Item[]).find(({ rejected }) => rejected === null);
  const product = (body['products'] as readonly Item[]).find(({ unitPrice }) => unitPrice !== null);
  if (agreement === undefined || product === undefined) return null;
  return { line, body, product, agreementId: String(agreement['id']) };
}

/** In an order of its own. */
async function firstOf<T>(
  scene: Scene,
  lines: readonly Item[],
  look: (scene: Scene, line: Item) => Promise<T | null>,
): Promise<T | null> {
  for (const line of scene.choose.shuffled(lines)) {
    const found = await look(scene, line);
    if (found !== null) return found;
  }
  return null;
}

/** The next syncs find seats that no line bills. */
async function removeALine(scene: Scene): Promise<void> {
  const { control, psa } = scene.installation;
  const [line] = scene.choose.shuffled(await openLines(scene));
  if (line === undefined) return;
  await psasInChaos[psa].remove(control, Number(lineIdOf(line)));
  scene.encounters.note('line removed in the PSA');
}

/** After writing was stopped, lines that are not found in the PSA are created once an administrator says that none is lost. */
async function acknowledgeDoubt({ person, encounters }: Scene): Promise<void> {
  for (const { id, code, times } of await person.items('/notices?state=open&limit=100'))
    if (code === 'CreationInDoubt') {
      const { status } = await person.ask('POST', `/notices/${String(id)}/acknowledge`, { times });
      encounters.note(`doubt about creations acknowledged ${String(status)}`);
    }
}

/** An administrator ends a line without seats; where there is none, a customer leaves Duo. */
async function endLine(scene: Scene): Promise<void> {
  const { person, choose, faults } = scene;
  await acknowledgeDoubt(scene);
  const found = await firstOf(scene, await linesOfKinds(scene, 'orphan', 'billed-twice'), lineToEnd);
  if (found === null) {
    await emptyAnAccount(scene);
    return;
  }
  const { line, path, customer, psaLineId } = found;
  if (choose.chance(shareWithFault)) await faults.turnOverWrite(choose, await writesOf(scene, psaLineId));
  const answer = await person.ask('POST', `${path}/end-line`, {
    lineVersion: line['version'],
    line: { psaLineId },
    customer,
    reason: 'the customer has left Duo',
  });
  scene.encounters.note(
    answer.status === 200 && answer.body['outcome'] === 'approved'
      ? 'end approved'
      : `end rejected ${String(answer.body['code'])}`,
  );
}

async function lineToEnd({ person, choose }: Scene, line: Item) {
  const path = `/usage-lines/${String(line['id'])}`;
  const { status, body } = await person.get(`${path}/lines-to-end`);
  if (status !== 200 || body['rejected'] !== null) return null;
  const lines = (body['lines'] as readonly Item[]).filter(
    ({ rejected, lastBilledDay }) => rejected === null && lastBilledDay !== null,
  );
  const [first] = choose.shuffled(lines);
  if (first === undefined) return null;
  return { line, path, customer: body['customer'], psaLineId: String(first['psaLineId']) };
}

/** A created line is ended before its first invoice, an ended one reopened. */
async function undoLineChange(scene: Scene): Promise<void> {
  const confirmed = await writeBacks(scene, 'confirmed');
  const [line] = scene.choose.shuffled(
    confirmed.filter(({ change, can }) => change !== 'set-quantity' && (can as Item)['revert'] === true),
  );
  if (line === undefined) return;
  const approved = { approvalId: String(line['approvalId']), approvalLineId: String(line['id']) };
  const { status, body } = await command(scene, approved, 'revert', { reason: 'agreed otherwise' });
  scene.encounters.note(status < 300 ? 'undo approved' : `undo rejected ${String(body['code'])}`);
  // Posted only for this reason: after a few posts, a contract has no open period left.
  if (/second change on the same day/u.test(String(body['detail'])))
    await invoiceOf(scene, String(line['createdLineId'] ?? line['psaLineId']));
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
  const billed = new Set((await openLines(scene)).flatMap(({ accountNames }) => accountNames as string[]));
  const { children } = await control.duoAccounts();
  for (const { accountId, name } of scene.choose.shuffled(children)) {
    const users = billed.has(name) ? await control.duoUsers(accountId) : [];
    if (users.length === 0) continue;
    await control.changeDuoUsers(accountId, { action: 'remove', count: users.length });
    scene.encounters.note('account emptied');
    return;
  }
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
