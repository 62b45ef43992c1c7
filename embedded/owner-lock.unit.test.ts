import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readOwner, takeLock } from './owner-lock.ts';
import { identityOf, ownIdentity } from './process-identity.ts';

describe('a lock of a process', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'seatwise-lock-'));
    file = join(folder, 'lock');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is held by one at a time, and says by whom and where', () => {
    const first = takeLock(file);
    if (first.kind !== 'held') throw new Error('not held');
    first.lock.note('http://localhost:4600');
    expect(takeLock(file)).toEqual({
      kind: 'taken',
      by: { ...ownIdentity(), note: 'http://localhost:4600' },
    });
    first.lock.release();
    expect(existsSync(file)).toBe(false);
    expect(takeLock(file).kind).toBe('held');
  });

  it('is taken over from a process that has ended', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    const identity = identityOf(child.pid!)!;
    writeFileSync(file, JSON.stringify(identity));
    expect(takeLock(file).kind).toBe('taken');
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
    expect(takeLock(file).kind).toBe('held');
    expect(readOwner(file)).toEqual(ownIdentity());
  });

  it('is not believed when another process has got the same pid since', () => {
    writeFileSync(file, JSON.stringify({ ...ownIdentity(), startedAt: '1' }));
    expect(takeLock(file).kind).toBe('held');
  });

  it('is taken over when its file was damaged', () => {
    writeFileSync(file, '{"pid":');
    expect(takeLock(file).kind).toBe('held');
  });
});
