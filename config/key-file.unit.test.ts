import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inEnglish } from '../messages/english.ts';
import { openKeyFile } from './key-file.ts';

describe('the file of a master key', () => {
  const folder = mkdtempSync(join(tmpdir(), 'seatwise-key-file-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  const verdict = (modes: { readonly file: number; readonly folder: number }): string => {
    const inner = join(folder, 'inner');
    rmSync(inner, { recursive: true, force: true });
    mkdirSync(inner);
    const file = join(inner, 'key');
    writeFileSync(file, 'x');
    chmodSync(file, modes.file);
    chmodSync(inner, modes.folder);
    const found = openKeyFile(file);
    if (found === null) return 'taken';
    expect(inEnglish(found)).toContain(`chmod 600 ${file}`);
    return found.id;
  };

  it.each([
    [0o600, 0o755, 'taken'],
    [0o400, 0o755, 'taken'],
    [0o440, 0o755, 'taken'],
    [0o604, 0o755, 'files.readable-by-others'],
    [0o444, 0o755, 'files.readable-by-others'],
    [0o444, 0o700, 'taken'],
    [0o444, 0o710, 'files.readable-by-others'],
    [0o620, 0o700, 'files.writable-by-others'],
    [0o602, 0o755, 'files.writable-by-others'],
    [0o666, 0o700, 'files.writable-by-others'],
    [0o600, 0o777, 'files.writable-by-others'],
    [0o600, 0o1777, 'taken'],
  ])('of mode %o in a folder of mode %o is %s', (file, inFolder, expected) => {
    // mkdtemp makes the folder above 0700, which would close everything in it.
    chmodSync(folder, 0o755);
    expect(verdict({ file, folder: inFolder })).toBe(expected);
  });

  it('is judged by what a link leads to, and by every folder above', () => {
    chmodSync(folder, 0o755);
    expect(verdict({ file: 0o444, folder: 0o755 })).toBe('files.readable-by-others');
    const link = join(folder, 'link');
    symlinkSync(join(folder, 'inner', 'key'), link);
    expect(openKeyFile(link)?.id).toBe('files.readable-by-others');
    chmodSync(folder, 0o700);
    expect(openKeyFile(link)).toBeNull();
  });
});
