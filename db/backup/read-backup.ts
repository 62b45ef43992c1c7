import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { z } from 'zod';
import type { KeyRing } from '../key-ring.ts';
import {
  type BackupHead,
  type BackupPart,
  type BackupTotals,
  formatVersion,
  headSchema,
  lineSchema,
  longestRead,
  proofSchema,
  sealContext,
  sha256,
  soFar,
} from './format.ts';

/** The file cannot be used as it is; the message is a sentence that says why. */
export class UnusableBackup extends Error {
  override readonly name = 'UnusableBackup';
}

export interface CheckedBackup {
  readonly head: BackupHead;
  readonly totals: BackupTotals;
  readonly sha256: string;
  /** Opens only under the master key that the backup was made with. */
  readonly seal: string;
}

/**
 * Reads the file from beginning to end once, a part at a time in memory. Throws {@link UnusableBackup} where a byte of it
 * is not the one that was written, whatever `onPart` did with the parts before.
 */
export async function readBackup(
  file: string,
  onPart: (part: BackupPart, packed: Buffer) => Promise<void> = () => Promise.resolve(),
): Promise<CheckedBackup> {
  const handle = await opened(file);
  try {
    const reader = new BackupReader(handle, file);
    const head = await readHead(reader);
    const known = new Set(head.tables.map(({ name }) => name));
    for (;;) {
      const line = reader.parse(await reader.line(), lineSchema);
      if (!('table' in line)) return await readProof(reader, head, line);
      const packed = await reader.bytes(line.bytes);
      if (sha256(packed) !== line.sha256 || !known.has(line.table))
        throw reader.changed(`a part of ${line.table}`);
      await onPart(line, packed);
    }
  } finally {
    await handle.close();
  }
}

/** Whether this is the master key that the backup was made under. */
export function isSealedUnder({ sha256: digest, seal }: CheckedBackup, keyRing: KeyRing): boolean {
  try {
    return keyRing.open(seal, sealContext) === digest;
  } catch {
    return false;
  }
}

async function opened(file: string): Promise<FileHandle> {
  try {
    return await open(file, 'r');
  } catch (error) {
    throw new UnusableBackup(
      `${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'}).`,
    );
  }
}

async function readHead(reader: BackupReader): Promise<BackupHead> {
  const line = await reader.line();
  const version = z.object({ seatwiseBackup: z.int() }).safeParse(parsedJson(line));
  if (!version.success) throw new UnusableBackup(`${reader.file} is not a backup of Seatwise.`);
  if (version.data.seatwiseBackup !== formatVersion)
    throw new UnusableBackup(
      `${reader.file} was written in format ${version.data.seatwiseBackup}, and this version reads ${formatVersion}: use the version of Seatwise that wrote it.`,
    );
  return reader.parse(line, headSchema);
}

async function readProof(
  reader: BackupReader,
  head: BackupHead,
  totals: BackupTotals,
): Promise<CheckedBackup> {
  const digest = reader.digest();
  const proof = reader.parse(await reader.line(), proofSchema);
  const sealBytes = Buffer.from(proof.seal, 'base64');
  if (proof.sha256 !== digest || sealBytes.toString('base64') !== proof.seal)
    throw reader.changed('the sum over it');
  if (!(await reader.atEnd())) throw reader.changed('what stands behind its end');
  return { head, totals, sha256: digest, seal: proof.seal };
}

const parsedJson = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};

class BackupReader {
  private readonly hash = createHash('sha256');
  private waiting = Buffer.alloc(0);

  constructor(
    private readonly handle: FileHandle,
    readonly file: string,
  ) {}

  changed(what: string): UnusableBackup {
    return new UnusableBackup(
      `${this.file} is not as it was written: ${what} does not fit. Use another backup.`,
    );
  }

  async line(): Promise<string> {
    for (;;) {
      const end = this.waiting.indexOf(10);
      if (end >= 0) return this.take(end + 1).toString('utf8', 0, end);
      if (this.waiting.length > longestRead) throw this.changed('a line');
      if (!(await this.more())) throw this.cut();
    }
  }

  async bytes(count: number): Promise<Buffer> {
    if (count > longestRead) throw this.changed('the size of a part');
    while (this.waiting.length < count) if (!(await this.more())) throw this.cut();
    return this.take(count);
  }

  async atEnd(): Promise<boolean> {
    return this.waiting.length === 0 && !(await this.more());
  }

  /** Strict to the byte: another way to write the same JSON is a change too. */
  parse<T>(line: string, schema: z.ZodType<T>): T {
    const value = parsedJson(line);
    const result = schema.safeParse(value);
    if (!result.success || JSON.stringify(value) !== line) throw this.changed('a line');
    return result.data;
  }

  digest(): string {
    return soFar(this.hash);
  }

  private cut(): UnusableBackup {
    return new UnusableBackup(
      `${this.file} was cut: its end is missing. Use another backup, or copy it again.`,
    );
  }

  private take(count: number): Buffer {
    const taken = this.waiting.subarray(0, count);
    this.waiting = this.waiting.subarray(count);
    this.hash.update(taken);
    return taken;
  }

  private async more(): Promise<boolean> {
    const chunk = Buffer.alloc(1_000_000);
    const { bytesRead } = await this.handle.read(chunk, 0, chunk.length, null);
    this.waiting = Buffer.concat([this.waiting, chunk.subarray(0, bytesRead)]);
    return bytesRead > 0;
  }
}
