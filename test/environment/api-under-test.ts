import { patienceMs } from './patience.ts';
import { randomBytes, randomUUID } from 'node:crypto';
import { Client } from '@temporalio/client';
import type { Express } from 'express';
import pino from 'pino';
import request from 'supertest';
import { buildApp } from '../../api/app.ts';
import type { ApiDependencies, ApiSettings } from '../../api/dependencies.ts';
import { type Notifications, openNotifications } from '../../api/live/notifications.ts';
import { logIds } from '../../telemetry/log-context.ts';
import { openTemporalConnection } from '../../contracts/temporal/connection.ts';
import { newPassword } from '../../api/sign-in/passwords.ts';
import { type Database, openDatabase, type Tx } from '../../db/model/database.ts';
import { createKeyRing } from '../../db/secrets/key-ring.ts';
import { createFirstAdministrator, createMember } from '../../db/people/people.ts';
import type { Role } from '../../domain/roles.ts';
import { createSsoClient } from '../../sso/client.ts';
import type { OutboundOptions } from '../../http/outbound.ts';
import { asRole, type TestDatabase, testDatabase } from './database.ts';
import { kinds } from './registered-kinds.ts';
import { hashTestPassword } from './test-password.ts';
import { setCurrencies } from '../../db/settings/settings.ts';

export interface ApiUnderTest {
  readonly app: Express;
  readonly deps: ApiDependencies;
  readonly db: Database;
  readonly databaseUrl: string;
  readonly tenantId: string;
  /** One member of each role; the cookie of a session of theirs. */
  readonly cookies: Readonly<Record<Role, string>>;
  readonly memberIds: Readonly<Record<Role, string>>;
  readonly password: string;
  /** Log lines so far, for scans. */
  readonly logged: () => string;
  close(): Promise<void>;
}

export interface ApiUnderTestOptions {
  readonly settings?: Partial<ApiSettings>;
  /** How identity providers are reached; absent: as in production, which here means none. */
  readonly sso?: OutboundOptions;
  /** host:port; without it nobody is there, as when Temporal is down. */
  readonly temporal?: { readonly address: string; readonly namespace: string };
  /** What the API connects to, where that is not the database itself. */
  readonly databaseUrlForApi?: (url: string) => string;
  /** A database that is there already, with its tenant; left as it is at the end. */
  readonly beside?: { readonly databaseUrl: string; readonly tenantId: string };
  /** That of the workers, where they verify what this API signs; absent: one of its own. */
  readonly keyRing?: ApiDependencies['keyRing'];
}

/** A port that nobody listens on: connections are rejected at once. */
const nobody = '127.0.0.1:1';

export const emailOf = (role: Role): string => `${role}@harbor-lane.test`;

const roles = ['viewer', 'reviewer', 'approver', 'admin'] as const;

/** The API on a database of its own, with one member of each role signed in. */
export async function apiUnderTest(options: ApiUnderTestOptions = {}): Promise<ApiUnderTest> {
  const database = options.beside === undefined ? await testDatabase() : besides(options.beside.databaseUrl);
  const db = openDatabase({ url: database.url, poolMax: 5, connectTimeoutMs: patienceMs });
  const roleUrl = asRole(database.url, 'api');
  const apiUrl = options.databaseUrlForApi?.(roleUrl) ?? roleUrl;
  const lines: string[] = [];
  const logger = pino({ level: 'debug', mixin: logIds }, { write: (line: string) => void lines.push(line) });
  const temporal = openTemporalConnection({ address: options.temporal?.address ?? nobody });
  const notifications: Notifications = openNotifications({ url: apiUrl, logger });
  const sso = createSsoClient(options.sso ?? {});
  const deps: ApiDependencies = {
    db: openDatabase({ url: apiUrl, poolMax: 5, connectTimeoutMs: 2_000 }),
    temporal: {
      client: new Client({
        connection: temporal.connection,
        namespace: options.temporal?.namespace ?? 'default',
      }),
      namespace: options.temporal?.namespace ?? 'default',
    },
    keyRing: options.keyRing ?? createKeyRing(randomBytes(32)),
    kinds,
    logger,
    notifications,
    sso,
    settings: { ...testSettings, ...options.settings },
  };
  const { app } = buildApp(deps);
  const password = randomUUID();
  const people = await createPeople(db, password, options.beside?.tenantId ?? null);
  const cookies = Object.fromEntries(
    await Promise.all(
      roles.map(async (role) => [role, await signInCookie(app, emailOf(role), password)] as const),
    ),
  ) as Record<Role, string>;
  return {
    app,
    deps,
    db,
    databaseUrl: database.url,
    ...people,
    cookies,
    password,
    logged: () => lines.join(''),
    close: async () => {
      await sso.close();
      await notifications.close();
      await temporal.close().catch(() => undefined);
      await deps.db.destroy();
      await db.destroy();
      await database.drop();
    },
  };
}

