import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSandboxControl, type SandboxControl } from './control-client.ts';
import type { RequestEntry } from './request-log.ts';
import { startSandbox, type Sandbox } from './server.ts';
import { tinyWrite } from './testing/psa-write.ts';
import { tinyScenario } from './testing/tiny-scenario.ts';
import { callOverTls } from './testing/tls-call.ts';

let dir: string;
let sandbox: Sandbox;
let control: SandboxControl;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'sandbox-'));
  sandbox = await startSandbox({ dir, ownScenario: tinyScenario() });
  control = createSandboxControl(sandbox.control);
});
afterEach(async () => {
  await sandbox.close();
  rmSync(dir, { recursive: true });
});

const inject = (afterMs: number) =>
  control.inject({ method: 'PATCH', times: 1, fault: { kind: 'late-effect', afterMs } });
const requests = async (): Promise<number> =>
  (await control.requestLog()).filter(({ kind }) => kind === 'request').length;
/** A caller that gives up once its call has come, however long a connection takes. */
async function write(value: number): Promise<unknown> {
  const before = await requests();
  const caller = new AbortController();
  const call = callOverTls(sandbox, tinyWrite(sandbox, value), { signal: caller.signal });
  call.catch(() => undefined);
  while ((await requests()) === before);
  caller.abort();
  return call;
}
const quantity = async (): Promise<number | null> =>
  (await control.scenarioOf('connectwise')).additions[0]!.quantity;
const changes = async (): Promise<unknown[]> =>
  (await control.requestLog()).flatMap((one) =>
    one.kind === 'change' ? [[one.by, one.field, one.before, one.after]] : [],
  );
const firstRequest = async (): Promise<RequestEntry> =>
  (await control.requestLog()).find((entry) => entry.kind === 'request')!;

async function untilHandled(): Promise<void> {
  while ((await control.state()).lateEffects > 0);
}

describe('an effect after the time-out', () => {
  it('comes when the caller has hung up long ago, once, and nobody hears the answer', async () => {
    await inject(1_000);
    await expect(write(9)).rejects.toThrow('aborted');
    expect([await quantity(), await changes()]).toEqual([5, []]);
    expect(await firstRequest()).toMatchObject({ outcome: 'late effect: waiting', fault: 'late-effect' });
    await untilHandled();
    expect([await quantity(), await changes()]).toEqual([9, [['api', 'quantity', 5, 9]]]);
    expect(await firstRequest()).toMatchObject({ outcome: 'late effect: 200' });
  });

  it('comes when a test asks for it, in the order of the calls, and never a second time', async () => {
    await inject(60_000);
    await inject(60_000);
    await expect(write(9)).rejects.toThrow('aborted');
    await expect(write(8)).rejects.toThrow('aborted');
    await callOverTls(sandbox, tinyWrite(sandbox, 7));
    expect(await control.releaseLateEffects()).toBe(2);
    expect(await control.releaseLateEffects()).toBe(0);
    expect(await changes()).toEqual([
      ['api', 'quantity', 5, 7],
      ['api', 'quantity', 7, 9],
      ['api', 'quantity', 9, 8],
    ]);
  });

  it('meets the scenario as it is then: a line deleted meanwhile is not found, and moments stand around the handling', async () => {
    await control.atMoment({
      when: { vendor: 'connectwise', method: 'PATCH', phase: 'before-handling' },
      do: { kind: 'change-line', lineId: 20, changes: { remove: true } },
    });
    await inject(60_000);
    await expect(write(9)).rejects.toThrow('aborted');
    expect(await quantity()).toBe(5);
    await control.releaseLateEffects();
    expect(await firstRequest()).toMatchObject({ outcome: 'late effect: 404' });
    expect((await control.scenarioOf('connectwise')).additions).toEqual([]);
  });

  it('is dropped with its scenario, and bounded', async () => {
    await inject(60_000);
    await expect(write(9)).rejects.toThrow('aborted');
    expect(await control.state()).toMatchObject({ lateEffects: 1 });
    expect(await control.loadScenario('small')).toMatchObject({ lateEffects: 0, moments: 0 });
    expect(await control.releaseLateEffects()).toBe(0);
    await expect(inject(120_001)).rejects.toThrow('400');
  });
});
