import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { message } from '../../../messages/message.ts';
import { MessageError } from '../../../messages/message-error.ts';
import { type AuditAnchor, digestOf, lineOf, parseAnchor, parseReceived } from './anchor.ts';
import { syncFolder } from '../../driver/sync-folder.ts';

const suffix = '.anchors';

/** A file of anchors that is not as one process writes it. */
export interface AnchorFault {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** `cut`: the last line has no end, as a crash leaves it. `unreadable`: somebody wrote something else there. */
  readonly kind: 'cut' | 'unreadable';
}

export interface ReadAnchors {
  /** By tenant, each anchor once, in the order of their counters. */
  readonly byTenant: ReadonlyMap<string, readonly AuditAnchor[]>;
  readonly files: number;
  readonly faults: readonly AnchorFault[];
}

/** The folder cannot be used; the message says why. */
export class AnchorsUnusable extends MessageError {
  override readonly name = 'AnchorsUnusable';
}

const unusable = (folder: string, error: unknown, what: 'written' | 'read'): AnchorsUnusable => {
  const { code, message: words } = error as NodeJS.ErrnoException;
  return new AnchorsUnusable(message(`audit-chain.folder-not-${what}`, { folder, cause: code ?? words }));
};

/**
 * Anchors of all processes in these folders, merged. A folder that is not there holds none. Read again where one names
 * another that was written meanwhile, to a file that had been read. Throws {@link AnchorsUnusable}.
 *
 * @param received files in which a receiver of webhooks keeps them
 */
export async function readAnchors(
  folders: readonly string[],
  received: readonly string[] = [],
): Promise<ReadAnchors> {
  let read = await readOnce(folders, received);
  for (let again = 0; again < 2 && namesMissing(read); again += 1) read = await readOnce(folders, received);
  return read;
}

function namesMissing({ byTenant }: ReadAnchors): boolean {
  const all = [...byTenant.values()].flat();
  const known = new Set(all.map(digestOf));
  return all.some(({ before, start }) => before !== null && start === null && !known.has(before.digest));
}

async function readOnce(folders: readonly string[], received: readonly string[]): Promise<ReadAnchors> {
  const found = new Map<string, Map<string, AuditAnchor>>();
  const faults: AnchorFault[] = [];
  let files = 0;
  const read = async (file: string, parse: Parse): Promise<void> => {
    files += 1;
    await readFile(file, parse, faults, (anchor) => {
      const ofTenant = found.get(anchor.tenantId) ?? new Map<string, AuditAnchor>();
      found.set(anchor.tenantId, ofTenant.set(lineOf(anchor), anchor));
    });
  };
  for (const folder of folders)
    for (const name of await anchorFiles(folder)) await read(join(folder, name), parseAnchor);
  for (const file of received) await read(file, parseReceived);
  const byTenant = new Map(
    [...found].map(([tenantId, anchors]) => [
      tenantId,
      [...anchors.values()].sort((one, other) => one.counter - other.counter),
    ]),
  );
  return { byTenant, files, faults };
}

async function anchorFiles(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).filter((name) => name.endsWith(suffix)).sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw unusable(folder, error, 'read');
  }
}

/** Null: nothing that may stand there. */
type Parse = (line: string) => AuditAnchor | 'other' | null;

async function readFile(
  file: string,
  parse: Parse,
  faults: AnchorFault[],
  onAnchor: (anchor: AuditAnchor) => void,
): Promise<void> {
  let number = 0;
  let faulty: AnchorFault | null = null;
  const stream = createReadStream(file, { encoding: 'utf8' });
  let lastByte = '\n';
  stream.on('data', (chunk) => (lastByte = chunk.toString().slice(-1)));
  try {
    for await (const line of createInterface({ input: stream, crlfDelay: 0 })) {
      number += 1;
      if (faulty !== null) faults.push(faulty);
      const anchor = parse(line);
      faulty = anchor === null ? { file, line: number, kind: 'unreadable' } : null;
      if (anchor !== null && anchor !== 'other') onAnchor(anchor);
    }
  } catch (error) {
    throw unusable(file, error, 'read');
  }
  if (faulty !== null) faults.push({ ...faulty, kind: lastByte === '\n' ? 'unreadable' : 'cut' });
}

/** Where one process writes its anchors: a file of its own that only grows. */
export interface AnchorFile {
  readonly folder: string;
  /** On disk when it ends. Throws {@link AnchorsUnusable}. */
  append(anchor: AuditAnchor): Promise<void>;
  /** Counter of the tenant's newest anchor: of all files when this process first asked, and of its own since; 0: none. */
  newestCounter(tenantId: string): Promise<number>;
}

export function openAnchorFile(folder: string): AnchorFile {
  let file = newFile(folder);
  let newest: Promise<Map<string, number>> | null = null;
  const known = (): Promise<Map<string, number>> => {
    newest ??= readNewest(folder).catch((error: unknown) => {
      newest = null;
      throw error;
    });
    return newest;
  };
  return {
    folder,
    async append(anchor) {
      try {
        await appendLine(folder, file, lineOf(anchor));
      } catch (error) {
        // Half a line may stand there: nothing may be written behind it.
        file = newFile(folder);
        throw unusable(folder, error, 'written');
      }
      const counters = await newest;
      counters?.set(anchor.tenantId, Math.max(anchor.counter, counters.get(anchor.tenantId) ?? 0));
    },
    newestCounter: async (tenantId) => (await known()).get(tenantId) ?? 0,
  };
}

/** In the order of their beginnings. */
const newFile = (folder: string): string =>
  join(
    folder,
    `${new Date().toISOString().replaceAll(/[:.]/gu, '-')}-${randomBytes(4).toString('hex')}${suffix}`,
  );

async function readNewest(folder: string): Promise<Map<string, number>> {
  const { byTenant } = await readAnchors([folder]);
  return new Map([...byTenant].map(([tenantId, anchors]) => [tenantId, anchors.at(-1)?.counter ?? 0]));
}

/** Opened each time: a file that somebody took away is missed at once. */
async function appendLine(folder: string, file: string, line: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const handle = await open(file, 'a', 0o600);
  try {
    const isNew = (await handle.stat()).size === 0;
    await handle.writeFile(`${line}\n`);
    await handle.datasync();
    if (isNew) await syncFolder(folder);
  } finally {
    await handle.close();
  }
}
