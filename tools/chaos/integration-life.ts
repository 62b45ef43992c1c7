import { setTimeout as sleep } from 'node:timers/promises';
import type { SandboxCredentials } from '../../sandbox/credentials.ts';
import type { Connected, Item } from '../../test/product/lifecycle.ts';
import { administrator } from './admin-actions.ts';
import { approveOne, approver, lineIdOf, resolveConflicts } from './approver-actions.ts';
import { operator } from './operator-actions.ts';
import { lineKeeper } from './line-life.ts';
import { LeavesOff } from './person.ts';
import type { ActionName, Life, PlannedAction, Stage } from './plan.ts';
import { proveMethods } from './proving-methods.ts';
import { psasInChaos } from './psas.ts';
import { reader } from './reader-actions.ts';
import { acceptMove, authenticated, followMove, giveWay } from './other-instances.ts';
import { openLines, ripe, type Scene, soon, statusOf, writesOf } from './scene.ts';

const actions: Readonly<Record<ActionName, (scene: Scene) => Promise<void>>> = {
  ...approver,
  ...lineKeeper,
  ...reader,
  ...administrator,
  ...operator,
  'befall-psa': (scene) => scene.troubles.befall(scene),
};

/** A write under way meets a 429 of half a minute more than once, and is asked after at ever longer intervals. */
const disconnectWithinMs = 240_000;

export interface LifeOptions {
  readonly life: Life;
  /** A scene for an actor of this name; `integration` is filled in by the life. */
  readonly sceneOf: (actor: string, integration: Connected) => Scene;
  /** Told when a stage begins: kills belong to stages. `integration` has no id before it is connected. */
  readonly enter: (stage: Stage, integration: Connected) => Promise<void>;
  /** Called once people can work with what was set up. */
  readonly atWork: () => void;
  /** Unix ms: no new step begins after it. */
  readonly until: () => number;
}

/** One integration from connect to disconnect. Returns early, where it stands, when time is up. */
export async function live({ life, sceneOf, enter, atWork, until }: LifeOptions): Promise<Connected | null> {
  const isOver = (): boolean => Date.now() > until();
  const nobody: Connected = { id: '', path: '' };

  await enter('connect', nobody);
  const integration = await connect(sceneOf('connector', nobody));
  const scene = sceneOf('administrator of the set-up', integration);
  const stages: readonly (readonly [Stage, () => Promise<void>])[] = [
    ['authenticate', () => authenticate(scene)],
    ['load', () => load(scene, life.cutShortIn === 'load')],
    ['mapping', () => map(scene)],
    ['finish', () => finish(scene)],
    ['sync', () => firstSync(scene, life.cutShortIn === 'sync')],
    ['write-back', () => workingDays(scene)],
    ['disconnect', () => end(scene)],
  ];
  for (const [stage, step] of stages) {
    if (isOver()) return integration;
    await enter(stage, integration);
    await step();
    if (stage === life.cutShortIn) {
      await enter('disconnect', integration);
      await disconnect(scene);
      return integration;
    }
  }
  return integration;

  async function end(admin: Scene): Promise<void> {
    if (life.byWayOfAnotherInstance) await toAnotherInstanceAndBack(admin);
    await disconnect(admin);
  }

  async function workingDays(admin: Scene): Promise<void> {
    await readyToWrite(admin);
    atWork();
    for (const [nth, round] of life.rounds.entries()) {
      if (isOver()) return;
      await Promise.all(
        round.map((steps, actor) => act(sceneOf(`round ${nth}, actor ${actor}`, admin.integration), steps)),
      );
      await inOrder(admin);
    }
    if (!life.disconnectWithOpenWrite || isOver()) return;
    await openWrite(admin);
  }

  async function act(actor: Scene, steps: readonly PlannedAction[]): Promise<void> {
    for (const { action, afterMs } of steps) {
      if (isOver()) return;
      await sleep(afterMs);
      actor.encounters.note(`action ${action}`);
      try {
        await actions[action](actor);
      } catch (error) {
        if (error instanceof LeavesOff) return;
        // Rejected, or the thing is gone meanwhile: what may not happen is told by encounters and oracle.
        actor.encounters.note(`action ${action} came to nothing`);
      }
    }
  }
}

