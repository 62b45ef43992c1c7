import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { message } from '../../messages/message.ts';
import { MessageError } from '../../messages/message-error.ts';
import { createKeyRing, type KeyRing, masterKeyId } from '../secrets/key-ring.ts';
import { type Envelope, sealedVersion, sealMasterKey, sealStream } from './envelope.ts';
import { type BackupHead, type BackupTotals, formatVersion, partBytes, sha256, soFar } from './format.ts';
import { columnsOf, quoted, readLayout, type TableLayout } from './layout.ts';
import { syncFolder } from '../driver/sync-folder.ts';

const gzipped = promisify(gzip);

export interface BackupOrder {
  readonly databaseUrl: string;
  readonly file: string;
  /** Under which the database and the file are sealed. */
  readonly masterKey: Buffer;
  readonly keyVersion: number;
  /** Under which the master key goes into the file; null: it stays where it is, and the file is of no use without it. */
  readonly passphrase: string | null;
  readonly now: Date;
}

export interface WrittenBackup {
  readonly head: BackupHead;
  readonly rows: number;
  /** Of the file. */
  readonly bytes: number;
  /** Of what is sealed in it, by which the audit of a restored installation names it. */
  readonly sha256: string;
  readonly keyId: string;
}

/** The file was there already; a backup is never written over. */
export class BackupExists extends MessageError {
  override readonly name = 'BackupExists';
}

/**
 * Writes one consistent copy of the database while Seatwise works on it: one REPEATABLE READ snapshot, a part of each
 * table at a time in memory, sealed on its way to the disk, under a temporary name until it is whole. 0600.
 */
export async function writeBackup(order: BackupOrder): Promise<WrittenBackup> {
  if (existsSync(order.file)) throw new BackupExists(message('backups.file-exists', { file: order.file }));
  const client = new pg.Client({ connectionString: order.databaseUrl, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  await client.connect();
  const half = `${order.file}.${process.pid}.half`;
  try {
    await client.query('begin transaction isolation level repeatable read, read only');
    const handle = await open(half, 'wx', 0o600);
    try {
      const written = await writeSealed(client, handle, order);
      await handle.sync();
      await rename(half, order.file);
      await syncFolder(dirname(order.file));
      return written;
    } finally {
      await handle.close();
    }
  } catch (error) {
    await rm(half, { force: true });
    throw error;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function writeSealed(
  client: pg.Client,
  handle: FileHandle,
  order: BackupOrder,
): Promise<WrittenBackup> {
  const { masterKey, passphrase } = order;
  const keyRing = createKeyRing(masterKey, order.keyVersion);
  const envelope: Envelope = {
    seatwiseBackup: sealedVersion,
    createdAt: order.now.toISOString(),
    keyId: masterKeyId(masterKey),
    keyVersion: order.keyVersion,
    ...(passphrase === null ? {} : { masterKey: await sealMasterKey(masterKey, passphrase) }),
  };
  const plain = new TransformStream<Uint8Array, Uint8Array>();
  const { line, sealed } = await sealStream(keyRing, envelope, plain.readable);
  await handle.writeFile(`${line}\n`);
  const into = plain.writable.getWriter();
  // What ends one of the two ends the other: no write waits for a reader that is gone.
  const drained = drain(sealed, handle);
  drained.catch((error: unknown) => into.abort(error)).catch(() => undefined);
  const writer = new BackupWriter(async (bytes) => {
    await into.ready;
    await into.write(bytes);
  });
  let written;
  try {
    written = await writeAll(client, writer, keyRing, order.now);
    await into.close();
  } catch (error) {
    await into.abort(error).catch(() => undefined);
    throw error;
  }
  await drained;
  return { ...written, bytes: (await handle.stat()).size, keyId: envelope.keyId };
}

async function drain(sealed: ReadableStream<Uint8Array>, handle: FileHandle): Promise<void> {
  for await (const chunk of sealed as unknown as AsyncIterable<Uint8Array>) await handle.writeFile(chunk);
}

async function writeAll(
  client: pg.Client,
  writer: BackupWriter,
  keyRing: KeyRing,
  now: Date,
): Promise<Pick<WrittenBackup, 'head' | 'rows' | 'sha256'>> {
  const layout = await readLayout(client);
  const head: BackupHead = {
    seatwiseBackup: formatVersion,
    createdAt: now.toISOString(),
    installationId: layout.installationId,
    schema: layout.schema,
    migrations: [...layout.migrations],
    tables: layout.tables.map(({ name, columns }) => ({ name, columns: [...columns] })),
    audit: [...layout.audit],
    keyVersion: keyRing.version,
  };
  await writer.line(head);
  const rows: Record<string, number> = {};
  for (const table of layout.tables) rows[table.name] = await writeTable(client, writer, table);
  const totals: BackupTotals = { rows, sequences: [...layout.sequences] };
  await writer.line(totals);
  const digest = writer.digest();
  await writer.line({ sha256: digest });
  return {
    head,
    rows: Object.values(rows).reduce((sum, count) => sum + count, 0),
    sha256: digest,
  };
}

/** Returns the number of rows, as PostgreSQL counted them. */
async function writeTable(client: pg.Client, writer: BackupWriter, table: TableLayout): Promise<number> {
  const stream = client.query(copyTo(`copy ${quoted(table.name)} (${columnsOf(table)}) to stdout`));
  let waiting: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    waiting.push(chunk);
    size += chunk.length;
    if (size < partBytes) continue;
    await writer.part(table.name, Buffer.concat(waiting));
    waiting = [];
    size = 0;
  }
  if (size > 0) await writer.part(table.name, Buffer.concat(waiting));
  return stream.rowCount;
}

class BackupWriter {
  private readonly hash = createHash('sha256');

  constructor(private readonly sink: (bytes: Buffer) => Promise<void>) {}

  async line(value: object): Promise<void> {
    await this.write(Buffer.from(`${JSON.stringify(value)}\n`, 'utf8'));
  }

  async part(table: string, raw: Buffer): Promise<void> {
    const packed = await gzipped(raw);
    await this.line({ table, bytes: packed.length, sha256: sha256(packed) });
    await this.write(packed);
  }

  digest(): string {
    return soFar(this.hash);
  }

  private async write(bytes: Buffer): Promise<void> {
    await this.sink(bytes);
    this.hash.update(bytes);
  }
}
