import { join } from 'node:path';
import { readBackup } from './read-backup.ts';
import { writeBackup } from './write-backup.ts';

/**
 * `node --expose-gc --import tsx … URL FOLDER`: writes a backup and reads it, and prints the most bytes of buffers that
 * each held at once. A program of its own, whose garbage is collected in milliseconds.
 */
const [url = '', folder = ''] = process.argv.slice(2);
const masterKey = Buffer.alloc(32, 7);

/** A look collects all garbage twice, which takes tens of milliseconds; what is held on the way is held until its end. */
const lookEveryMs = 200;

/** Bytes outside the heap that something still refers to: buffers. */
const held = (): number => {
  globalThis.gc?.();
  // What the first has found is given back beside it, and counted until then; the second waits for that.
  globalThis.gc?.();
  return process.memoryUsage().arrayBuffers;
};

/** The most that was held at once above what was held before: looked at by time, and whenever the work asks for it. */
async function mostHeld(work: (look: () => void) => Promise<unknown>): Promise<number> {
  const before = held();
  let most = 0;
  const look = (): void => {
    most = Math.max(most, held() - before);
  };
  const timer = setInterval(look, lookEveryMs);
  try {
    await work(look);
  } finally {
    clearInterval(timer);
  }
  return most;
}

async function main(): Promise<void> {
  const file = join(folder, 'large.backup');
  const order = { databaseUrl: url, file, masterKey, keyVersion: 1, passphrase: null, now: new Date() };
  const writing = await mostHeld(() => writeBackup(order));
  const reading = await mostHeld((look) =>
    readBackup(file, masterKey, () => {
      look();
      return Promise.resolve();
    }),
  );
  process.stdout.write(JSON.stringify({ writing, reading }));
}

void main();
