import type { Parameters } from 'fast-check';

/** How often a property is tried. A failure prints its seed; `PROPERTY_SEED` tries that one again. */
export function propertyRuns(numRuns: number): Pick<Parameters, 'numRuns' | 'seed'> {
  const seed = process.env['PROPERTY_SEED'];
  return seed === undefined ? { numRuns } : { numRuns, seed: Number(seed) };
}
