import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { SeatwiseClient, waitFor } from '../../embedded/tour/seatwise-client.ts';
import type { Installation } from '../e2e/installation.ts';
import { body, type Item, phaseIs, runEnds, startSync } from '../product/lifecycle.ts';
import { writeBack } from '../product/write-back-steps.ts';
import { agreementIdOf, inPsa, writesTo } from '../product/write-back-observations.ts';
import type { Recording } from './recordings.ts';

/** `seatwise …` of the version that an installation runs. */
export function seatwise(
  { home, version }: Installation,
  ...args: readonly string[]
): { readonly code: number | null; readonly said: string } {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(version, 'dist', 'cli', 'main.js'), ...args],
    { env: { PATH: process.env['PATH'], HOME: home, SEATWISE_HOME: home }, encoding: 'utf8' },
  );
  return { code: status, said: `${stdout}${stderr}` };
}

/** People, months, ledger and audit are as they were recorded, and work goes on: a sync, and the change that waits. */
export async function expectGoesOn(installation: Installation, recording: Recording): Promise<void> {
  const client = new SeatwiseClient(installation.origin);
  await client.signIn(recording.email, recording.passwordOfThisRecording);
  const product = { client, control: installation.control };
  const integration = { id: recording.integrationId, path: `/integrations/${recording.integrationId}` };
  await phaseIs(product, integration, 'active', 60_000);
  expect((await client.request('GET', `/review-months/${recording.closedMonth}.pdf`)).status).toBe(200);
  expect(seatwise(installation, 'audit', 'verify')).toEqual({
    code: 0,
    said: expect.stringContaining('The audit matches its checkpoints.') as string,
  });
  expect(await runEnds(product, await startSync(product, integration), 120_000)).toMatchObject({
    state: 'succeeded',
  });
  await expectSentOnce(installation, recording, product.client);
  expect(seatwise(installation, 'reconcile')).toEqual({
    code: 0,
    said: expect.stringContaining('No differences.') as string,
  });
}

/**
 * The change that waited reaches its end once its invoice exists: sent once, or, long after its recording, not at all. What
 * a restored installation had sent before is found in the PSA and not sent again.
 */
async function expectSentOnce(
  { control }: Installation,
  { waiting }: Recording,
  client: SeatwiseClient,
): Promise<void> {
  const line = (): Promise<Item> => writeBack({ client }, waiting);
  const { psaLineId, after } = (await line()) as { psaLineId: string; after: string };
  const before = await inPsa({ control }, psaLineId);
  await control.makeInvoice([await agreementIdOf({ control }, psaLineId)]);
  const ended = await waitFor('the end of the waiting change', 60_000, async () => {
    const now = await line();
    return finalStates.includes(now['state'] as string) ? now : null;
  });
  const writes = await writesTo({ control }, psaLineId);
  const isSent = ended['state'] === 'confirmed';
  expect([ended['state'], writes.length]).toEqual([isSent ? 'confirmed' : ended['state'], isSent ? 1 : 0]);
  expect(await inPsa({ control }, psaLineId)).toBe(isSent ? after : before);
  await waitFor('writing to be free', 60_000, async () => {
    const open = body(await client.request('GET', '/notices?state=open'))['items'] as Item[];
    return open.some(({ code }) => code === 'WriteStopped') ? null : true;
  });
}

const finalStates = ['confirmed', 'unchanged', 'stale', 'canceled'];
