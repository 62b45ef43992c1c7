import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSandboxControl, type SandboxControl } from './control-client.ts';
import type { RequestLogEntry } from './request-log.ts';
import type { MomentOrder, MomentState } from './edit-moments.ts';
import { startSandbox, type Sandbox } from './server.ts';
import { tinyRead, tinyWrite } from './testing/psa-write.ts';
import { tinyScenario } from './testing/tiny-scenario.ts';
import { callOverTls, type TlsAnswer } from './testing/tls-call.ts';
import { linePath } from './testing/line-path.ts';

const line = { agreementId: 10, id: 20 };
const path = linePath(tinyScenario(), line);

let dir: string;
let sandbox: Sandbox;
let control: SandboxControl;
let mark: number;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'sandbox-'));
  sandbox = await startSandbox({ dir, ownScenario: tinyScenario() });
  control = createSandboxControl(sandbox.control);
});
beforeEach(async () => {
  await control.changeLine(20, { quantity: 5 });
  mark = (await control.state()).requestLog;
});
afterEach(async () => {
  await control.clear();
  await control.clearMoments();
});
afterAll(async () => {
  await sandbox.close();
  rmSync(dir, { recursive: true });
});

const write = (value: number): Promise<TlsAnswer> => callOverTls(sandbox, tinyWrite(sandbox, value));
const read = (): Promise<TlsAnswer> => callOverTls(sandbox, tinyRead(sandbox));
const body = (answer: TlsAnswer): Record<string, unknown> =>
  JSON.parse(answer.body.toString('utf8')) as Record<string, unknown>;
const at = (
  phase: MomentOrder['when']['phase'],
  todo: MomentOrder['do'],
  more: Partial<MomentOrder['when']> = {},
): Promise<MomentState> =>
  control.atMoment({
    when: { vendor: 'connectwise', method: 'PATCH', path, phase, ...more },
    do: todo,
  });
const to = (quantity: number): MomentOrder['do'] => ({
  kind: 'change-line',
  lineId: 20,
  changes: { quantity },
});

/** Requests and what happened to quantities, in the order of the request log. */
async function told(): Promise<unknown[]> {
  const short = (entry: RequestLogEntry): unknown[] => {
    if (entry.kind === 'request') return [entry.method];
    return entry.field === 'quantity' ? [[entry.by, entry.before, entry.after]] : [];
  };
  return (await control.requestLog(mark)).flatMap(short);
}

describe('a person edits', () => {
  it('before the call is handled', async () => {
    await at('before-handling', to(7));
    expect(body(await write(9))).toMatchObject({ quantity: 9 });
    expect(await told()).toEqual(['PATCH', ['person', 5, 7], ['api', 7, 9]]);
  });

  it('after it was handled, before its answer leaves: the answer does not know', async () => {
    await at('after-handling', to(7));
    expect(body(await write(9))).toMatchObject({ quantity: 9 });
    expect(await told()).toEqual(['PATCH', ['api', 5, 9], ['person', 9, 7]]);
    expect(body(await read())).toMatchObject({ quantity: 7 });
  });

  it('after the answer, before any call that follows it', async () => {
    await at('after-answer', to(7));
    expect(body(await write(9))).toMatchObject({ quantity: 9 });
    expect(body(await read())).toMatchObject({ quantity: 7 });
    expect(await told()).toEqual(['PATCH', ['api', 5, 9], ['person', 9, 7], 'GET']);
  });

  it('between the reading of a line and the writing of it', async () => {
    await at('after-answer', to(7), { method: 'GET' });
    expect(body(await read())).toMatchObject({ quantity: 5 });
    await write(9);
    expect(await told()).toEqual(['GET', ['person', 5, 7], 'PATCH', ['api', 7, 9]]);
  });

  it('once, after as many fitting calls as asked, and says when it is done', async () => {
    await at('before-handling', to(7), { after: 1 });
    await read();
    await write(6);
    expect(await control.moments()).toMatchObject([{ seen: 1, state: 'pending' }]);
    await write(8);
    await write(9);
    expect(await told()).toEqual([
      'GET',
      'PATCH',
      ['api', 5, 6],
      'PATCH',
      ['person', 6, 7],
      ['api', 7, 8],
      'PATCH',
      ['api', 8, 9],
    ]);
    expect(await control.moments()).toMatchObject([{ seen: 2, state: 'done', error: null }]);
  });

  it('although the answer is lost, or a fault stands in for the handling', async () => {
    await at('after-answer', to(7));
    await control.inject({ method: 'PATCH', times: 1, fault: { kind: 'done-answer-lost' } });
    await expect(write(9)).rejects.toThrow(/hang up|ECONNRESET/);
    expect(body(await read())).toMatchObject({ quantity: 7 });

    await at('before-handling', to(3));
    await control.inject({ method: 'PATCH', times: 1, fault: { kind: 'status', status: 503 } });
    expect((await write(9)).status).toBe(503);
    expect(body(await read())).toMatchObject({ quantity: 3 });
  });

  it('not when cleared before, and not at other calls', async () => {
    const { id } = await at('before-handling', to(7));
    await at('before-handling', to(8), { path: `${path}9` });
    await at('before-handling', to(8), { vendor: 'duo' });
    expect(await control.clearMoments(id)).toBe(1);
    await write(9);
    expect(await told()).toEqual(['PATCH', ['api', 5, 9]]);
    expect(await control.moments()).toMatchObject([{ state: 'pending' }, { state: 'pending' }]);
  });
});

