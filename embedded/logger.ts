import pino, { type Logger } from 'pino';
import type { Environment } from '../config/environment.ts';
import { type HomeFiles, openLog } from './home.ts';

/** Everything to the log file; errors also to the terminal. */
export function openLogger(home: HomeFiles, environment: Environment): Logger {
  const level = environment.LOG_LEVEL;
  if (level === 'silent') return pino({ level });
  const file = pino.destination({ dest: openLog(home), sync: false });
  const streams = [
    { level, stream: file },
    { level: 'error' as const, stream: process.stderr },
  ];
  return pino({ level, base: null }, pino.multistream(streams));
}
