import { inEnglish } from '../messages/english.ts';
import type { PsaFailure, WriteTrouble } from './port.ts';

/** What keeps one request from leaving keeps the next one too. */
export const notSent = ({
  code,
  detail,
  scope,
  retryAfterMs,
}: PsaFailure): WriteTrouble & { kind: 'not-sent' } => ({
  kind: 'not-sent',
  code,
  detail: inEnglish(detail),
  scope: 'connection',
  needsPerson: scope === 'credential',
  retryAfterMs,
});

export const unknown = ({ code, detail }: PsaFailure): WriteTrouble => ({
  kind: 'unknown',
  scope: 'line',
  code,
  detail: inEnglish(detail),
});

export const rejected = ({ code, detail }: PsaFailure): WriteTrouble => ({
  kind: 'rejected',
  scope: 'line',
  code,
  detail: inEnglish(detail),
});