describe('what a person can do at a moment', () => {
  it('close the agreement between reading and writing: the write is rejected', async () => {
    await at('before-handling', {
      kind: 'change-agreement',
      agreementId: 10,
      changes: { agreementStatus: 'Cancelled', cancelledFlag: true },
    });
    const rejected = await write(9);
    expect(rejected.status).toBe(400);
    expect(body(rejected)).toMatchObject({ code: 'InvalidObject', errors: [{ resource: 'agreement' }] });
    await control.changeAgreement(10, { agreementStatus: 'Active', cancelledFlag: false });
    expect(await told()).toEqual(['PATCH']);
  });

  it('move the line to another agreement: its old address is gone', async () => {
    const { id } = await control.addAgreement(10, { name: 'Second' });
    await at('before-handling', { kind: 'change-line', lineId: 20, changes: { agreementId: id } });
    expect((await write(9)).status).toBe(404);
    await control.changeLine(20, { agreementId: 10 });
  });

  it('take the right to edit, add a line, make and delete an invoice', async () => {
    await at('before-handling', {
      kind: 'change-rights',
      publicKey: 'public',
      rights: { agreementsEdit: false },
    });
    await at('before-handling', { kind: 'add-line', copyOf: 20, changes: { quantity: 2 } });
    await at('after-handling', { kind: 'make-invoice', agreementIds: [10] });
    await at('after-answer', { kind: 'undo-invoice', agreementIds: [10] });
    expect((await write(9)).status).toBe(403);
    await read();
    await control.changeRights('public', { agreementsEdit: true });
    const changes = (await control.requestLog(mark)).filter((entry) => entry.kind === 'change');
    expect(changes.every(({ by }) => by === 'person')).toBe(true);
    expect(changes.map(({ object, field }) => [object, field])).toEqual([
      ['connectwise.member', 'rights'],
      ['connectwise.addition', '*'],
      ['connectwise.agreement', 'nextInvoiceDate'],
      ['connectwise.agreement', 'nextInvoiceDate'],
      ['connectwise.member', 'rights'],
    ]);
  });

  it('nothing with what is not there: the call goes on, and the moment says why', async () => {
    await at('before-handling', { kind: 'change-line', lineId: 999, changes: { quantity: 1 } });
    expect((await write(9)).status).toBe(200);
    expect(await control.moments()).toMatchObject([
      { state: 'failed', error: 'Line 999 is not in this scenario' },
    ]);
    await expect(at('before-handling', { kind: 'nonsense' } as never)).rejects.toThrow('400');
  });
});
