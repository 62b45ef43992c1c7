import { statfsSync } from 'node:fs';

/** The file system that Linux keeps in memory. */
const inMemory = '/dev/shm';
/** Many times what tests hold at once: two workers of workflow and integration tests 0.15 GB. */
const enoughBytes = 4 * 1024 ** 3;

/**
 * What tests write lives in memory, where the machine has room there: databases are copied for each test file, and a copy
 * on a disk costs several times as much (docs/decisions/0037-one-realm-for-tests.md). Whoever names a folder for temporary
 * files keeps it.
 */
if (process.env.TMPDIR === undefined && process.platform === 'linux' && freeBytes() >= enoughBytes)
  process.env.TMPDIR = inMemory;

function freeBytes() {
  try {
    const { bavail, bsize } = statfsSync(inMemory);
    return bavail * bsize;
  } catch {
    return 0;
  }
}
