import { crc32, deflateSync } from 'node:zlib';
import { logoLimits } from '../domain/defaults.ts';
import { logoImage } from './logo-image.ts';

const chunk = (type: string, data: Buffer): Buffer => {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
};

const pngOf = (
  { width, height, interlaced = 0 }: { width: number; height: number; interlaced?: number },
  pixels = Buffer.alloc(height * (1 + 4 * width)),
): Buffer => {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 6, 0, 0, interlaced], 8);
  return Buffer.concat([
    Buffer.from('\u0089PNG\r\n\u001A\n', 'latin1'),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(pixels)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
};

const segment = (marker: number, data: readonly number[]): Buffer =>
  Buffer.from([0xff, marker, 0, data.length + 2, ...data]);

const jpegOf = (width: number, height: number, colors: number, frame = 0xc2): Buffer =>
  Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    segment(0xe0, [...Buffer.from('JFIF\0')]),
    segment(frame, [8, height >> 8, height & 0xff, width >> 8, width & 0xff, colors, 1, 0x11, 0]),
    segment(0xda, [1, 1, 0, 0, 63, 0]),
    Buffer.from([0x12, 0x34, 0xff, 0xd9]),
  ]);

const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');

describe('a logo', () => {
  it.each([
    ['a PNG', pngOf({ width: 30, height: 12 }), { mediaType: 'image/png', width: 30, height: 12 }],
    ['a JPEG', jpegOf(320, 80, 3), { mediaType: 'image/jpeg', width: 320, height: 80 }],
    ['a gray JPEG', jpegOf(20, 20, 1, 0xc0), { mediaType: 'image/jpeg', width: 20, height: 20 }],
  ])('is %s, by its bytes', async (_, bytes, expected) => {
    expect(await logoImage(bytes)).toMatchObject({ ...expected, bytes });
  });

  const whole = pngOf({ width: 3, height: 3 });
  const wide = logoLimits.pixels + 1;
  it.each([
    ['an SVG', svg, 'type'],
    ['nothing', Buffer.alloc(0), 'type'],
    ['a cut PNG', whole.subarray(0, -5), 'damaged'],
    ['a PNG with a page behind it', Buffer.concat([whole, svg]), 'damaged'],
    ['a PNG with a flipped bit', Buffer.from(whole).fill(1, 20, 21), 'damaged'],
    ['a PNG that unpacks to more than its size', pngOf({ width: 1, height: 1 }, Buffer.alloc(1_000_000)), 'damaged'],
    ['an interlaced one that does', pngOf({ width: 1, height: 1, interlaced: 1 }, Buffer.alloc(1_000_000)), 'damaged'],
    ['a PNG with fewer rows than it says', pngOf({ width: 3, height: 3 }, Buffer.alloc(13)), 'damaged'],
    ['a wide PNG', pngOf({ width: wide, height: 1 }), 'pixels'],
    ['an empty PNG', pngOf({ width: 0, height: 1 }), 'damaged'],
    ['a wide JPEG', jpegOf(wide, 8, 3), 'pixels'],
    ['a cut JPEG', jpegOf(8, 8, 3).subarray(0, -1), 'damaged'],
    ['a JPEG with a page behind it', Buffer.concat([jpegOf(8, 8, 3), svg]), 'damaged'],
    ['a JPEG without a frame', jpegOf(8, 8, 3, 0xe1), 'damaged'],
    ['a JPEG for print', jpegOf(8, 8, 4), 'colors'],
  ])('is not %s', async (_, bytes, reason) => {
    expect(await logoImage(bytes)).toMatchObject({ id: `rejections.logo-${reason}` });
  });
}); // prettier-ignore
