import { crc32, inflateRawSync } from 'node:zlib';

/**
 * Takes one file out of a zip archive (PKWARE APPNOTE 4.3: end record, central directory, local header), of those whose
 * name `wanted` accepts. Reads stored and deflated entries; throws when none fits or the bytes do not match their sum.
 */
export function zipEntry(archive: Buffer, wanted: (name: string) => boolean): Buffer {
  const end = archive.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0) throw new Error('not a zip archive: no end record');
  const count = archive.readUInt16LE(end + 10);
  let at = archive.readUInt32LE(end + 16);
  for (let index = 0; index < count; index += 1) {
    if (archive.readUInt32LE(at) !== 0x02014b50) throw new Error('damaged zip archive: central directory');
    const nameLength = archive.readUInt16LE(at + 28);
    const name = archive.toString('utf8', at + 46, at + 46 + nameLength);
    if (wanted(name)) return content(archive, at, name);
    at += 46 + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  throw new Error('the zip archive does not hold the wanted file');
}

function content(archive: Buffer, directoryEntry: number, name: string): Buffer {
  const method = archive.readUInt16LE(directoryEntry + 10);
  const sum = archive.readUInt32LE(directoryEntry + 16);
  const packed = archive.readUInt32LE(directoryEntry + 20);
  const unpacked = archive.readUInt32LE(directoryEntry + 24);
  const local = archive.readUInt32LE(directoryEntry + 42);
  if (archive.readUInt32LE(local) !== 0x04034b50) throw new Error(`damaged zip archive: header of ${name}`);
  const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
  const bytes = archive.subarray(start, start + packed);
  if (method !== 0 && method !== 8)
    throw new Error(`${name} is packed by method ${method}, which is not known here`);
  const whole = method === 0 ? bytes : inflateRawSync(bytes, { maxOutputLength: Math.max(unpacked, 1) });
  if (whole.length !== unpacked || crc32(whole) !== sum) throw new Error(`damaged zip archive: ${name}`);
  return whole;
}
