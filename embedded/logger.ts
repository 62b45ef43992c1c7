import pino, { type Logger } from 'pino';
import type { Environment } from '../config/environment.ts';
import { loggerOptions } from '../telemetry/log-format.ts';
import { type HomeFiles, openLog } from './home.ts';

/** What waits for a disk that is full; further lines are dropped. */
const mostWaitingBytes = 1_000_000;
const retryMs = 1_000;

/**
 * Everything to the log file; errors also to the terminal. A file that cannot be written ends nothing: lines wait, then
 * are dropped, which the terminal says once until the file can be written again.
 */
export function openLogger(home: HomeFiles, environment: Environment): Logger {
  const level = environment.LOG_LEVEL;
  if (level === 'silent') return pino({ level });
  const file = pino.destination({
    dest: openLog(home),
    sync: false,
    maxLength: mostWaitingBytes,
    // Written at once all the same; with less than a byte the buffer could not be flushed below.
    minLength: 1,
  });
  let dropped = 0;
  let isSaid = false;
  file.on('error', (error: NodeJS.ErrnoException) => {
    // A buffer that is full takes no line, and only a line that is taken would try to write again.
    setTimeout(() => {
      file.flush();
    }, retryMs).unref();
    if (isSaid) return;
    isSaid = true;
    console.error(
      `${home.logFile} cannot be written (${error.code ?? 'unknown'}): log lines are dropped until it can.`,
    );
  });
  file.on('drop', () => (dropped += 1));
  file.on('write', (bytes: number) => {
    if (!isSaid || bytes === 0) return;
    isSaid = false;
    console.error(`${home.logFile} is written again; ${dropped} log lines were dropped.`);
    dropped = 0;
  });
  const streams = [
    { level, stream: file },
    { level: 'error' as const, stream: process.stderr },
  ];
  return pino(loggerOptions(environment), pino.multistream(streams));
}
