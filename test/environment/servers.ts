import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { readOwner } from '../../embedded/owner-lock.ts';
import {
  endProcess,
  isRunning,
  processIdentitySchema,
  type ProcessIdentity,
} from '../../embedded/process-identity.ts';

interface TestServer {
  readonly identity: ProcessIdentity;
  readonly signal: 'SIGINT' | 'SIGTERM';
  stop(): Promise<void>;
}

export type TestServerName = 'postgres' | 'temporal';

interface TestServers {
  folder: string | null;
  /** Started for this run, or tried in vain. */
  readonly tried: Set<TestServerName>;
  readonly stops: { push(server: TestServer): void } & Iterable<TestServer>;
}

export const runFolderPrefix = 'seatwise-jest-';
const listSchema = z.array(
  z.object({ identity: processIdentitySchema, signal: z.enum(['SIGINT', 'SIGTERM']) }),
);

const key = Symbol.for('seatwise.test-servers');
type Holder = Record<symbol, TestServers | undefined>;

/** Set-up and tear-down share only the global object. Each server is also noted on disk, for {@link removeLeftOvers}. */
export function testServers(): TestServers {
  const holder = globalThis as unknown as Holder;
  const known = holder[key];
  if (known !== undefined) return known;
  const list: TestServer[] = [];
  const servers: TestServers = {
    folder: null,
    tried: new Set(),
    stops: {
      push(server) {
        list.push(server);
        if (servers.folder !== null) {
          const notes = list.map(({ identity, signal }) => ({ identity, signal }));
          writeFileSync(join(servers.folder, 'servers.json'), JSON.stringify(notes));
        }
      },
      [Symbol.iterator]: () => list[Symbol.iterator](),
    },
  };
  holder[key] = servers;
  return servers;
}

/** Ends the servers of Jest runs that were killed. */
export async function removeLeftOvers(): Promise<void> {
  for (const name of readdirSync(tmpdir()).filter((file) => file.startsWith(runFolderPrefix))) {
    const folder = join(tmpdir(), name);
    const owner = readOwner(join(folder, 'owner'));
    if (owner === null || isRunning(owner)) continue;
    try {
      const notes = listSchema.parse(JSON.parse(readFileSync(join(folder, 'servers.json'), 'utf8')));
      await Promise.all(notes.map((note) => endProcess(note.identity, note.signal, 5_000)));
    } catch {
      // It was killed before it had started a server.
    }
    rmSync(folder, { recursive: true, force: true });
  }
}
