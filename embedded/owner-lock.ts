import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { isRunning, ownIdentity, processIdentitySchema } from './process-identity.ts';

const ownerSchema = processIdentitySchema.extend({
  note: z.string().optional(),
  /** Set where not Seatwise itself but a command of the command line holds the lock. */
  command: z.string().optional(),
});
export type Owner = z.infer<typeof ownerSchema>;

export type LockResult = { kind: 'held'; lock: OwnerLock } | { kind: 'taken'; by: Owner };

export interface OwnerLock {
  /** Writes a note for whoever meets the lock, such as the address served. */
  note(text: string): void;
  release(): void;
}

/** Takes a lock file for as long as this process lives. A lock whose process has ended is replaced. */
export function takeLock(file: string, command?: string): LockResult {
  const own = { ...ownIdentity(), ...(command === undefined ? {} : { command }) };
  for (;;) {
    // Asked first: whoever only looks, as doctor does, needs no space on a disk that is full.
    const before = readOwner(file);
    if (before !== null && isRunning(before)) return { kind: 'taken', by: before };
    if (createWhole(file, JSON.stringify(own))) return { kind: 'held', lock: heldLock(file, own) };
    const owner = readOwner(file);
    if (owner !== null && isRunning(owner)) return { kind: 'taken', by: owner };
    removeStale(file);
  }
}

/** Takes a lock, waiting while another live process holds it. Throws after `waitMs`. */
export async function waitForLock(file: string, waitMs: number): Promise<OwnerLock> {
  const end = Date.now() + waitMs;
  for (;;) {
    const result = takeLock(file);
    if (result.kind === 'held') return result.lock;
    if (Date.now() >= end) throw new Error(`${file} is held by process ${result.by.pid}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** A hard link appears whole or fails, so nobody reads a half-written lock. */
function createWhole(file: string, text: string): boolean {
  const own = `${file}.${process.pid}`;
  writeFileSync(own, text, { mode: 0o600 });
  try {
    linkSync(own, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(own, { force: true });
  }
}

export function readOwner(file: string): Owner | null {
  try {
    return ownerSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
}

/** Two starters may both see the stale lock; whoever moved away a fresh one puts it back. */
function removeStale(file: string): void {
  const aside = `${file}.stale.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  const moved = readOwner(aside);
  if (moved !== null && isRunning(moved)) {
    try {
      linkSync(aside, file);
    } catch {
      // A third process has locked meanwhile: its lock stands.
    }
  }
  rmSync(aside, { force: true });
}

function heldLock(file: string, own: Owner): OwnerLock {
  return {
    note(text) {
      const half = `${file}.${process.pid}`;
      writeFileSync(half, JSON.stringify({ ...own, note: text }), { mode: 0o600 });
      renameSync(half, file);
    },
    release() {
      const owner = readOwner(file);
      if (owner?.pid === own.pid && owner.startedAt === own.startedAt) rmSync(file, { force: true });
    },
  };
}
