import { randomBytes } from 'node:crypto';
import { quick } from '../../test/product/processes.ts';

/** Where API and workers find the installation of a run. */
interface Surroundings {
  readonly temporalPort: number;
  readonly vendors: { readonly resolve: string; readonly caFile: string };
  /** Folder of the audit's signed checkpoints. */
  readonly auditAnchors: string;
}

/** What API and workers are started with, beside their port and database. */
export const programEnvironment = ({
  temporalPort,
  vendors,
  auditAnchors,
}: Surroundings): Readonly<Record<string, string>> => ({
  ...quick,
  VENDOR_READ_TIMEOUT_MS: '1000',
  PSA_TIMEOUT_MS: '1000',
  LOG_LEVEL: 'info',
  MASTER_KEY: randomBytes(32).toString('base64'),
  TEMPORAL_ADDRESS: `127.0.0.1:${temporalPort}`,
  TEMPORAL_NAMESPACE: 'seatwise',
  OUTBOUND_RESOLVE: vendors.resolve,
  OUTBOUND_CA_FILE: vendors.caFile,
  AUDIT_ANCHOR_FOLDER: auditAnchors,
  REQUESTS_PER_MINUTE: '100000',
  // A budget that is felt: places 5 ms apart, and after a 429 ever further.
  VENDOR_BUDGET_START_PER_MINUTE: '10000',
  VENDOR_BUDGET_CEILING: '10000',
  VENDOR_BUDGET_FLOOR: '600',
  SYNC_BATCH_ITEMS: '6',
  WRITE_UNKNOWN_WAIT_MS: '1500',
  WRITE_CREATE_APART_MS: '500',
  WRITE_END_APART_MS: '500',
});
