import { autotaskBooks } from './autotask-books.ts';
import { connectWiseBooks } from './connectwise-books.ts';
import { haloPsaBooks } from './halopsa-books.ts';
import type { TouredPsa } from './toured-psa.ts';

/** Every PSA that the tour can be played with, by its kind; the first is the default. */
export const touredPsas: readonly TouredPsa[] = [connectWiseBooks, autotaskBooks, haloPsaBooks];
