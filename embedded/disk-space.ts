import { randomBytes } from 'node:crypto';
import { closeSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { message, type Message } from '../messages/message.ts';
import type { DiskState } from '../api/dependencies.ts';

/** Bytes free: below `full` nothing more is written on a request; above `enough` it is again. */
const limits = { full: 32_000_000, enough: 128_000_000, reserveFrom: 512_000_000 } as const;
/** Given up once the disk is full, so that PostgreSQL and Temporal end what they have begun. */
const reserveBytes = 48_000_000;
const lookEveryMs = 1_000;

export interface WatchedDisk extends DiskState {
  stop(): void;
}

/**
 * Watches the space that is left for a home. `tell` hears once when the disk is full, and once when it is no longer.
 * Between the two limits the state stays what it was: giving up the reserve alone does not end it.
 */
export function watchDisk(folder: string, logger: Logger, tell: (said: Message) => void): WatchedDisk {
  const reserve = join(folder, 'disk-reserve');
  let full = false;
  const look = (): void => {
    const { bavail, bsize } = statfsSync(folder);
    const free = bavail * bsize;
    if (!full && free < limits.full) {
      full = true;
      rmSync(reserve, { force: true });
      logger.warn({ free }, 'the disk is full: changes are rejected');
      tell(message('start.disk-full', { folder }));
    } else if (full && free >= limits.enough) {
      full = false;
      logger.warn({ free }, 'the disk has space again');
      tell(message('start.disk-free', { folder }));
    }
    if (free >= limits.reserveFrom) keepReserve(reserve);
  };
  look();
  const timer = setInterval(() => {
    try {
      look();
    } catch (error) {
      logger.error({ code: (error as NodeJS.ErrnoException).code }, 'the space of the disk cannot be read');
    }
  }, lookEveryMs);
  timer.unref();
  return {
    isFull: () => full,
    stop: () => {
      clearInterval(timer);
      rmSync(reserve, { force: true });
    },
  };
}

/** Of random bytes, since file systems store nothing for those that are all alike. */
function keepReserve(file: string): void {
  let opened: number;
  try {
    opened = openSync(file, 'wx', 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return;
    throw error;
  }
  try {
    const piece = randomBytes(1_000_000);
    for (let written = 0; written < reserveBytes; written += piece.length) writeSync(opened, piece);
  } finally {
    closeSync(opened);
  }
}
