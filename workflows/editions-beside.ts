import { condition, log } from '@temporalio/workflow';

/**
 * Reads editions beside the line of work: they only refine a price (RULES 9), so no decision waits for them
 * (docs/decisions/0012-editions-outside-syncs.md).
 */
export class EditionsBeside {
  /** For the next history, when this one turns over. */
  wanted = false;
  #reading = false;
  readonly #read: () => Promise<unknown>;

  constructor(read: () => Promise<unknown>) {
    this.#read = read;
  }

  /** Once at a time; a reading that fails is over, since the accounts it left are read another day. */
  begin(): void {
    if (this.#reading) return;
    this.#reading = true;
    this.#read()
      .catch((error: unknown) => {
        log.warn('editions were not read', { error });
      })
      .finally(() => {
        this.#reading = false;
      });
  }

  /** For what had better know them: the first sync values by them what nobody bills yet. Never longer than this. */
  async ended(within: '15s'): Promise<void> {
    if (this.#reading) await condition(() => !this.#reading, within, { summary: 'editions are read' });
  }
}
