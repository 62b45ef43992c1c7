import type { Item } from '../../test/product/lifecycle.ts';
import { psasInChaos } from './psas.ts';
import { openLines, type Scene, soon } from './scene.ts';

/** Where the PSA leaves open how lines are written, a way is chosen for each sort, and proven on one line of it. */
export async function proveMethods(scene: Scene): Promise<void> {
  const path = `${scene.integration.path}/write-methods`;
  for (const choice of await scene.person.items(path)) {
    if (choice['method'] === null) {
      const method = scene.choose.pick(choice['methods'] as readonly Item[]);
      await scene.person.ask('PUT', path, { choice: choice['id'] as string, method: method['id'] as string });
    }
    if (choice['keptAt'] === null) await prove(scene, path, String(choice['id']));
  }
}

/** A proof whose answer is lost proves nothing, so that it is tried again on another line. */
async function prove(scene: Scene, path: string, choice: string): Promise<void> {
  const { person, integration, installation } = scene;
  const { choiceOf } = psasInChaos[installation.psa];
  const inPsa = await installation.control.scenario();
  const lineIds = (await openLines(scene)).map(({ target }) => String((target as Item)['psaLineId']));
  const ofChoice = lineIds.filter((lineId) => choiceOf(inPsa, lineId) === choice);
  for (const proveLineId of scene.choose.shuffled(ofChoice).slice(0, 3)) {
    const { status } = await person.ask('POST', `${integration.path}/turn-on-write-back`, { proveLineId });
    if (status !== 200) continue;
    const proven = await soon(6_000, async () => {
      const choices = await person.items(path);
      return choices.some(({ id, keptAt }) => id === choice && keptAt !== null) ? true : null;
    });
    scene.encounters.note(proven === null ? 'a way of writing is not proven yet' : 'a way of writing proven');
    if (proven !== null) return;
  }
}
