import { asWritten } from '../../messages/message.ts';
import { rendered } from '../../test/texts/rendered.ts';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Downloads, findTemporal, NoTemporalServer } from './finder.ts';

/** Programs that say a version, as the real one does. */
function program(path: string, says = 'temporal version 1.9.1 (Server 1.32.0, UI 2.54.1)'): string {
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, `#!/bin/sh\necho "${says}"\n`);
  chmodSync(path, 0o755);
  return path;
}

describe('finding the Temporal server', () => {
  let folder: string;
  let env: NodeJS.ProcessEnv;
  let asked: string[];
  const none: Downloads = {
    bySdk: () => {
      asked.push('sdk');
      return Promise.resolve({ kind: 'failed', why: asWritten('no network') });
    },
    byWheel: () => {
      asked.push('wheel');
      return Promise.resolve({ kind: 'failed', why: asWritten('pip3: not found') });
    },
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'seatwise-finder-'));
    asked = [];
    env = { HOME: folder, PATH: `${join(folder, 'bin')}:/nowhere` };
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('takes the named program first, then the PATH, then the cache', async () => {
    const named = program(join(folder, 'named'));
    const onPath = program(join(folder, 'bin', 'temporal'));
    const cached = program(join(folder, '.cache', 'seatwise', 'temporal-1.9.1'));
    const found = await findTemporal({ ...env, TEMPORAL_CLI_PATH: named }, none);
    expect(found).toEqual({ path: named, version: '1.9.1', source: 'TEMPORAL_CLI_PATH' });
    expect(await findTemporal(env, none)).toMatchObject({ path: onPath, source: 'PATH' });
    rmSync(onPath);
    expect(await findTemporal(env, none, () => asked.push('said'))).toMatchObject({
      path: cached,
      source: 'cache',
    });
    expect(asked).toEqual([]);
  });

  it('says that it fetches, then asks the SDK before pip', async () => {
    const bySdk = program(join(folder, 'by-sdk'));
    const byWheel = program(join(folder, 'by-wheel'));
    const wheel: Downloads = {
      ...none,
      byWheel: () => Promise.resolve({ kind: 'installed', path: byWheel }),
    };
    const both: Downloads = { ...wheel, bySdk: () => Promise.resolve({ kind: 'downloaded', path: bySdk }) };
    const say = () => asked.push('said');
    expect(await findTemporal(env, both, say)).toMatchObject({ path: bySdk, source: 'sdk-download' });
    expect(await findTemporal(env, wheel, say)).toMatchObject({ path: byWheel, source: 'wheel' });
    expect(asked).toEqual(['said', 'said', 'sdk']);
  });

  it('passes over a program that is too old or is something else', async () => {
    program(join(folder, 'bin', 'temporal'), 'temporal version 0.11.0');
    const cached = program(join(folder, '.cache', 'seatwise', 'temporal-1.9.1'));
    expect(await findTemporal(env, none)).toMatchObject({ path: cached });
    program(cached, 'temporary files removed');
    await expect(findTemporal(env, none)).rejects.toThrow(
      /0\.11\.0; 1\.3\.0 is the oldest[\s\S]*not the Temporal CLI/,
    );
  });

  it('never replaces a named program that cannot be used', async () => {
    program(join(folder, 'bin', 'temporal'));
    const attempt = findTemporal({ ...env, TEMPORAL_CLI_PATH: join(folder, 'missing') }, none);
    await expect(attempt).rejects.toThrow(/TEMPORAL_CLI_PATH: .*missing is not an executable file/);
    expect(asked).toEqual([]);
  });

  it('lists everything that was tried, in order, and what to do', async () => {
    const error = await findTemporal(env, none).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(NoTemporalServer);
    const { message, tried, says } = error as NoTemporalServer;
    expect(rendered(says)).toBe(message);
    expect(tried.map(({ id }) => id)).toEqual([
      'start.temporal.named',
      'start.temporal.on-path',
      'start.temporal.cache',
      'start.temporal.sdk-download',
      'start.temporal.wheel',
    ]);
    for (const advice of ['docs.temporal.io/cli', 'TEMPORAL_CLI_PATH', 'python3-pip', 'TEMPORAL_ADDRESS']) {
      expect(message).toContain(advice);
    }
  });
});
