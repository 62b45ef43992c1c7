import { existsSync, readFileSync } from 'node:fs';
import { writePrivately } from './private-file.ts';
import { type ScenarioName } from '../domain/scenarios.ts';
import { buildWorld } from './scenarios/index.ts';
import type { VendorName } from './vendor-names.ts';
import type { World } from './world.ts';

/**
 * The file that keeps a sandbox's world over restarts. An untouched world is kept as its recipe (scenario, seed, and
 * the time it was made for); a changed one as data.
 */
interface KeptWorld {
  readonly format: number;
  readonly scenario: string;
  readonly seed: number;
  readonly builtAt: string;
  readonly act: number;
  readonly data: WorldData | null;
}

/** All that a world holds of its vendors. */
type WorldData = Pick<World, VendorName | 'instances'>;

const FORMAT = 5;

/** A world together with the time its scenario was made for. */
export interface DatedWorld {
  readonly world: World;
  readonly builtAt: Date;
}

const vendorsOf = ({ duo, connectwise, autotask, halopsa, instances }: World): WorldData => ({
  duo,
  connectwise,
  autotask,
  halopsa,
  ...(instances === undefined ? {} : { instances }),
});

export function keepWorld(file: string, { world, builtAt }: DatedWorld, changed: boolean): void {
  const { scenario, seed, act } = world;
  const data = changed ? vendorsOf(world) : null;
  const kept: KeptWorld = { format: FORMAT, scenario, seed, builtAt: builtAt.toISOString(), act, data };
  writePrivately(file, JSON.stringify(kept));
}

/**
 * The world an earlier process left; null without a usable file, since nothing in one is worth refusing to start.
 * An untouched world of an earlier month is made for `now`: invoices go on being made while nobody looks, and a PSA
 * whose next invoices all lie in the past would bill nothing.
 */
export function readKeptWorld(file: string, now: Date): DatedWorld | null {
  if (!existsSync(file)) return null;
  try {
    // Written by `keepWorld` alone; the format number stands for its shape.
    const kept = JSON.parse(readFileSync(file, 'utf8')) as KeptWorld;
    if (kept.format !== FORMAT) return null;
    const { seed, act, data } = kept;
    const isOld = data === null && kept.builtAt.slice(0, 7) !== now.toISOString().slice(0, 7);
    const builtAt = isOld ? now : new Date(kept.builtAt);
    const fresh = buildWorld(kept.scenario as ScenarioName, { seed, now: builtAt });
    const world = data === null ? fresh : { ...fresh, ...data, act };
    return { world, builtAt };
  } catch {
    return null;
  }
}
