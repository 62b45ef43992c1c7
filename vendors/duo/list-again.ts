import { createHash } from 'node:crypto';
import type { DuoCredential } from './caller.ts';
import type { DuoFailure } from './failures.ts';

/** What the account list says when it is asked because one account rejected the key. */
export type ListedAgain =
  | { readonly kind: 'listed'; readonly ids: ReadonlySet<string> }
  /** The list rejects the key too. */
  | { readonly kind: 'rejected'; readonly failure: DuoFailure }
  /** No answer that tells anything of the key. */
  | { readonly kind: 'unknown' };

interface Asked {
  readonly at: number;
  readonly answer: Promise<ListedAgain>;
}

/**
 * One question for all accounts of a key, once a minute at most: a thousand accounts that reject it must not cost a
 * thousand lists. Only a good list is remembered: a key that was rejected may be repaired at any moment.
 */
export class ListAgain {
  readonly #rememberMs: number;
  readonly #asked = new Map<string, Asked>();

  constructor(rememberMs: number) {
    this.#rememberMs = rememberMs;
  }

  /** Rejects as `ask` does, or with the reason of the signal. */
  async ask(
    credential: DuoCredential,
    signal: AbortSignal,
    ask: () => Promise<ListedAgain>,
  ): Promise<ListedAgain> {
    const key = keyOf(credential);
    const known = this.#asked.get(key);
    if (known !== undefined && performance.now() - known.at < this.#rememberMs) {
      try {
        return await known.answer;
      } catch {
        // Whoever asked was stopped: this one asks for itself.
        signal.throwIfAborted();
      }
    }
    const answer = ask();
    const asked = { at: performance.now(), answer };
    this.#asked.set(key, asked);
    const told = await answer.catch((error: unknown) => {
      this.#forget(key, asked);
      throw error;
    });
    if (told.kind !== 'listed') this.#forget(key, asked);
    return told;
  }

  #forget(key: string, asked: Asked): void {
    if (this.#asked.get(key) === asked) this.#asked.delete(key);
  }
}

/** The credential itself stays out of memory that outlives its work. */
const keyOf = ({ integrationKey, secretKey, host }: DuoCredential): string =>
  createHash('sha256')
    .update(JSON.stringify([integrationKey, secretKey, host]))
    .digest('hex');
