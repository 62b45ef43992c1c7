import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { z } from 'zod';
import { message } from '../../messages/message.ts';
import { MessageError } from '../../messages/message-error.ts';
import { beforeBaseline } from '../migrations/index.ts';
import { createKeyRing, masterKeyId } from '../secrets/key-ring.ts';
import { type Envelope, openStream, parseEnvelope, sealedVersion } from './envelope.ts';
import {
  type BackupHead,
  type BackupPart,
  type BackupTotals,
  headSchema,
  lineSchema,
  longestRead,
  proofSchema,
  sha256,
  soFar,
} from './format.ts';

/** The first line of backups in clear, which development versions wrote. */
const formatInClear = 1;

/** The file cannot be used as it is; the message says why. */
export class UnusableBackup extends MessageError {
  override readonly name = 'UnusableBackup';
}

export interface CheckedBackup {
  readonly head: BackupHead;
  readonly totals: BackupTotals;
  readonly sha256: string;
}

/** What the first line says, before anything is opened. Throws {@link UnusableBackup}. */
export async function readEnvelope(file: string): Promise<Envelope> {
  const handle = await opened(file);
  try {
    return await envelopeOf(fileReader(handle, file));
  } finally {
    await handle.close();
  }
}

/**
 * Reads the file from beginning to end once, a part at a time in memory. Throws {@link UnusableBackup} where a byte of it
 * is not the one that was written, whatever `onPart` did with the parts before.
 *
 * @param masterKey of the time of the backup
 */
export async function readBackup(
  file: string,
  masterKey: Buffer,
  onPart: (part: BackupPart, packed: Buffer) => Promise<void> = () => Promise.resolve(),
): Promise<CheckedBackup> {
  const handle = await opened(file);
  try {
    const outer = fileReader(handle, file);
    const envelope = await envelopeOf(outer);
    return await readParts(await unsealed(outer, envelope, masterKey), onPart);
  } finally {
    await handle.close();
  }
}

/** Leaves the reader behind the line of the envelope. */
async function envelopeOf(reader: BackupReader): Promise<Envelope> {
  const line = await reader.peekLine();
  const version = z.object({ seatwiseBackup: z.int() }).safeParse(parsedJson(line));
  if (!version.success) throw new UnusableBackup(message('backups.no-backup', { file: reader.file }));
  switch (version.data.seatwiseBackup) {
    case formatInClear:
      throw new UnusableBackup(beforeBaseline('backup'));
    case sealedVersion: {
      const envelope = parseEnvelope(await reader.line());
      if (envelope === null) throw reader.changed('first-line');
      return envelope;
    }
    default:
      throw new UnusableBackup(
        message('backups.other-format', {
          file: reader.file,
          format: String(version.data.seatwiseBackup),
          known: String(sealedVersion),
        }),
      );
  }
}

/** A reader of what is sealed. Throws {@link UnusableBackup}. */
async function unsealed(outer: BackupReader, envelope: Envelope, masterKey: Buffer): Promise<BackupReader> {
  const { file } = outer;
  if (masterKeyId(masterKey) !== envelope.keyId)
    throw new UnusableBackup(
      message('backups.other-key', { file, key: envelope.keyId, present: masterKeyId(masterKey) }),
    );
  const broken = (): never => {
    throw new UnusableBackup(message('backups.cut-or-changed', { file }));
  };
  const keyRing = createKeyRing(masterKey, envelope.keyVersion);
  const plain = await openStream(keyRing, JSON.stringify(envelope), outer.rest()).catch(broken);
  const chunks = plain.getReader();
  return new BackupReader(async () => {
    const { value } = await chunks.read().catch(broken);
    return value === undefined ? null : Buffer.from(value);
  }, file);
}

async function readParts(
  reader: BackupReader,
  onPart: (part: BackupPart, packed: Buffer) => Promise<void>,
): Promise<CheckedBackup> {
  const head = await readHead(reader);
  const known = new Set(head.tables.map(({ name }) => name));
  for (;;) {
    const line = reader.parse(await reader.line(), lineSchema);
    if (!('table' in line)) return readProof(reader, head, line);
    const packed = await reader.bytes(line.bytes);
    if (sha256(packed) !== line.sha256 || !known.has(line.table))
      throw new UnusableBackup(message('backups.changed-table', { file: reader.file, table: line.table }));
    await onPart(line, packed);
  }
}

