import { type Message, message } from '../../messages/message.ts';
import type { PsaLine } from '../psa-facts.ts';

/** One way in which lines of a sort can be written. Ids are told apart within a PSA, not only within a choice. */
export interface WriteMethod {
  readonly id: string;
  readonly name: Message;
  /** What it sends, and what else that can do. */
  readonly note: Message;
}

/**
 * Lines of one sort for which nobody has published how they are written so that all else stays. A connection writes none
 * until an administrator chose a method, and changes no quantity with it until a proof on one line showed that it keeps
 * everything else; then the first change is sent alone and proves that a new quantity is stored (architecture.md 9).
 */
export interface WriteChoice {
  readonly id: string;
  /** Which lines, as a heading. */
  readonly title: Message;
  /** `create-line`: how lines are created and which field has their marker; any other change is by {@link holds}. */
  readonly of: 'existing-line' | 'create-line';
  readonly holds: (line: Pick<PsaLine, 'keptIn'>) => boolean;
  readonly methods: readonly WriteMethod[];
}

/** What a connection chose for lines of a sort. */
export interface ChosenMethod {
  readonly method: string;
  readonly chosenAt: Date;
  /** When a line was set to the quantity it had and everything else stayed; null: only such a proof is sent. */
  readonly keptAt: Date | null;
  /** When a change was confirmed; null: the next one is sent alone. */
  readonly provenAt: Date | null;
  /** When a line that was created by it changed others; null: none did since it was chosen. */
  readonly withdrawnAt: Date | null;
}

/** With which method a line is sent. */
interface KnownMethod {
  readonly kind: 'method';
  /** Null: there is only one. */
  readonly method: string | null;
  /** How it is called where this change has to prove it, so that it is sent alone; null: nothing is left to prove. */
  readonly toProve: Message | null;
}

/** `none`: why not at present. */
export type MethodOfLine = KnownMethod | { readonly kind: 'none'; readonly why: Message };

/** @param isProof the line is set to the quantity it has. */
export function methodOfLine(
  choices: readonly WriteChoice[],
  chosen: ReadonlyMap<string, ChosenMethod>,
  line: Pick<PsaLine, 'keptIn'>,
  isProof: boolean,
): MethodOfLine {
  const choice = choices.find(({ of, holds }) => of === 'existing-line' && holds(line));
  if (choice === undefined) return { kind: 'method', method: null, toProve: null };
  const own = chosen.get(choice.id);
  const method = choice.methods.find(({ id }) => id === own?.method);
  if (own === undefined || method === undefined)
    return { kind: 'none', why: message('write-back.method.not-chosen', { lines: choice.title }) };
  if (!isProof && own.keptAt === null)
    return {
      kind: 'none',
      why: message('write-back.method.not-verified', { lines: choice.title, method: method.name }),
    };
  const toProve = isProof || own.provenAt !== null ? null : method.name;
  return { kind: 'method', method: method.id, toProve };
}

/** The ID of the choice that every PSA gives to this, where it has one (`of: 'create-line'`). */
export const newLineChoice = 'create';

/** By which request lines are created, and which field has their marker. */
export interface MethodOfNewLine {
  readonly id: string;
  readonly name: Message;
  /** A line was created by it and read back. */
  readonly proven: boolean;
  /** One that was created by it changed others, so that a person chooses again first. */
  readonly withdrawn: boolean;
}

/** Returns the chosen method of creating lines, or the usual one where none was chosen; null: there is only one. */
export function methodOfNewLine(
  choices: readonly WriteChoice[],
  chosen: ReadonlyMap<string, ChosenMethod>,
): MethodOfNewLine | null {
  const choice = choices.find(({ of }) => of === 'create-line');
  const own = choice === undefined ? undefined : chosen.get(choice.id);
  const method = choice?.methods.find(({ id }) => id === own?.method) ?? choice?.methods[0];
  if (method === undefined) return null;
  const known = own?.method === method.id ? own : null;
  const [proven, withdrawn] = [known?.provenAt ?? null, known?.withdrawnAt ?? null];
  return { id: method.id, name: method.name, proven: proven !== null, withdrawn: withdrawn !== null };
}
