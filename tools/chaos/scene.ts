import { setTimeout as sleep } from 'node:timers/promises';
import type { ScenarioData } from '../../sandbox/control-client.ts';
import type { MomentOrder } from '../../sandbox/edit-moments.ts';
import type { Connected, Item } from '../../test/product/lifecycle.ts';
import type { ChaosInstallation } from './chaos-installation.ts';
import type { Encounters, Person } from './person.ts';
import type { PartName } from './plan.ts';
import type { PsaTroubles } from './psa-troubles.ts';
import { makeEdit, psasInChaos } from './psas.ts';
import type { SeededChoice } from './seeded-choice.ts';
import type { VendorFaults } from './vendor-faults.ts';

/** What an actor has in hand. */
export interface Scene {
  readonly installation: ChaosInstallation;
  readonly person: Person;
  readonly faults: VendorFaults;
  readonly troubles: PsaTroubles<Scene>;
  readonly encounters: Encounters;
  readonly choose: SeededChoice;
  readonly integration: Connected;
  /** Kills these parts for so long; resolves when they are down. */
  readonly outage: (parts: readonly PartName[], downMs: number) => Promise<void>;
}

/** Looks again until it is there; null when it does not come. Never throws: whatever is looked at may be down. */
export async function soon<T>(withinMs: number, look: () => Promise<T | null>): Promise<T | null> {
  const end = Date.now() + withinMs;
  for (;;) {
    const found = await look().catch(() => null);
    if (found !== null || Date.now() > end) return found;
    await sleep(100);
  }
}

/** Somebody who answers for an integration. */
export type AtIntegration = Pick<Scene, 'person' | 'integration'>;

export const statusOf = async ({ person, integration }: AtIntegration): Promise<Item> =>
  (await person.get(`${integration.path}/status`)).body;

/** The status once it is as wanted; null after `withinMs`. */
export const ripe = (
  at: AtIntegration,
  withinMs: number,
  wanted: (status: Item) => boolean,
): Promise<Item | null> =>
  soon(withinMs, async () => {
    const status = await statusOf(at);
    return wanted(status) ? status : null;
  });

/** Usage lines that a person may decide on now. */
export async function openLines({ person, integration }: Scene): Promise<readonly Item[]> {
  const lines = await person.items(`/usage-lines?integration=${integration.id}&limit=500`);
  return lines.filter(
    ({ target, decision, kind }) =>
      target !== null &&
      decision === 'open' &&
      (kind === 'match' || kind === 'increase' || kind === 'decrease'),
  );
}

export const writeBacks = ({ person, integration }: Scene, state: string): Promise<readonly Item[]> =>
  person.items(`/write-backs?integration=${integration.id}&state=${state}&limit=100`);

/** The requests that write this line, for faults. */
export async function writesOf({ installation: { control, psa } }: Scene, psaLineId: string) {
  const { writes, pathOf } = psasInChaos[psa];
  return { ...writes, path: pathOf(await control.scenario(), psaLineId) };
}

/** A person gives the line so many more, in the PSA. */
export async function editNow(
  { installation: { control, psa } }: Scene,
  psaLineId: string,
  add: number,
): Promise<void> {
  await makeEdit(control, psasInChaos[psa].edit(await control.scenario(), psaLineId, add));
}

/** The invoice of this line's agreement is made, as a person does it. */
export async function invoiceOf({ installation: { control, psa } }: Scene, psaLineId: string): Promise<void> {
  const { makeInvoice, agreementOf } = psasInChaos[psa];
  const agreementId = agreementOf(await control.scenario(), psaLineId);
  if (agreementId === undefined) throw new Error(`the PSA has no line ${psaLineId}`);
  await makeInvoice(control, [agreementId]);
}

/** A person's edit at a moment of the next write to this line. */
export async function editDuringWrite(
  scene: Scene,
  psaLineId: string,
  phase: MomentOrder['when']['phase'],
  edit: (scenario: ScenarioData) => MomentOrder['do'] | null,
): Promise<void> {
  const { control } = scene.installation;
  const { vendor, method, path } = await writesOf(scene, psaLineId);
  const made = edit(await control.scenario());
  if (made !== null) await control.atMoment({ when: { vendor, method, path, phase }, do: made });
}

/** The run that is under way, with some account still to read. */
export const runUnderWay = ({ installation, integration }: Scene) =>
  soon(4_000, async () => {
    const row = await installation.db
      .selectFrom('syncRun')
      .select(['id', 'workflowId'])
      .where('integrationId', '=', integration.id)
      .where('state', '=', 'running')
      .executeTakeFirst();
    return row ?? null;
  });
