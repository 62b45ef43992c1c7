import { loadLocales } from '../messages/locales.ts';
import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import type { OnStatement } from '../db/driver/statement-log.ts';
import { openDatabase } from '../db/model/database.ts';
import type { KeyRing } from '../db/secrets/key-ring.ts';
import type { Kinds } from '../domain/kinds.ts';
import type { ApiSettings, DiskState } from './dependencies.ts';
import type { MetricsText } from './metrics.ts';
import type { SsoClient } from '../sso/port.ts';
import { openNotifications } from './live/notifications.ts';
import { type RunningApi, startApi } from './start.ts';
import { signIns } from '../domain/defaults.ts';
import { callsEnded } from './temporal/pending-calls.ts';

export interface OpenApiOptions {
  readonly databaseUrl: string;
  readonly poolMax: number;
  readonly keyRing: KeyRing;
  readonly kinds: Kinds;
  /** On a lazy connection: the API starts without a Temporal server and finds it later. Closed by the caller. */
  readonly temporal: { readonly client: Client; readonly namespace: string };
  readonly logger: Logger;
  readonly host: string;
  readonly port: number;
  readonly metricsPort: number | null;
  readonly metricsBeside?: MetricsText;
  /** Closed with it. */
  readonly sso: SsoClient;
  readonly disk?: DiskState;
  readonly temporaryPasswordUsed?: (email: string) => void;
  /** Hears of each statement, for traces. */
  readonly onStatement?: OnStatement | undefined;
  readonly settings: Omit<ApiSettings, 'signInLimits' | 'checkAnswers'>;
}

/** The API with database pool and event connection of its own; closes them in reverse order. */
export async function openApi(options: OpenApiOptions): Promise<RunningApi> {
  const { logger } = options;
  await loadLocales();
  const db = openDatabase({
    url: options.databaseUrl,
    poolMax: options.poolMax,
    applicationName: 'seatwise-api',
    onStatement: options.onStatement,
    onError: (error) => {
      logger.warn({ name: error.name }, 'an idle database connection was lost');
    },
  });
  const notifications = openNotifications({ url: options.databaseUrl, logger });
  const closeRest = async (): Promise<void> => {
    await options.sso.close();
    await notifications.close();
    await db.destroy();
  };
  try {
    const api = await startApi({
      deps: {
        db,
        temporal: options.temporal,
        keyRing: options.keyRing,
        kinds: options.kinds,
        logger,
        notifications,
        sso: options.sso,
        ...(options.temporaryPasswordUsed === undefined
          ? {}
          : { temporaryPasswordUsed: options.temporaryPasswordUsed }),
        ...(options.disk === undefined ? {} : { disk: options.disk }),
        ...(options.metricsBeside === undefined ? {} : { metricsBeside: options.metricsBeside }),
        settings: { ...options.settings, signInLimits: signIns.limits, checkAnswers: false },
      },
      host: options.host,
      port: options.port,
      metricsPort: options.metricsPort,
    });
    return {
      ...api,
      close: async () => {
        await api.close();
        await callsEnded(options.temporal.client);
        await closeRest();
      },
    };
  } catch (error) {
    await closeRest();
    throw error;
  }
}