async function opened(file: string): Promise<FileHandle> {
  try {
    return await open(file, 'r');
  } catch (error) {
    const { code, message: words } = error as NodeJS.ErrnoException;
    throw new UnusableBackup(message('files.unreadable', { path: file, cause: code ?? words }));
  }
}

async function readHead(reader: BackupReader): Promise<BackupHead> {
  return reader.parse(await reader.line(), headSchema);
}

async function readProof(
  reader: BackupReader,
  head: BackupHead,
  totals: BackupTotals,
): Promise<CheckedBackup> {
  const digest = reader.digest();
  const proof = reader.parse(await reader.line(), proofSchema);
  if (proof.sha256 !== digest) throw reader.changed('sum');
  if (!(await reader.atEnd())) throw reader.changed('end');
  return { head, totals, sha256: digest };
}

const parsedJson = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};

/** The next bytes; null: there are no more. */
type Source = () => Promise<Buffer | null>;

const fileReader = (handle: FileHandle, file: string): BackupReader =>
  new BackupReader(async () => {
    const chunk = Buffer.alloc(1_000_000);
    const { bytesRead } = await handle.read(chunk, 0, chunk.length, null);
    return bytesRead === 0 ? null : chunk.subarray(0, bytesRead);
  }, file);

type ChangedPart = 'first-line' | 'line' | 'part-size' | 'sum' | 'end';

class BackupReader {
  private readonly hash = createHash('sha256');
  private waiting: Buffer = Buffer.alloc(0);

  constructor(
    private readonly source: Source,
    readonly file: string,
  ) {}

  changed(part: ChangedPart): UnusableBackup {
    return new UnusableBackup(message(`backups.changed.${part}`, { file: this.file }));
  }

  async line(): Promise<string> {
    const line = await this.peekLine();
    this.take(this.waiting.indexOf(10) + 1);
    return line;
  }

  /** Stays where it is. */
  async peekLine(): Promise<string> {
    for (;;) {
      const end = this.waiting.indexOf(10);
      if (end >= 0) return this.waiting.toString('utf8', 0, end);
      if (this.waiting.length > longestRead) throw this.changed('line');
      if (!(await this.more())) throw this.cut();
    }
  }

  async bytes(count: number): Promise<Buffer> {
    if (count > longestRead) throw this.changed('part-size');
    const chunks = [this.waiting];
    for (let size = this.waiting.length; size < count;) {
      const chunk = await this.source();
      if (chunk === null) throw this.cut();
      chunks.push(chunk);
      size += chunk.length;
    }
    this.waiting = Buffer.concat(chunks);
    return this.take(count);
  }

  async atEnd(): Promise<boolean> {
    while (this.waiting.length === 0) if (!(await this.more())) return true;
    return false;
  }

  /** Everything that was not taken yet, as it is asked for. */
  rest(): ReadableStream<Uint8Array> {
    return new ReadableStream<Uint8Array>({
      pull: async (controller) => {
        const chunk = this.waiting.length > 0 ? this.waiting : await this.source();
        this.waiting = Buffer.alloc(0);
        if (chunk === null) controller.close();
        else controller.enqueue(new Uint8Array(chunk));
      },
    });
  }

  /** Strict to the byte: another way to write the same JSON is a change too. */
  parse<T>(line: string, schema: z.ZodType<T>): T {
    const value = parsedJson(line);
    const result = schema.safeParse(value);
    if (!result.success || JSON.stringify(value) !== line) throw this.changed('line');
    return result.data;
  }

  digest(): string {
    return soFar(this.hash);
  }

  private cut(): UnusableBackup {
    return new UnusableBackup(message('backups.cut', { file: this.file }));
  }

  private take(count: number): Buffer {
    const taken = this.waiting.subarray(0, count);
    this.waiting = this.waiting.subarray(count);
    this.hash.update(taken);
    return taken;
  }

  private async more(): Promise<boolean> {
    const chunk = await this.source();
    if (chunk === null) return false;
    this.waiting = Buffer.concat([this.waiting, chunk]);
    return true;
  }
}
