import type { ChangeKind } from '../domain/decisions/change.ts';
import { message } from '../messages/message.ts';
import type { PsaFailure, WriteOutcome, WriteTrouble } from './port.ts';

/** What keeps one request from leaving keeps the next one too. */
export const notSent = ({
  code,
  detail,
  scope,
  retryAfterMs,
}: PsaFailure): WriteTrouble & { kind: 'not-sent' } => ({
  kind: 'not-sent',
  code,
  detail,
  scope: 'connection',
  needsPerson: scope === 'credential',
  retryAfterMs,
});

export const unknown = ({ code, detail }: PsaFailure): WriteTrouble => ({
  kind: 'unknown',
  scope: 'line',
  code,
  detail,
});

export const rejected = ({ code, detail }: PsaFailure): WriteTrouble => ({
  kind: 'rejected',
  scope: 'line',
  code,
  detail,
});

/** A kind of change that this PSA is not asked for. */
export const notOffered = (kind: ChangeKind): PsaFailure => ({
  ok: false,
  code: 'PsaRejected',
  hint: null,
  detail: message('psas.change-not-offered', { kind }),
  scope: 'call',
  retryAfterMs: null,
});

/** Kept back by Seatwise itself: the caller has stopped, or what was decided rests on a reading that has grown old. */
export const keptBack = (signal: AbortSignal | undefined): WriteOutcome => ({
  kind: 'withheld',
  detail: message(signal?.aborted === true ? 'psas.withheld.stopped' : 'psas.withheld.outdated'),
});
