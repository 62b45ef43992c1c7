import type { Message } from '../../messages/message.ts';
import { foundBy } from '../../psa/failures.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import pLimit from 'p-limit';
import type { Day } from '../../domain/quantity.ts';
import type { LineFact } from '../../domain/reconciliation/facts.ts';
import { type PresentLine, presentIdOf } from '../../domain/reconciliation/psa.ts';
import type { Psa, PsaFailure } from '../../psa/port.ts';

/** How hard the PSA is asked: it has people and syncs to serve as well. */
export interface Pace {
  readonly parallel: number;
  /** Milliseconds between the beginnings of two calls. */
  readonly apartMs: number;
  /** So long it waits in all for calls, of a PSA that takes no more for now. */
  readonly waitsMs: number;
}

export interface PresentReading {
  readonly present: readonly PresentLine[];
  /** Lines that could not be read, with the cause: about these nothing is said. */
  readonly unread: readonly { readonly psaLineId: string; readonly code: string; readonly detail: Message }[];
}

const nobodyThere: readonly PsaFailure['code'][] = ['PsaUnreachable', 'PsaHostRejected'];

/**
 * Reads the lines as they stand in the PSA, one list for each agreement. A rejected sign-in, or a PSA that nobody
 * answers for, ends it.
 */
export async function readPresentLines(
  psa: Psa,
  lines: readonly LineFact[],
  { parallel, apartMs, waitsMs }: Pace,
  today: Day,
): Promise<PresentReading> {
  const wanted = new Map<string, Map<string, string | null>>();
  for (const line of lines) {
    const ofAgreement = wanted.get(line.agreementId) ?? new Map<string, string | null>();
    const id = presentIdOf(line);
    const marker = line.change.kind === 'create-line' ? line.psaLineId : null;
    wanted.set(line.agreementId, ofAgreement.set(id, marker ?? ofAgreement.get(id) ?? null));
  }
  const present: PresentLine[] = [];
  const unread: PresentReading['unread'][number][] = [];
  let rejected: PsaFailure | null = null;
  let nextAt = Date.now();
  const waitsUntil = nextAt + waitsMs;
  const limit = pLimit(parallel);
  await Promise.all(
    [...wanted].map(([agreementId, lineIds]) =>
      limit(async () => {
        const beginsAt = Math.max(nextAt, Date.now());
        nextAt = beginsAt + apartMs;
        await sleep(beginsAt - Date.now());
        const read = rejected ?? (await linesInTime(psa, agreementId, waitsUntil));
        if (!read.ok && (read.scope === 'credential' || nobodyThere.includes(read.code))) rejected = read;
        for (const [psaLineId, marker] of lineIds) {
          if (read.ok) {
            const marked = read.value.filter((line) => marker !== null && line.marker === marker);
            const line = read.value.find(({ id }) => id === psaLineId) ?? marked[0] ?? null;
            const ids = marked.map(({ id }) => id);
            const byUnits = line !== null && psa.waysOf(line).endLine === 'zero';
            present.push({
              psaLineId,
              line,
              endsByUnitsOn: byUnits ? today : null,
              ...(marker === null ? {} : { marked: ids }),
            });
          } else if (read.code === 'PsaNotFound') present.push({ psaLineId, line: null });
          else unread.push({ psaLineId, code: read.code, detail: foundBy(read) });
        }
      }),
    ),
  );
  return { present, unread };
}

/** Where the PSA takes no more calls for now, they are waited for: a comparison of a part would say little. */
async function linesInTime(psa: Psa, agreementId: string, until: number): ReturnType<Psa['lines']> {
  for (;;) {
    const read = await psa.lines(agreementId);
    if (read.ok || read.code !== 'PsaBusy' || read.retryAfterMs === null) return read;
    if (Date.now() + read.retryAfterMs > until) return read;
    await sleep(read.retryAfterMs);
  }
}
