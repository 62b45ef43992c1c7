import type { Client } from '@temporalio/client';
import type { Keeping } from '../use-cases/operations/forget-old-records.ts';
import type { Logger } from 'pino';
import type { Database } from '../db/model/database.ts';
import type { KeyRing } from '../db/secrets/key-ring.ts';
import type { Kinds } from '../domain/kinds.ts';
import type { SessionLimits } from '../db/people/sessions.ts';
import type { SsoClient } from '../sso/port.ts';
import type { Notifications } from './live/notifications.ts';
import type { MetricsText } from './metrics.ts';
import type { SignInLimits } from './sign-in/attempts.ts';

/** What an operator sets; parsed once in config/ and handed in. */
export interface ApiSettings {
  /** The address people open: origin checks and links are made from it. */
  readonly publicUrl: string;
  /** Further names under which people or programs call; that of `publicUrl` and loopback always work. */
  readonly allowedHosts: readonly string[];
  readonly hostSuffixes: {
    /** Hosts of a vendor must end in one of these (architecture.md 8); null: in the vendor's own. */
    readonly vendor: readonly string[] | null;
    /** Null: any host name; on-premise PSAs have names of their own. */
    readonly psa: readonly string[] | null;
  };
  /** Whether the operator set a client ID for the PSA, which credentials without one of their own use. */
  readonly hasDefaultClientId: boolean;
  readonly temporalUiUrl: string | null;
  /** From where this installation calls, for what a vendor lets in by address. */
  readonly egressNote: string | null;
  /** The operator's network policy lets the API reach no identity provider. */
  readonly providersBlocked: boolean;
  /** How long housekeeping keeps what nothing refers to (use-cases/operations/forget-old-records.ts). */
  readonly keeping: Keeping;
  /** Where to report a vulnerability, `mailto:` or `https:`; null: not set. */
  readonly securityContact: string | null;
  readonly sandbox: { readonly on: boolean; readonly credentialsFile: string | null };
  /** Reverse proxies in front, whose X-Forwarded-For is believed. */
  readonly trustedProxies: number;
  /** Requests a minute for each session or key, and for each address of callers who are not known. */
  readonly requestsPerMinute: number;
  readonly signInLimits: SignInLimits;
  readonly sessionLimits: SessionLimits;
  /** Null: `/metrics` is closed on this port (it may have its own). */
  readonly metricsKey: string | null;
  /** Compare every answer with its schema and fail loudly: on in tests. */
  readonly checkAnswers: boolean;
}

/** Whether there is space for changes where the data are. */
export interface DiskState {
  isFull(): boolean;
}

/** Everything the API needs from outside; made by a composition root, closed by it. */
export interface ApiDependencies {
  readonly db: Database;
  readonly temporal: { readonly client: Client; readonly namespace: string };
  readonly keyRing: KeyRing;
  readonly logger: Logger;
  /** What can be connected, with its forms and words: of the registries (architecture.md 9). */
  readonly kinds: Kinds;
  readonly settings: ApiSettings;
  readonly notifications: Notifications;
  /** Calls identity providers. */
  readonly sso: SsoClient;
  /** Told with the email once somebody signed in with a temporary password. */
  readonly temporaryPasswordUsed?: (email: string) => void;
  /** Absent: the data are on a machine that this process knows nothing of. */
  readonly disk?: DiskState;
  /** Metrics of the other parts of this process; absent: it is the API alone. */
  readonly metricsBeside?: MetricsText;
}
