import type { Client } from '@temporalio/client';
import type { WorkerDeploymentVersion } from '@temporalio/common';
import type { NativeConnection } from '@temporalio/worker';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type {
  ReadingSettings,
  RegisteredKinds,
  WritePoint,
  WritingSettings,
} from '../activities/runtime/dependencies.ts';
import type { TaskQueue } from '../contracts/temporal/names.ts';
import type { BudgetSettings } from '../db/driver/rate-budget.ts';
import type { Database } from '../db/model/database.ts';
import type { KeyRing } from '../db/secrets/key-ring.ts';
import type { OutboundOptions } from '../http/outbound.ts';
import type { PsaCallSettings } from '../psa/port.ts';
import type { Tracing } from '../telemetry/tracing.ts';
import type { Keeping } from '../use-cases/operations/forget-old-records.ts';
import type { VendorCallSettings } from '../vendors/port.ts';
import type { CheckpointSettings } from './audit-checkpoints.ts';
import type { DeliverySettings } from './deliveries.ts';

export type QueueName = keyof typeof TaskQueue;

/** Everything a worker process needs; opened and closed by its composition root. */
export interface WorkerDependencies {
  readonly db: Database;
  readonly keyRing: KeyRing;
  readonly kinds: RegisteredKinds;
  readonly connection: NativeConnection;
  readonly client: Client;
  readonly namespace: string;
  readonly logger: Logger;
  readonly registry: Registry;
  /** Absent or null: this process sends no traces. */
  readonly tracing?: Tracing | null;
  readonly settings: WorkerSettings;
}

export interface WorkerSettings {
  readonly queues: readonly QueueName[];
  /** The bundle made at build time, or in tests the workflow sources themselves. */
  readonly workflows: { readonly bundlePath: string } | { readonly sourcePath: string };
  /** Of Worker Deployments; absent: the workers are unversioned. */
  readonly deployment?: WorkerDeploymentVersion;
  readonly outbound: OutboundOptions;
  readonly vendor: VendorCallSettings;
  readonly vendorBudget: BudgetSettings | 'unlimited';
  readonly psa: PsaCallSettings;
  readonly reading: ReadingSettings;
  readonly writing: WritingSettings;
  readonly keeping: Keeping;
  /** Address of the console, for links in the Temporal UI and in messages to webhooks; null: not configured. */
  readonly publicUrl: string | null;
  /** Fault points of writing, for tests. */
  readonly atWritePoint?: (point: WritePoint, approvalLineId: string) => Promise<void>;
  readonly webhooks: DeliverySettings;
  readonly checkpoints: CheckpointSettings;
  readonly relayIntervalMs: number;
  readonly repairIntervalMs: number;
  /** Milliseconds activities get to finish at shutdown before they are canceled; then before they are abandoned. */
  readonly shutdownGraceMs: number;
  readonly shutdownForceMs: number;
  /** Workflows kept in memory; 0 replays every step, for tests. Absent: the SDK's own formula. */
  readonly maxCachedWorkflows?: number;
}
