import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../config/free-port.ts';
import { processesBelow, signIn } from '../../embedded/testing/started-product.ts';
import { expectTour, Installation, integrationOf, sessionCookieOf } from './installation.ts';

jest.setTimeout(300_000);

let folder: string;
let autotask: Installation;
let halopsa: Installation;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'seatwise-e2e-'));
  chmodSync(folder, 0o711);
  autotask = new Installation(join(folder, 'autotask'), await freePort());
  halopsa = new Installation(join(folder, 'halopsa'), await freePort());
});
afterAll(async () => {
  for (const { part } of [autotask, halopsa]) if (!part.hasEnded()) await part.end('SIGTERM');
  for (const pid of processesBelow(folder)) process.kill(pid, 'SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** Whom the product of an installation has asked for anything, by its sandbox. */
const vendorsAsked = async ({ control }: Installation): Promise<ReadonlySet<string>> =>
  new Set((await control.requestLog()).flatMap((entry) => (entry.kind === 'request' ? [entry.vendor] : [])));

describe('two whole products on one machine, each with its PSA', () => {
  it('play the tour with autotask, each figure as that PSA can express it', () =>
    expectTour(autotask, 'autotask'));

  it('and with halopsa beside it, in another home', () => expectTour(halopsa, 'halopsa'));

  it('run beside each other: two people, two worlds, nothing shared', async () => {
    const mine = await integrationOf(await autotask.client());
    const theirs = await integrationOf(await halopsa.client());
    expect([mine['psa'], theirs['psa']]).toEqual(['autotask', 'halopsa']);
    expect(mine['id']).not.toBe(theirs['id']);
    expect(await vendorsAsked(autotask)).toEqual(new Set(['duo', 'autotask']));
    expect(await vendorsAsked(halopsa)).toEqual(new Set(['duo', 'halopsa']));
    // Neither password opens the other, and a session of one is none at the other.
    expect(await signIn(halopsa.port, autotask.password)).toBe(401);
    const stray = await fetch(`${halopsa.origin}/api/v1/integrations/${theirs['id'] as string}`, {
      headers: { cookie: await sessionCookieOf(autotask) },
    });
    expect(stray.status).toBe(401);
    expect(await autotask.part.end('SIGTERM')).toBe(0);
    expect(processesBelow(autotask.home)).toEqual([]);
    expect((await fetch(`${halopsa.origin}/readyz`)).status).toBe(200);
  });
});
