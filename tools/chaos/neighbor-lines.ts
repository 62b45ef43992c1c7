import type { PsaUnderTest } from '../../test/environment/activities-under-test.ts';
import type { Item } from '../../test/product/lifecycle.ts';
import { decide, lineIdOf } from './approver-actions.ts';
import { type Befalling, nothingToBefall } from './psa-troubles.ts';
import { psasInChaos } from './psas.ts';
import { openLines, type Scene, soon } from './scene.ts';

/** What stands beside the line that is changed. */
interface Beside {
  /** Whose line is changed, of the choices of how lines are written. */
  readonly choice: 'by-hand' | 'by-licence';
  /** The line beside it is of its product, else of one that nobody mapped. */
  readonly sameProduct: boolean;
  /** Changes the line; the id of its approval, null: rejected. */
  readonly change?: (scene: Scene, line: Item) => Promise<string | null>;
}

/** A person adds a line beside one; that one is changed, and the added one goes again. */
const withALineBeside =
  ({ choice, sameProduct, change = adjust }: Beside): Befalling<Scene> =>
  async (scene) => {
    const { control, psa } = scene.installation;
    const scenario = await control.scenario();
    const line = scene.choose
      .shuffled(await openLines(scene))
      .find((one) => psasInChaos[psa].choiceOf(scenario, lineIdOf(one)) === choice);
    if (line === undefined) return nothingToBefall;
    const strangers = scenario.halopsa.items.filter(
      ({ internalReference, inactive }) => !inactive && !internalReference.startsWith('DUO-'),
    );
    // Of another price than its item's, so that it shows where a post sets prices.
    const changes = sameProduct ? {} : { itemId: scene.choose.pick(strangers).id, unitPrice: 1 };
    const { id } = await control.halo.addLine(Number(lineIdOf(line)), changes);
    try {
      const approvalId = await change(scene, line);
      if (approvalId === null) return nothingToBefall;
      return await soon(8_000, () => isOver(scene, approvalId));
    } finally {
      // A document that was posted meanwhile may have lost it.
      await control.halo.changeLine(id, { remove: true }).catch(() => undefined);
    }
  };

const adjust = async (scene: Scene, line: Item): Promise<string | null> =>
  (await decide(scene, line, { billingTarget: 'next-invoice' }))?.approvalId ?? null;

async function isOver({ person }: Scene, approvalId: string): Promise<true | null> {
  const { body } = await person.get(`/write-backs/${approvalId}`);
  const [line] = body['lines'] as readonly Item[];
  return ['queued', 'sending', 'unknown'].includes(String(line?.['state'])) ? null : true;
}

/** The proof of writing one line alone is the post that HaloPSA answers by setting its neighbors' prices. */
async function proveWhereNeighborsAreRepriced(scene: Scene, line: Item): Promise<string | null> {
  const { person, integration } = scene;
  await person.ask('PUT', `${integration.path}/write-methods`, { choice: 'by-hand', method: 'line' });
  const { status, body } = await person.ask('POST', `${integration.path}/turn-on-write-back`, {
    proveLineId: lineIdOf(line),
  });
  return status === 200 ? (body['approvalId'] as string | null) : null;
}

const narrowLine = (
  { installation: { control } }: Scene,
  to: 'sound' | 'reprices-neighbors',
): Promise<void> => control.halo.switch({ narrowLine: to });

const proof = withALineBeside({
  choice: 'by-hand',
  sameProduct: false,
  change: proveWhereNeighborsAreRepriced,
});

/** What befalls a line of each PSA by the lines beside it, while it is changed. */
export const linesBeside: Readonly<Record<PsaUnderTest, Readonly<Record<string, Befalling<Scene>>>>> = {
  autotask: {},
  connectwise: {},
  halopsa: {
    'a line added meanwhile': withALineBeside({ choice: 'by-hand', sameProduct: true }),
    'a licence that feeds a second line': withALineBeside({ choice: 'by-licence', sameProduct: false }),
    'a post of one line that reprices its neighbors': async (scene) => {
      await narrowLine(scene, 'reprices-neighbors');
      try {
        return await proof(scene);
      } finally {
        await narrowLine(scene, 'sound');
      }
    },
  },
};
