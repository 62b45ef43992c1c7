import { type LoggerOptions, stdTimeFunctions } from 'pino';
import { logIds } from './log-context.ts';

export interface LogSettings {
  readonly LOG_LEVEL: string;
  readonly LOG_FORMAT: 'numbers' | 'text';
}

/** Options of every logger of the product; `process` names the program in each line, if several write to one place. */
export const loggerOptions = ({ LOG_LEVEL, LOG_FORMAT }: LogSettings, process?: string): LoggerOptions => ({
  level: LOG_LEVEL,
  base: process === undefined ? null : { process },
  mixin: logIds,
  ...(LOG_FORMAT === 'text'
    ? { formatters: { level: (label) => ({ level: label }) }, timestamp: stdTimeFunctions.isoTime }
    : {}),
});
