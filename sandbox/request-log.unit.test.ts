import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSandboxControl, type SandboxControl } from './control-client.ts';
import { startSandbox, type Sandbox } from './server.ts';
import { psaRequest, tinyRead, tinyWrite } from './testing/psa-write.ts';
import { tinyScenario } from './testing/tiny-scenario.ts';
import { callOverTls, type TlsAnswer } from './testing/tls-call.ts';
import type { VendorRequest } from './vendor.ts';

let dir: string;
let sandbox: Sandbox;
let control: SandboxControl;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'sandbox-'));
  sandbox = await startSandbox({ dir, ownScenario: tinyScenario() });
  control = createSandboxControl(sandbox.control);
});
afterAll(async () => {
  await sandbox.close();
  rmSync(dir, { recursive: true });
});

const call = (request: VendorRequest): Promise<TlsAnswer> => callOverTls(sandbox, request);

describe('writes in the request log', () => {
  const since = async (mark: number) => (await control.requestLog()).filter(({ seq }) => seq > mark);
  const mark = async (): Promise<number> => (await control.state()).requestLog;

  it('each PATCH says which line it was for and which quantity it asked for, whatever became of it', async () => {
    const before = await mark();
    await call(tinyWrite(sandbox, 12.5));
    await call(tinyWrite(sandbox, '13'));
    await control.inject({ times: 1, fault: { kind: 'status', status: 503 } });
    await call(tinyWrite(sandbox, 14));
    await call(
      psaRequest(sandbox, 'PATCH', '/finance/agreements/10/additions/77', { body: { nonsense: true } }),
    );
    await call(tinyRead(sandbox));
    const line = { agreementId: 10, lineId: 20, field: 'quantity', day: null };
    const requests = (await since(before)).filter((entry) => entry.kind === 'request');
    expect(requests.map(({ write, outcome }) => [write, outcome])).toEqual([
      [{ ...line, value: 12.5 }, 200],
      [{ ...line, value: '13' }, 400],
      [{ ...line, value: 14 }, 503],
      [{ agreementId: 10, lineId: 77, field: null, value: null, day: null }, 404],
      [null, 200],
    ]);
    expect(JSON.stringify(requests)).not.toContain(sandbox.credentials.psa.privateKey);
  });

  it('requests and changes share one rising number', async () => {
    await call(tinyWrite(sandbox, 15));
    const entries = await control.requestLog();
    expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, index) => index + 1));
    expect(entries.slice(-2).map(({ kind }) => kind)).toEqual(['request', 'change']);
  });

  it('one effective write is one entry, two at the same time included', async () => {
    await call(tinyWrite(sandbox, 1));
    const before = await mark();
    const values = [2, 3, 3, 2, 2, 4];
    await Promise.all(values.map((value) => call(tinyWrite(sandbox, value))));
    const changes = (await since(before)).filter((entry) => entry.kind === 'change');
    const chain = [1, ...changes.map(({ after }) => after)];
    expect(changes.map(({ before: was }) => was)).toEqual(chain.slice(0, -1));
    expect(changes.every((one) => one.by === 'api' && one.before !== one.after)).toBe(true);
    expect((await control.scenarioOf('connectwise')).additions[0]!.quantity).toBe(chain.at(-1));
  });

  it('of another process are told from the first on, however much was known of the former one', async () => {
    const address = { ...sandbox.control };
    const either = createSandboxControl(address);
    await call(tinyWrite(sandbox, 21));
    const known = await either.requestLog();
    const folder = mkdtempSync(join(tmpdir(), 'sandbox-'));
    const other = await startSandbox({ dir: folder, ownScenario: tinyScenario() });
    try {
      for (let nth = 0; nth <= known.length; nth += 1) await callOverTls(other, tinyWrite(other, 30 + nth));
      Object.assign(address, other.control);
      expect(await either.requestLog()).toEqual(await createSandboxControl(other.control).requestLog());
    } finally {
      await other.close();
      rmSync(folder, { recursive: true });
    }
  });
});
