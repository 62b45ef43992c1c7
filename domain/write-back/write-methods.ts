import type { PsaLine } from '../psa-facts.ts';

/** One way in which lines of a sort can be written. Ids are told apart within a PSA, not only within a choice. */
export interface WriteMethod {
  readonly id: string;
  readonly name: string;
  /** What it sends, and what that can do beside. */
  readonly note: string;
}

/**
 * Lines of one sort for which nobody has published how they are written so that all else stays. A connection writes none
 * until an administrator chose a method, and changes no quantity with it until it was proven on one line
 * (architecture.md 9).
 */
export interface WriteChoice {
  readonly id: string;
  /** Which lines, as a heading. */
  readonly title: string;
  readonly holds: (line: Pick<PsaLine, 'keptIn'>) => boolean;
  readonly methods: readonly WriteMethod[];
}

/** What a connection chose for lines of a sort. */
export interface ChosenMethod {
  readonly method: string;
  readonly chosenAt: Date;
  readonly provenAt: Date | null;
}

/** With which method a line is sent; `method` null: there is only one. `none`: in words, why not at present. */
export type MethodOfLine =
  | { readonly kind: 'method'; readonly method: string | null }
  | { readonly kind: 'none'; readonly why: string };

/** @param isProof the line is set to what it has, which is how a method is proven. */
export function methodOfLine(
  choices: readonly WriteChoice[],
  chosen: ReadonlyMap<string, ChosenMethod>,
  line: Pick<PsaLine, 'keptIn'>,
  isProof: boolean,
): MethodOfLine {
  const choice = choices.find(({ holds }) => holds(line));
  if (choice === undefined) return { kind: 'method', method: null };
  const own = chosen.get(choice.id);
  const method = choice.methods.find(({ id }) => id === own?.method);
  if (own === undefined || method === undefined)
    return { kind: 'none', why: `${choice.title}: no way of writing them is chosen` };
  return isProof || own.provenAt !== null
    ? { kind: 'method', method: method.id }
    : { kind: 'none', why: `${choice.title}: “${method.name}” is not proven on one line yet` };
}