async function connect({ person, installation }: Scene): Promise<Connected> {
  const wanted = { vendor: 'duo', module: 'billing', psa: installation.psa };
  const made = await person.askTwice('POST', '/integrations', wanted);
  const id =
    made.status < 300 ? String(made.body['id']) : String((await person.items('/integrations'))[0]?.['id']);
  return { id, path: `/integrations/${id}` };
}

/** Longer than any server takes to come back on a busy machine. */
const insistMs = 90_000;

/** Asks until it is good: vendors may reject what is right. */
async function insist(scene: Scene, what: string, good: () => Promise<boolean>): Promise<void> {
  const began = Date.now();
  while (!(await good())) {
    scene.encounters.note(`${what} again`);
    if (Date.now() - began > insistMs) throw new Error(`${what} failed for ${insistMs / 1000} s`);
    await sleep(200);
  }
}

async function authenticate(scene: Scene): Promise<void> {
  const { person, integration, installation } = scene;
  const { accountsApi, adminApi } = installation.credentials;
  const psa = psasInChaos[installation.psa].credential(installation.credentials);
  for (const [set, fields] of [
    ['accounts-api', accountsApi],
    ['admin-api', adminApi],
    ['psa', psa],
  ] as const)
    // prettier-ignore
    await person.ask('PUT', `${integration.path}/credentials/${set}`, fields);
  await insist(scene, 'authenticate', () => authenticated(scene));
}

/** @param underWay only until it has begun */
async function load(scene: Scene, underWay: boolean): Promise<void> {
  const { person, integration } = scene;
  if (underWay) return;
  await insist(scene, 'load', async () => {
    const status = await ripe(scene, 90_000, ({ phase, cause }) => phase !== 'loading' || cause !== null);
    if (status?.['phase'] !== 'loading') return status !== null;
    await person.ask('POST', `${integration.path}/load`, {});
    return false;
  });
}

async function map(scene: Scene): Promise<void> {
  const { person, integration } = scene;
  const [service] = await person.items(`${integration.path}/vendor-services`);
  const products = await person.items(`${integration.path}/psa-products?q=DUO-&limit=100`);
  const decisions = products
    .filter(({ productId }) => ['DUO-ESS', 'DUO-ADV', 'DUO-PREM'].includes(String(productId)))
    .map(({ id }) => ({
      kind: 'service',
      vendorId: service?.['id'] as string,
      action: 'map',
      psaId: id as string,
    }));
  await person.askTwice('POST', `${integration.path}/mapping-decisions`, { decisions });
  await administrator['map-otherwise'](scene);
}

async function finish(scene: Scene): Promise<void> {
  const { person, integration } = scene;
  await insist(scene, 'finish', async () => {
    const { status } = await person.askTwice('POST', `${integration.path}/finish`, {});
    if (status < 300) return true;
    // A vendor that rejected the credentials while it was read takes the integration back to them.
    if ((await statusOf(scene))['phase'] === 'awaiting-credentials')
      await insist(scene, 'authenticate', () => authenticated(scene));
    await load(scene, false);
    await map(scene);
    return false;
  });
}

/** @param underWay only until a run is under way */
async function firstSync(scene: Scene, underWay: boolean): Promise<void> {
  const { person, integration } = scene;
  if (underWay) {
    await ripe(scene, 5_000, ({ activeRun }) => activeRun !== null);
    return;
  }
  await insist(scene, 'first sync', async () => {
    const status = await ripe(
      scene,
      90_000,
      ({ phase, activeRun }) => phase === 'active' || activeRun === null,
    );
    if (status?.['phase'] === 'active') return true;
    await person.ask('POST', `${integration.path}/syncs`, { mode: 'full' });
    await ripe(scene, 2_000, ({ activeRun }) => activeRun !== null);
    return false;
  });
}

