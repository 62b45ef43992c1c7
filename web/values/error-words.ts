import type * as Texts from '../../messages/error-texts.ts';

/** Titles and advice of every error code. They are a chunk of their own: no page needs them while all goes well. */
export type ErrorWords = Pick<typeof Texts, 'errorText'>;

let known: ErrorWords | null = null;
const listeners = new Set<() => void>();

/** Null: not loaded yet. */
export const errorWords = (): ErrorWords | null => known;

/** Returns `null` when they cannot be loaded; the next use asks for them again. */
export async function loadErrorWords(): Promise<ErrorWords | null> {
  if (known !== null) return known;
  try {
    const { errorText } = await import('../../messages/error-texts.ts');
    known = { errorText };
  } catch {
    return null;
  }
  for (const listener of listeners) listener();
  return known;
}

/** Loads them and calls once they are there; returns how to stop. */
export function onErrorWords(listener: () => void): () => void {
  listeners.add(listener);
  void loadErrorWords();
  return () => listeners.delete(listener);
}
