import type { Journal } from '../journal.ts';
import type { World } from '../world.ts';

export { makeInvoice, undoInvoice } from './changes.ts';

export type ActTwo = 'played' | 'no-second-act' | 'already-played';

/** Plays the second act of the world's scenario, once ("play next week"), and journals what people did in it. */
export function playActTwo(world: World, journal: Journal, now: Date): ActTwo {
  if (world.secondAct === null) return 'no-second-act';
  if (world.act > 1) return 'already-played';
  world.secondAct(world, now, journal);
  world.act = 2;
  return 'played';
}
