import { existsSync, readFileSync } from 'node:fs';
import { writePrivately } from './private-file.ts';
import { type ScenarioName } from '../domain/scenarios.ts';
import { buildScenario } from './scenarios/index.ts';
import type { VendorName } from './vendor-names.ts';
import type { Scenario } from './scenario.ts';

/**
 * The file that keeps a sandbox's scenario over restarts. An untouched scenario is kept as its recipe (name, seed, and
 * the time it was made for); a changed one as data.
 */
interface KeptScenario {
  readonly format: number;
  readonly scenario: string;
  readonly seed: number;
  readonly builtAt: string;
  readonly act: number;
  readonly data: ScenarioData | null;
}

/** All that a scenario holds of its vendors. */
type ScenarioData = Pick<Scenario, VendorName | 'instances'>;

const FORMAT = 5;

/** A scenario together with the time it was made for. */
export interface DatedScenario {
  readonly scenario: Scenario;
  readonly builtAt: Date;
}

const vendorsOf = ({ duo, connectwise, autotask, halopsa, instances }: Scenario): ScenarioData => ({
  duo,
  connectwise,
  autotask,
  halopsa,
  ...(instances === undefined ? {} : { instances }),
});

export function keepScenario(file: string, { scenario, builtAt }: DatedScenario, changed: boolean): void {
  const { name, seed, act } = scenario;
  const data = changed ? vendorsOf(scenario) : null;
  const kept: KeptScenario = {
    format: FORMAT,
    scenario: name,
    seed,
    builtAt: builtAt.toISOString(),
    act,
    data,
  };
  writePrivately(file, JSON.stringify(kept));
}

/**
 * The scenario an earlier process left; null without a usable file, since nothing in one is worth refusing to start.
 * An untouched scenario of an earlier month is made for `now`: invoices go on being made while nobody looks, and a PSA
 * whose next invoices all lie in the past would bill nothing.
 */
export function readKeptScenario(file: string, now: Date): DatedScenario | null {
  if (!existsSync(file)) return null;
  try {
    // Written by `keepScenario` alone; the format number stands for its shape.
    const kept = JSON.parse(readFileSync(file, 'utf8')) as KeptScenario;
    if (kept.format !== FORMAT) return null;
    const { seed, act, data } = kept;
    const isOld = data === null && kept.builtAt.slice(0, 7) !== now.toISOString().slice(0, 7);
    const builtAt = isOld ? now : new Date(kept.builtAt);
    const fresh = buildScenario(kept.scenario as ScenarioName, { seed, now: builtAt });
    const scenario = data === null ? fresh : { ...fresh, ...data, act };
    return { scenario, builtAt };
  } catch {
    return null;
  }
}
