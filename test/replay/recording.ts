import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { searchAttributeNames } from '../../contracts/temporal/search-attributes.ts';
import { freePort } from '../../config/free-port.ts';
import { temporalServerFlags } from '../../embedded/temporal/server-flags.ts';
import { waitFor } from '../../embedded/tour/seatwise-client.ts';
import { environmentNames } from '../environment/names.ts';
import { temporalProgram } from '../environment/temporal.ts';
import type { Product } from '../product/product.ts';
import { saveHistory } from './history-files.ts';

/** What records histories: docs/testing.md, "Recorded histories". Not run otherwise. */
export const recording = process.env['RECORD_HISTORIES'] === '1' ? describe : describe.skip;
const release = (JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }).version;

export const currentRun = async (product: Product, workflowId: string): Promise<string> =>
  (await product.temporal.workflow.getHandle(workflowId).describe()).runId;

export const hasEnded = (product: Product, workflowId: string, runId: string): Promise<true> =>
  waitFor(`the end of ${workflowId}`, 20_000, async () =>
    (await product.temporal.workflow.getHandle(workflowId, runId).describe()).status.name === 'RUNNING'
      ? null
      : true,
  );

export async function save(product: Product, workflowId: string, runId: string, name: string): Promise<void> {
  await hasEnded(product, workflowId, runId);
  const history = await product.temporal.workflow.getHandle(workflowId, runId).fetchHistory();
  saveHistory(release, name, historyToJSON(history));
}

/** A dev server of its own that suggests continue-as-new after few events; the run's own does after 4,096. */
export async function startServerThatSuggestsEarly(events: number): Promise<{ stop(): Promise<void> }> {
  const dir = mkdtempSync(join(tmpdir(), 'seatwise-record-'));
  const port = await freePort();
  const flags = temporalServerFlags({
    dir, storage: 'memory', port, uiPort: null, namespace: 'seatwise', searchAttributes: searchAttributeNames,
  }); // prettier-ignore
  const child = spawn(
    temporalProgram(),
    [...flags, '--dynamic-config-value', `limit.historyCount.suggestContinueAsNew=${events}`],
    { stdio: 'ignore' },
  );
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const address = `127.0.0.1:${port}`;
  await waitFor('the dev server', 20_000, async () => {
    const connection = await Connection.connect({ address, connectTimeout: 500 }).catch(() => null);
    await connection?.close();
    return connection === null ? null : true;
  });
  process.env[environmentNames.temporalAddress] = address;
  return {
    async stop() {
      child.kill('SIGTERM');
      await ended;
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
