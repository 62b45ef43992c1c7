import { autotask } from './autotask/kind.ts';
import { connectWise } from './connectwise/kind.ts';
import { haloPsa } from './halopsa/kind.ts';
import type { PsaKind } from './port.ts';

/** Every PSA there is: the only place where the name of one becomes code. */
export const psas: Readonly<Record<string, PsaKind>> = {
  [connectWise.kind]: connectWise,
  [autotask.kind]: autotask,
  [haloPsa.kind]: haloPsa,
};
