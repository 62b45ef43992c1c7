import { textsFor } from '../details/markdown.ts';
import { condition, log } from '@temporalio/workflow';

/**
 * Reads editions beside the line of work: they only refine a price (RULES 9), so no decision waits for them
 * (docs/decisions/0012-editions-outside-syncs.md).
 */
export class EditionRefresh {
  /** To be begun by the loop, or by the next history where this one turns over before. */
  wanted: boolean;
  private reading = false;
  private readonly read: () => Promise<unknown>;

  constructor(wanted: boolean, read: () => Promise<unknown>) {
    this.wanted = wanted;
    this.read = read;
  }

  /** Also for the next history, whose first heartbeat ends a reading of this one. */
  get unfinished(): boolean {
    return this.wanted || this.reading;
  }

  /** Once at a time; a reading that fails is over, since the accounts it left are read another day. */
  begin(): void {
    this.wanted = false;
    if (this.reading) return;
    this.reading = true;
    this.read()
      .catch((error: unknown) => {
        log.warn('editions were not read', { error });
      })
      .finally(() => {
        this.reading = false;
      });
  }

  /** Waits for a reading under way, for so long at most. */
  async ended(within: '15s' | '1m'): Promise<void> {
    if (this.reading)
      await condition(() => !this.reading, within, {
        summary: textsFor(null)('temporal.timer.editions'),
      });
  }
}
