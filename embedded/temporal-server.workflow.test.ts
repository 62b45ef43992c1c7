import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { temporalProgram } from '../test/environment/temporal.ts';
import { isRunning } from './process-identity.ts';
import { type RunningTemporal, startTemporal, type TemporalServerOptions } from './temporal-server.ts';

describe('the Temporal server that is brought along', () => {
  let folder: string;
  const running: RunningTemporal[] = [];
  const start = async (
    searchAttributes: readonly string[],
    more: Partial<Pick<TemporalServerOptions, 'ports' | 'cliPath'>> = {},
  ): Promise<RunningTemporal> => {
    const temporal = await startTemporal({
      cliPath: temporalProgram(),
      dir: folder,
      storage: 'file',
      namespace: 'seatwise',
      searchAttributes,
      retentionDays: [90, 30],
      ui: false,
      ...more,
    });
    running.push(temporal);
    return temporal;
  };

  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'seatwise-temporal-'))));
  afterEach(async () => {
    for (const temporal of running.splice(0)) await temporal.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('keeps namespace, retention and search attributes over a restart, and learns new ones', async () => {
    const first = await start(['TenantId']);
    expect(first.retentionDays).toBe(90);
    await first.stop();
    expect(isRunning(first.identity)).toBe(false);
    const second = await start(['TenantId', 'SyncOutcome']);
    const connection = await Connection.connect({ address: second.address });
    const { customAttributes } = await connection.operatorService.listSearchAttributes({
      namespace: 'seatwise',
    });
    await connection.close();
    expect(Object.keys(customAttributes)).toEqual(expect.arrayContaining(['TenantId', 'SyncOutcome']));
  });

  it('says in one sentence that its file is damaged, and what to do', async () => {
    writeFileSync(join(folder, 'temporal.db'), 'this is no database'.repeat(1_000));
    await expect(start(['TenantId'])).rejects.toMatchObject({
      name: 'StartRejected',
      message: expect.stringMatching(
        /temporal\.db is damaged and .* Move it away together with .*, then start again\. /u,
      ),
    });
  });

  it.each([
    ['empty', 0, ''],
    ['cut off', 8_192, 'SQLite format 3'],
  ])('says in one sentence that its file is %s', async (_how, bytes, head) => {
    writeFileSync(join(folder, 'temporal.db'), head.padEnd(bytes, '\0'));
    await expect(start(['TenantId'])).rejects.toMatchObject({
      name: 'StartRejected',
      message: expect.stringMatching(/^\S+temporal\.db is damaged[^\n]*$/u),
    });
  });

  it('tries once more on another port, and then repeats what the program said first', async () => {
    const program = join(folder, 'temporal');
    const script = ['echo "$@" >> started', 'echo "cannot map memory" >&2', 'echo "its stack" >&2', 'exit 3'];
    writeFileSync(program, `#!/bin/sh\n${script.join('\n')}\n`, { mode: 0o700 });
    await expect(start(['TenantId'], { cliPath: program })).rejects.toMatchObject({
      name: 'StartRejected',
      message: expect.stringMatching(/cannot map memory[^\n]*$/u),
    });
    const ports = readFileSync(join(folder, 'started'), 'utf8').match(/--port \d+/gu);
    expect(new Set(ports).size).toBe(2);
  });

  it('starts again only where it was while somebody is connected to it there', async () => {
    const first = await start(['TenantId']);
    await first.stop();
    const other = createServer((socket) => socket.destroy()).listen(first.ports.grpc, '127.0.0.1');
    await once(other, 'listening');
    await expect(start(['TenantId'], { ports: first.ports })).rejects.toThrow('ended at its start');
    other.close();
    await once(other, 'close');
    const second = await start(['TenantId'], { ports: first.ports });
    expect(second.address).toBe(first.address);
  });

  it('is adopted when it was left with the same settings, and replaced when they are others', async () => {
    const first = await start(['TenantId']);
    const same = await start(['TenantId']);
    expect(same).toMatchObject({ adopted: true, pid: first.pid, address: first.address });
    const other = await start(['TenantId', 'SyncOutcome']);
    expect(other.adopted).toBe(false);
    expect(isRunning(first.identity)).toBe(false);
  });
});
