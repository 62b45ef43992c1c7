import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { firstScenario } from '../domain/scenarios.ts';
import { Faults } from './faults.ts';
import { Journal } from './journal.ts';
import { LateEffects } from './late-effects.ts';
import { Moments } from './moments.ts';
import { keepWorld, readKeptWorld, type DatedWorld } from './kept-world.ts';
import { playActTwo } from './scenarios/acts.ts';
import { type ScenarioName } from '../domain/scenarios.ts';
import { buildWorld } from './scenarios/index.ts';
import { credentialsOf, type SandboxCredentials } from './credentials.ts';
import { addInstance, moveInstance, worldOfInstance } from './other-instances.ts';
import type { VendorName } from './vendor-names.ts';
import { journalDifferences, type Reach, snapshotOf } from './world-changes.ts';
import type { InstanceKind, World } from './world.ts';

export interface WorldStoreOptions {
  readonly dir: string;
  /** Absent: the world kept in `dir`, else `typical`. A name other than the kept one starts that scenario afresh. */
  readonly scenario?: ScenarioName | undefined;
  readonly seed?: number | undefined;
  /** A ready world instead of a scenario; it is never kept. */
  readonly world?: World | undefined;
  /** Keep the world in `dir` over restarts. Default true. */
  readonly persist?: boolean | undefined;
  readonly now: () => Date;
}

/** The one simulated MSP of a sandbox process: its world, its journal, its injected faults, and its file. */
export class WorldStore {
  readonly journal = new Journal();
  readonly lateEffects = new LateEffects();
  readonly now: () => Date;
  readonly #file: string | null;
  #current: DatedWorld;
  #faults: Faults;
  #moments = new Moments();
  #savedAtChange = 0;
  /** Milliseconds added to every call. */
  latencyMs = 0;

  constructor(options: WorldStoreOptions) {
    mkdirSync(options.dir, { recursive: true, mode: 0o700 });
    this.now = options.now;
    const keeps = options.persist !== false && options.world === undefined;
    this.#file = keeps ? join(options.dir, 'sandbox-world.json') : null;
    const builtAt = this.now();
    const kept = this.#file === null ? null : readKeptWorld(this.#file, builtAt);
    if (options.world !== undefined) this.#current = { world: options.world, builtAt };
    else if (kept !== null && fitsOptions(kept.world, options)) this.#current = kept;
    else {
      this.#current = { world: build(options.scenario, options.seed, builtAt), builtAt };
      if (this.#file !== null) keepWorld(this.#file, this.#current, false);
    }
    this.#faults = new Faults(this.world.seed);
  }

  get world(): World {
    return this.#current.world;
  }

  get faults(): Faults {
    return this.#faults;
  }

  get moments(): Moments {
    return this.#moments;
  }

  /** Starts a scenario afresh: act one, no faults, no moments, no latency. The journal goes on. */
  load(scenario: ScenarioName, seed: number | undefined): void {
    const before = this.#identity();
    const builtAt = this.now();
    this.#current = { world: build(scenario, seed, builtAt), builtAt };
    this.#faults = new Faults(this.world.seed);
    this.#moments.clear();
    this.#moments = new Moments();
    this.lateEffects.drop();
    this.latencyMs = 0;
    this.#journalScenario(before);
    if (this.#file !== null) keepWorld(this.#file, this.#current, false);
    this.#savedAtChange = this.journal.changes;
  }

  /** "Play next week". False when the scenario has no second act or it was played already. */
  playActTwo(): boolean {
    const before = this.#identity();
    if (playActTwo(this.world, this.journal, this.now()) !== 'played') return false;
    this.#journalScenario(before);
    this.save();
    return true;
  }

  /**
   * Runs a change as a person would make it in the vendor's own console: journaled field by field, and kept.
   *
   * @param vendor whose console: nothing else is changed
   * @param reach what the change may touch of it: the rest is not compared
   */
  changeByPerson<V extends VendorName, T>(
    vendor: V,
    change: (side: World[V], world: World) => T,
    reach: Reach = 'rows',
  ): T {
    const before = snapshotOf(this.world, vendor, reach);
    const result = change(this.world[vendor], this.world);
    journalDifferences(before, this.world, this.journal, this.now().toISOString());
    this.save();
    return result;
  }

  /**
   * Plays a second instance of a vendor, or moves its own to another address. Returns what it is signed in to with.
   * Throws for a move of Duo, which has no address of its own.
   */
  addInstance(
    vendor: VendorName,
    kind: InstanceKind | 'moved',
  ): { readonly name: string; readonly credentials: SandboxCredentials } {
    const world =
      kind === 'moved' ? this.world : worldOfInstance(this.world, addInstance(this.world, vendor, kind));
    if (kind === 'moved') {
      if (vendor === 'duo') throw new Error('Duo does not move');
      moveInstance(this.world, vendor);
    }
    const name = `${vendor}-${kind}`;
    this.journal.change({
      at: this.now().toISOString(),
      by: 'person',
      object: 'instance',
      id: name,
      field: '*',
      before: null,
      after: kind,
    });
    this.save();
    return { name, credentials: credentialsOf(world) };
  }

  /** Writes the world to its file if an effective change was journaled since the last time. */
  save(): void {
    if (this.#file === null || this.#savedAtChange === this.journal.changes) return;
    keepWorld(this.#file, this.#current, true);
    this.#savedAtChange = this.journal.changes;
  }

  #identity(): Pick<World, 'scenario' | 'seed' | 'act'> {
    const { scenario, seed, act } = this.world;
    return { scenario, seed, act };
  }

  #journalScenario(before: Pick<World, 'scenario' | 'seed' | 'act'>): void {
    this.journal.change({
      at: this.now().toISOString(),
      by: 'person',
      object: 'scenario',
      id: this.world.scenario,
      field: '*',
      before,
      after: this.#identity(),
    });
  }
}

function build(scenario: ScenarioName | undefined, seed: number | undefined, now: Date): World {
  return buildWorld(scenario ?? firstScenario, seed === undefined ? { now } : { seed, now });
}

function fitsOptions(kept: World, options: WorldStoreOptions): boolean {
  return (
    (options.scenario === undefined || options.scenario === kept.scenario) &&
    (options.seed === undefined || options.seed === kept.seed)
  );
}