async function readyToWrite(scene: Scene): Promise<void> {
  const { person, integration, installation } = scene;
  const { zoneToSay } = psasInChaos[installation.psa];
  if (zoneToSay !== null) await person.ask('PUT', '/settings', { billingTimeZone: zoneToSay });
  for (const { typeId } of await person.items(`${integration.path}/agreement-types`))
    await person.ask('PUT', `${integration.path}/agreement-types/${String(typeId)}/billing-target`, {
      billsIn: 'advance',
    });
  await person.ask('POST', `${integration.path}/turn-on-write-back`, {});
  await proveMethods(scene);
}

/** After a round somebody looks: what needs a person gets one, and the integration is active again. */
async function inOrder(scene: Scene): Promise<void> {
  const { person, integration } = scene;
  await resolveConflicts(scene);
  await person.ask('POST', `${integration.path}/write-backs/continue`, {});
  await proveMethods(scene);
  const { phase } = await statusOf(scene);
  if (phase === 'paused') await person.ask('POST', `${integration.path}/resume`, {});
  if (phase === 'needs-attention') await insist(scene, 'authenticate', () => authenticated(scene));
  await followMove(scene);
  await acceptMove(scene);
}

/** A change that the PSA has in hand when the integration is disconnected. */
async function openWrite(scene: Scene): Promise<void> {
  const { faults, person, installation } = scene;
  const inPsa = await installation.control.scenario();
  const { agreementOf } = psasInChaos[installation.psa];
  const present = (await openLines(scene)).filter((line) => agreementOf(inPsa, lineIdOf(line)) !== undefined);
  const [line] = scene.choose.shuffled(present);
  if (line === undefined) return;
  const writes = await writesOf(scene, lineIdOf(line));
  await faults.inject('write: done, answer lost', {
    ...writes,
    times: 1,
    fault: { kind: 'done-answer-lost' },
  });
  const approved = await approveOne(scene, { billingTarget: 'next-invoice' });
  if (approved === null) return;
  await soon(5_000, async () => {
    const { body } = await person.get(`/write-backs/${approved.approvalId}`);
    const state = (body['lines'] as readonly Item[])[0]?.['state'];
    return state === 'queued' ? null : true;
  });
}

/** By the rules the two never meet: what waits is void, and nothing is ever written in the other one (oracle). */
async function toAnotherInstanceAndBack(scene: Scene): Promise<void> {
  const { installation, encounters } = scene;
  const { credentials } = await installation.control.addInstance(installation.psa, 'other');
  const other = await successor(scene, credentials);
  encounters.note('gave way to another instance');
  const back = await successor(other, installation.credentials);
  if (back.integration.id !== scene.integration.id)
    encounters.wrongs.push({
      words: `integration ${scene.integration.id} came back from another instance as ${back.integration.id}`,
      requestId: null,
    });
}

/** The integration that takes the place of this one, once it has loaded. */
async function successor(scene: Scene, credentials: SandboxCredentials): Promise<Scene> {
  let id: string | null = null;
  await insist(scene, 'another instance', async () => {
    id = await giveWay(scene, credentials);
    return id !== null;
  });
  const next = { ...scene, integration: { id: String(id), path: `/integrations/${String(id)}` } };
  await gone(scene);
  await ripe(next, 90_000, ({ phase }) => phase !== 'disconnected');
  await load(next, false);
  return next;
}

async function disconnect(scene: Scene): Promise<void> {
  const { person, integration } = scene;
  await person.askTwice('POST', `${integration.path}/disconnect`, {});
  await gone(scene);
}

async function gone(scene: Scene): Promise<void> {
  if ((await ripe(scene, disconnectWithinMs, ({ phase }) => phase === 'disconnected')) === null)
    scene.encounters.wrongs.push({
      words: `an integration was not disconnected within ${disconnectWithinMs / 1_000} s`,
      requestId: null,
    });
}
