import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { firstScenario } from '../domain/scenarios.ts';
import { Faults } from './faults.ts';
import { RequestLog } from './request-log.ts';
import { LateEffects } from './late-effects.ts';
import { Moments } from './edit-moments.ts';
import { keepScenario, readKeptScenario, type DatedScenario } from './scenario-file.ts';
import { playActTwo } from './scenarios/second-act.ts';
import { type ScenarioName } from '../domain/scenarios.ts';
import { buildScenario } from './scenarios/index.ts';
import { credentialsOf, type SandboxCredentials } from './credentials.ts';
import { addInstance, moveInstance, replaceRecords, scenarioOfInstance } from './other-instances.ts';
import type { VendorName } from './vendor-names.ts';
import { logDifferences, type Reach, snapshotOf } from './scenario-changes.ts';
import type { InstanceKind, Scenario } from './scenario.ts';

export interface ScenarioStoreOptions {
  readonly dir: string;
  /** Absent: the scenario kept in `dir`, else `typical`. Another name than the kept one starts that scenario. */
  readonly scenario?: ScenarioName | undefined;
  readonly seed?: number | undefined;
  /** A scenario built by the caller; it is never kept. */
  readonly ownScenario?: Scenario | undefined;
  /** Keep the scenario in `dir` over restarts. Default true. */
  readonly persist?: boolean | undefined;
  readonly now: () => Date;
}

/** The one simulated MSP of a sandbox process: its scenario, its request log, its injected faults, and its file. */
export class ScenarioStore {
  readonly requestLog = new RequestLog();
  readonly lateEffects = new LateEffects();
  readonly now: () => Date;
  readonly #file: string | null;
  #current: DatedScenario;
  #faults: Faults;
  #moments = new Moments();
  #savedAtChange = 0;
  /** Milliseconds added to every call. */
  latencyMs = 0;

  constructor(options: ScenarioStoreOptions) {
    mkdirSync(options.dir, { recursive: true, mode: 0o700 });
    this.now = options.now;
    const keeps = options.persist !== false && options.ownScenario === undefined;
    this.#file = keeps ? join(options.dir, 'sandbox-scenario.json') : null;
    const builtAt = this.now();
    const kept = this.#file === null ? null : readKeptScenario(this.#file, builtAt);
    if (options.ownScenario !== undefined) this.#current = { scenario: options.ownScenario, builtAt };
    else if (kept !== null && fitsOptions(kept.scenario, options)) this.#current = kept;
    else {
      this.#current = { scenario: build(options.scenario, options.seed, builtAt), builtAt };
      if (this.#file !== null) keepScenario(this.#file, this.#current, false);
    }
    this.#faults = new Faults(this.scenario.seed);
  }

  get scenario(): Scenario {
    return this.#current.scenario;
  }

  get faults(): Faults {
    return this.#faults;
  }

  get moments(): Moments {
    return this.#moments;
  }

  /** Starts a scenario afresh: act one, no faults, no moments, no latency. The request log goes on. */
  load(name: ScenarioName, seed: number | undefined): void {
    const before = this.#identity();
    const builtAt = this.now();
    this.#current = { scenario: build(name, seed, builtAt), builtAt };
    this.#faults = new Faults(this.scenario.seed);
    this.#moments.clear();
    this.#moments = new Moments();
    this.lateEffects.drop();
    this.latencyMs = 0;
    this.#logScenario(before);
    if (this.#file !== null) keepScenario(this.#file, this.#current, false);
    this.#savedAtChange = this.requestLog.changes;
  }

  /** "Play next week". False when the scenario has no second act or it was played already. */
  playActTwo(): boolean {
    const before = this.#identity();
    if (playActTwo(this.scenario, this.requestLog, this.now()) !== 'played') return false;
    this.#logScenario(before);
    this.save();
    return true;
  }

  /**
   * Runs a change as a person would make it in the vendor's own console: logged field by field, and kept.
   *
   * @param vendor whose console: nothing else is changed
   * @param reach what the change may touch of it: the rest is not compared
   */
  changeByPerson<V extends VendorName, T>(
    vendor: V,
    change: (side: Scenario[V], scenario: Scenario) => T,
    reach: Reach = 'rows',
  ): T {
    const before = snapshotOf(this.scenario, vendor, reach);
    const result = change(this.scenario[vendor], this.scenario);
    logDifferences(before, this.scenario, this.requestLog, this.now().toISOString());
    this.save();
    return result;
  }

  /**
   * Simulates a second instance of a vendor, moves its own to another address, or replaces its records there. Returns what
   * it is signed in to with.
   * Throws for a move of Duo, which has no address of its own.
   */
  addInstance(
    vendor: VendorName,
    kind: InstanceKind | 'moved' | 'replaced',
  ): { readonly name: string; readonly credentials: SandboxCredentials } {
    const scenario =
      kind === 'moved' || kind === 'replaced'
        ? this.scenario
        : scenarioOfInstance(this.scenario, addInstance(this.scenario, vendor, kind));
    if (kind === 'replaced') replaceRecords(this.scenario, vendor);
    if (kind === 'moved') {
      if (vendor === 'duo') throw new Error('Duo does not move');
      moveInstance(this.scenario, vendor);
    }
    const name = `${vendor}-${kind}`;
    this.requestLog.change({
      at: this.now().toISOString(),
      by: 'person',
      object: 'instance',
      id: name,
      field: '*',
      before: null,
      after: kind,
    });
    this.save();
    return { name, credentials: credentialsOf(scenario) };
  }

  /** Writes the scenario to its file if an effective change was logged since the last time. */
  save(): void {
    if (this.#file === null || this.#savedAtChange === this.requestLog.changes) return;
    keepScenario(this.#file, this.#current, true);
    this.#savedAtChange = this.requestLog.changes;
  }

  #identity(): Pick<Scenario, 'name' | 'seed' | 'act'> {
    const { name, seed, act } = this.scenario;
    return { name, seed, act };
  }

  #logScenario(before: Pick<Scenario, 'name' | 'seed' | 'act'>): void {
    this.requestLog.change({
      at: this.now().toISOString(),
      by: 'person',
      object: 'scenario',
      id: this.scenario.name,
      field: '*',
      before,
      after: this.#identity(),
    });
  }
}

function build(name: ScenarioName | undefined, seed: number | undefined, now: Date): Scenario {
  return buildScenario(name ?? firstScenario, seed === undefined ? { now } : { seed, now });
}

function fitsOptions(kept: Scenario, options: ScenarioStoreOptions): boolean {
  return (
    (options.scenario === undefined || options.scenario === kept.name) &&
    (options.seed === undefined || options.seed === kept.seed)
  );
}
