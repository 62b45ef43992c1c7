import {
  connected,
  type Connected,
  type Driven,
  mapProducts,
  phaseIs,
} from '../../test/product/lifecycle.ts';
import { type Processes, startProcesses } from '../../test/product/processes.ts';
import type { ScenarioName } from '../../sandbox/scenarios/index.ts';

/** The product as processes with the settings it is delivered with, except that the sandbox has no call budget. */
export function deliveredProduct(
  scenario: ScenarioName,
  env: Readonly<Record<string, string>> = {},
): Promise<Processes> {
  return startProcesses({
    scenario,
    env: {
      LOG_LEVEL: 'info',
      VENDOR_READ_TIMEOUT_MS: '20000',
      VENDOR_RETRY_BASE_MS: '1000',
      PSA_TIMEOUT_MS: '30000',
      PSA_RETRY_BASE_MS: '500',
      SYNC_HEARTBEAT_TIMEOUT_MS: '20000',
      SYNC_CANCEL_POLL_MS: '2000',
      REPAIR_INTERVAL_MS: '300000',
      ...env,
    },
  });
}

/** Set up and finished, with the patience that large scenarios need; the first sync is under way. */
export async function finished(product: Driven): Promise<Connected> {
  const integration = await connected(product);
  await product.client.command('POST', `${integration.path}/authenticate`, {}, integration.path);
  await phaseIs(product, integration, 'mapping', 300_000);
  await mapProducts(product, integration);
  await product.client.command('POST', `${integration.path}/finish`, {}, integration.path);
  return integration;
}

export const firstSyncEnds = (product: Driven, integration: Connected) =>
  phaseIs(product, integration, 'active', 1_200_000);
