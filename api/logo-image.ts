import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { crc32, inflate } from 'node:zlib';
import { logoLimits } from '../domain/defaults.ts';
import type { LogoFacts, LogoFile } from '../domain/msp.ts';
import { type Message, message } from '../messages/message.ts';

type Size = Pick<LogoFacts, 'width' | 'height'>;

const damaged = message('rejections.logo-damaged');

/**
 * Reads an image by its bytes, whatever it was called, and as strictly as whatever prints it later: one that is accepted here must never fail a report. Also
 * rejected: bytes after its end, in which a file of another type could hide.
 * @returns why it is no logo, where it is none
 */
export async function logoImage(bytes: Buffer): Promise<(LogoFile & LogoFacts) | Message> {
  const mediaType = bytes.subarray(0, pngStart.length).equals(pngStart)
    ? 'image/png'
    : bytes.length > 4 && bytes.readUInt16BE(0) === startOfJpeg
      ? 'image/jpeg'
      : null;
  if (mediaType === null) return message('rejections.logo-type');
  const size = mediaType === 'image/png' ? await sizeOfPng(bytes) : sizeOfJpeg(bytes);
  if ('id' in size) return size;
  return { mediaType, bytes, ...size, sha256: createHash('sha256').update(bytes).digest('hex') };
}

const inBounds = ({ width, height }: Size): Size | Message =>
  width < 1 || height < 1
    ? damaged
    : Math.max(width, height) > logoLimits.pixels
      ? message('rejections.logo-pixels', { width, height, most: logoLimits.pixels })
      : { width, height };

const pngStart = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

interface Chunk {
  readonly type: string;
  readonly data: Buffer;
}

/** Returns `null` when a chunk is truncated, its checksum is wrong, or data follows the last one. */
function chunksOf(bytes: Buffer): readonly Chunk[] | null {
  const chunks: Chunk[] = [];
  for (let at = pngStart.length; at < bytes.length;) {
    if (at + 12 > bytes.length) return null;
    const end = at + 8 + bytes.readUInt32BE(at);
    if (end + 4 > bytes.length) return null;
    if (crc32(bytes.subarray(at + 4, end)) !== bytes.readUInt32BE(end)) return null;
    chunks.push({ type: bytes.toString('latin1', at + 4, at + 8), data: bytes.subarray(at + 8, end) });
    at = end + 4;
  }
  return chunks.at(0)?.type === 'IHDR' && chunks.at(-1)?.type === 'IEND' ? chunks : null;
}

/** Samples of a pixel, by color type. */
const samplesOf: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

async function sizeOfPng(bytes: Buffer): Promise<Size | Message> {
  const chunks = chunksOf(bytes);
  const head = chunks?.[0]?.data;
  if (chunks === null || head?.length !== 13) return damaged;
  const size = inBounds({ width: head.readUInt32BE(0), height: head.readUInt32BE(4) });
  if ('id' in size) return size;
  const samples = samplesOf[head.readUInt8(9)];
  const palette = chunks.some(({ type }) => type === 'PLTE');
  if (samples === undefined || (head.readUInt8(9) === 3 && !palette)) return damaged;
  const row = 1 + Math.ceil((size.width * samples * head.readUInt8(8)) / 8);
  const compressed = Buffer.concat(chunks.flatMap(({ type, data }) => (type === 'IDAT' ? [data] : [])));
  // Interlaced: up to seven smaller images, each row with its own filter byte.
  const most = head.readUInt8(12) === 0 ? row * size.height : 2 * (row + 8) * (size.height + 8);
  const pixels = await inflated(compressed, { maxOutputLength: most }).catch(() => null);
  const isWhole = pixels !== null && (head.readUInt8(12) !== 0 || pixels.length === most);
  return isWhole ? size : damaged;
}

const inflated = promisify<Buffer, { readonly maxOutputLength: number }, Buffer>(inflate);

const startOfJpeg = 0xff_d8;
const endOfJpeg = 0xff_d9;
const startOfScan = 0xda;
/** Frames that browsers and PDF support: baseline, extended, progressive. */
const frames: ReadonlySet<number> = new Set([0xc0, 0xc1, 0xc2]);

function sizeOfJpeg(bytes: Buffer): Size | Message {
  if (bytes.readUInt16BE(bytes.length - 2) !== endOfJpeg) return damaged;
  let size: Size | Message = damaged;
  for (let at = 2; at + 4 <= bytes.length;) {
    if (bytes[at] !== 0xff) return damaged;
    const marker = bytes.readUInt8(at + 1);
    if (marker === startOfScan) return size;
    const length = bytes.readUInt16BE(at + 2);
    if (length < 2 || at + 2 + length > bytes.length) return damaged;
    if (frames.has(marker)) size = sizeOfFrame(bytes.subarray(at + 4, at + 2 + length));
    at += 2 + length;
  }
  return damaged;
}

/** Images with four color components (CMYK) are rendered differently by each program. */
function sizeOfFrame(frame: Buffer): Size | Message {
  if (frame.length < 6) return damaged;
  const colors = frame.readUInt8(5);
  if (frame.readUInt8(0) !== 8 || ![1, 3, 4].includes(colors)) return damaged;
  if (colors === 4) return message('rejections.logo-colors');
  return inBounds({ width: frame.readUInt16BE(3), height: frame.readUInt16BE(1) });
}
