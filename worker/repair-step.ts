import type { Logger } from 'pino';

/**
 * Runs one part of a repair isolated from the others: what it throws is logged under its names and ids and counted, and
 * stops nothing else. The next repair tries it again.
 */
export type RepairStep = (
  part: Readonly<Record<string, string>>,
  work: () => Promise<unknown>,
) => Promise<void>;

export const createRepairStep =
  ({ logger, onFailure }: { readonly logger: Logger; readonly onFailure: () => void }): RepairStep =>
  async (part, work) => {
    try {
      await work();
    } catch (error) {
      onFailure();
      logger.error(
        { ...part, err: error instanceof Error ? error.message : 'unknown' },
        'a part of the repair failed and will be tried again',
      );
    }
  };