const testSettings: ApiSettings = {
  publicUrl: 'http://localhost:4000',
  allowedHosts: [],
  hostSuffixes: { vendor: ['duosecurity.com', 'duosecurity.test'], psa: null },
  hasDefaultClientId: false,
  temporalUiUrl: 'http://localhost:8233',
  egressNote: '203.0.113.7',
  providersBlocked: false,
  keeping: { historyMonths: 36, commandsDays: 90, messagesDays: 90 },
  securityContact: null,
  sandbox: { on: false, credentialsFile: null },
  trustedProxies: 0,
  requestsPerMinute: 100_000,
  signInLimits: { perPersonAndNetwork: 5, perNetwork: 1_000, perPerson: 1_000 },
  sessionLimits: { idleSeconds: 30 * 60, absoluteSeconds: 12 * 3_600, stepUpSeconds: 3_600 },
  metricsKey: 'metrics-key-of-the-test',
  checkAnswers: true,
};

const besides = (url: string): TestDatabase => ({ url, drop: () => Promise.resolve() });

async function createPeople(db: Database, password: string, there: string | null) {
  const passwordHash = await hashTestPassword(password);
  return db.transaction().execute(async (tx) => {
    const tenantId = there ?? (await firstAdministrator(tx, passwordHash));
    // The one who is there already may have no password that anybody knows.
    if (there !== null) await tx.updateTable('person').set({ passwordHash }).execute();
    for (const role of ['viewer', 'reviewer', 'approver'] as const) {
      await createMember(tx, { tenantId, email: emailOf(role), name: role, role, passwordHash });
    }
    const rows = await tx
      .selectFrom('member')
      .select(['id', 'role'])
      .where('tenantId', '=', tenantId)
      .execute();
    return {
      tenantId,
      memberIds: Object.fromEntries(rows.map((row) => [row.role, row.id])) as Record<Role, string>,
    };
  });
}

/**
 * Signs in with a temporary password, sets another and gives the cookie. The other is none like a UUID: its many digits
 * may all stand for letters, and judging its strength takes ten times as long.
 */
export async function signInFirstCookie(
  app: Express,
  email: string,
  temporaryPassword: string,
  next: string = newPassword(),
): Promise<string> {
  const cookie = await signInCookie(app, email, temporaryPassword);
  await request(app)
    .put('/api/v1/me/password')
    .set('Cookie', cookie)
    .send({ currentPassword: temporaryPassword, newPassword: next })
    .expect(204);
  return cookie;
}

/** Signs in and gives the cookie as a client sends it back. */
export async function signInCookie(app: Express, email: string, password: string): Promise<string> {
  const response = await request(app).post('/api/v1/session').send({ email, password });
  if (response.status !== 201) throw new Error(`signing in as ${email} answered ${response.status}`);
  const [cookie] = response.headers['set-cookie'] as unknown as string[];
  return cookie!.split(';')[0]!;
}

async function firstAdministrator(tx: Tx, passwordHash: string): Promise<string> {
  const made = await createFirstAdministrator(tx, {
    tenantName: 'Harbor Lane IT Services',
    currency: 'USD',
    email: emailOf('admin'),
    name: 'Dana Kim',
    passwordHash,
  });
  // Its seeded agreements name no currency.
  await setCurrencies(tx, made.tenantId, { allInOwn: true, rates: {} });
  return made.tenantId;
}
