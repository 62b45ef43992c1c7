import type { LineReading } from '../../db/readings/psa-lines.ts';
import type { PendingAgreement } from '../../db/readings/agreement-reads.ts';
import type { Psa, PsaFailure } from '../../psa/port.ts';
import type { Message } from '../../messages/message.ts';
import type { ActivityDependencies } from '../runtime/dependencies.ts';

import { foundBy } from '../../psa/failures.ts';
import { storedBehind } from '../runtime/batched-storage.ts';
import { unexpectedOutcome } from '../runtime/unexpected-error.ts';

/** Agreements of one transaction; how long a reading waits for others. */
const batch = { fewest: 25, most: 100, lingerMs: 500 } as const;

/** An attempt to read an agreement, and what was found where it failed. */
export interface AgreementReading extends LineReading {
  /** Null where it did not fail. */
  readonly detail: Message | null;
}

const earlier = (one: Date | null, other: Date): Date => (one !== null && one < other ? one : other);

export interface AgreementsReader {
  /** Reads one agreement and hands it over to be stored. Throws what stops all of them. */
  read(agreement: PendingAgreement, signal: AbortSignal): Promise<void>;
  /** Resolves when all that was read is stored; throws what kept it from being stored. */
  stored(): Promise<void>;
}

/**
 * Reads agreements' lines and stores them in batches, so that the reading waits for the PSA alone. An agreement whose
 * data meet an error nobody foresaw fails by itself.
 *
 * @param stops gives what a failure stops the whole reading with; null: only that agreement failed
 */
export function agreementsReader(
  deps: ActivityDependencies,
  psa: Psa,
  storeAll: (readings: readonly AgreementReading[]) => Promise<void>,
  stops: (failure: PsaFailure) => Error | null,
): AgreementsReader {
  const unexpected = (agreementId: string, begun: Date, error: unknown): AgreementReading => {
    const { code, detail } = unexpectedOutcome(deps, `agreement ${agreementId}`, error);
    return { agreementId, begun, read: { outcome: 'failed', code }, detail };
  };
  const behind = storedBehind(batch, storeAll, ({ agreementId, begun }, error) =>
    unexpected(agreementId, begun, error),
  );
  async function readOne(
    { id: agreementId, known }: PendingAgreement,
    signal: AbortSignal,
  ): Promise<AgreementReading> {
    const begun = deps.now();
    try {
      const read = await psa.lines(agreementId, signal, known);
      if (read.ok)
        return {
          agreementId,
          begun: earlier(psa.readingBegan?.() ?? null, begun),
          read: { outcome: 'read', lines: read.value },
          detail: null,
        };
      const stop = stops(read);
      if (stop !== null) throw stop;
      return { agreementId, begun, read: { outcome: 'failed', code: read.code }, detail: foundBy(read) };
    } catch (error) {
      if (signal.aborted) throw error;
      return unexpected(agreementId, begun, error);
    }
  }
  return {
    read: async (agreement, signal) => behind.add(await readOne(agreement, signal)),
    stored: behind.stored,
  };
}
