import type { Client } from '@temporalio/client';
import type { ConnectWiseCredential } from '../domain/credentials.ts';
import type { Database } from '../db/database.ts';
import type { KeyRing } from '../db/key-ring.ts';
import type { DuoClient } from '../duo/client.ts';
import type { Psa } from '../psa/port.ts';

/** Limits of the reading activities; each has its reason in config/environment.ts. */
export interface ReadingSettings {
  /** Accounts of one credential read at the same time. */
  readonly duoParallel: number;
  /** Agreements read at the same time. */
  readonly psaParallel: number;
  /** A slice ends after this long, so that a worker can be stopped and progress is seen (DESIGN 4: 5 minutes). */
  readonly sliceMs: number;
  /** Accounts or agreements of one slice (DESIGN 4: 500). */
  readonly sliceItems: number;
  /** How long Temporal waits for a sign of life before it gives the slice to another worker. */
  readonly heartbeatTimeoutMs: number;
  /** How often a slice looks at the run's cancel flag. */
  readonly cancelPollMs: number;
}

/** Everything activities need, made once by the worker's composition root. */
export interface ActivityDependencies {
  readonly db: Database;
  readonly keyRing: KeyRing;
  readonly temporal: Client;
  readonly duo: DuoClient;
  /** A client for one piece of work; `onCall` hears of each attempt, for heartbeats and counters. */
  readonly psa: (credential: ConnectWiseCredential, onCall: () => void) => Psa;
  readonly reading: ReadingSettings;
  readonly now: () => Date;
}
