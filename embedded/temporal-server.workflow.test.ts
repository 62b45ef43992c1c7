import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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
    more: Pick<TemporalServerOptions, 'ports'> = {},
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

  it('starts again only where it was while somebody is connected to it there', async () => {
    const first = await start(['TenantId']);
    await first.stop();
    const other = createServer((socket) => socket.destroy()).listen(first.ports.grpc, '127.0.0.1');
    await once(other, 'listening');
    await expect(start(['TenantId'], { ports: first.ports })).rejects.toThrow('did not start');
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
