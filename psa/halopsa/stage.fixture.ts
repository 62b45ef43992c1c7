import { readFileSync, rmSync } from 'node:fs';
import { createOutbound } from '../../http/outbound.ts';
import { parseResolve } from '../../http/resolve.ts';
import { createSandboxControl } from '../../sandbox/control-client.ts';
import { startSandbox } from '../../sandbox/server.ts';
import { sandboxFolder } from '../../test/environment/sandbox-folder.ts';
import type { Psa } from '../port.ts';
import { callWindowInMemory } from '../testing/call-window.ts';
import { fewLines } from '../testing/few-lines.fixture.ts';
import { createHaloPsa } from './halopsa.ts';
import type { HaloPsaCredential, HaloPsaSettings } from './settings.ts';

/** Waits short enough for tests; a time-out long enough for a busy machine. */
const quick: Partial<HaloPsaSettings> = {
  timeoutMs: 2_000,
  maxAttempts: 2,
  retryFirstMs: 5,
  busyMs: 20,
  waitInAllMs: 3_000,
  callsPerFiveMinutes: 1_000_000,
  youngTokenMs: 0,
  followsWithinMs: 50,
  followsEveryMs: 10,
  secondReadAfterMs: 20,
};

/** A sandbox's HaloPSA, and clients of it. */
export async function openStage() {
  const dir = sandboxFolder('seatwise-halopsa-');
  const sandbox = await startSandbox({ dir, ownScenario: fewLines() });
  const outbound = createOutbound({
    resolve: parseResolve(sandbox.resolve),
    extraCa: readFileSync(sandbox.caFile, 'utf8'),
  });
  const window = callWindowInMemory();
  const control = createSandboxControl(sandbox.control);
  return {
    sandbox,
    control,
    client: (settings: Partial<HaloPsaSettings> = {}, keys: Partial<HaloPsaCredential> = {}): Psa =>
      createHaloPsa({
        outbound,
        window,
        credential: { ...sandbox.credentials.halopsa, ...keys },
        settings: { ...quick, ...settings },
      }),
    /** Requests that reached HaloPSA so far. */
    calls: async () =>
      (await control.requestLog())
        .filter((entry) => entry.kind === 'request')
        .filter((entry) => entry.vendor === 'halopsa'),
    close: async () => {
      await outbound.close();
      await sandbox.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

export type Stage = Awaited<ReturnType<typeof openStage>>;
