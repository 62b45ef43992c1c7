import { sql } from 'kysely';
import type { WriteRight } from '../../domain/write-back/write-outcome.ts';
import type { Integration } from '../integrations/integrations.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { IntegrationPhase } from '../../domain/states.ts';
import { type MeasuredLines, measureTotals, type MeasureTotals } from '../../domain/usage/measure-totals.ts';
import type { Queryable } from '../model/database.ts';
import { ownedBy } from '../model/owned-by.ts';
import { measuredLines } from './measures.ts';
import { PerVersion } from '../driver/per-version.ts';
import { isOpen } from './usage-lines.ts';

export interface CardRow {
  readonly id: string;
  readonly vendor: string;
  readonly module: string;
  readonly psa: string;
  readonly phase: IntegrationPhase;
  readonly phaseCode: string | null;
  /** A message as stored; null: none. */
  readonly phaseDetail: unknown;
  readonly phaseSince: Date;
  readonly writeBackEnabled: boolean;
  readonly writeRight: WriteRight;
  readonly writeRightAt: Date | null;
  readonly createRight: WriteRight;
  readonly createRightAt: Date | null;
  readonly endRight: WriteRight;
  readonly endRightAt: Date | null;
  readonly keepNames: boolean;
  readonly createdAt: Date;
  readonly connectedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly lastGoodSyncAt: Date | null;
  readonly schedule: Integration['schedule'];
  readonly dataVersion: string;
  readonly accounts: string;
  readonly mapped: string;
  readonly excluded: string;
  readonly unmapped: string;
  readonly seats: string | null;
  readonly openLines: string;
  /** Of these, put on hold by a person. */
  readonly onHoldLines: string;
  readonly measures: MeasureTotals;
  readonly activeRun: string | null;
}

/** Waiting for a person: a marked account without a company waits for nobody (RULES 10). */
const unmapped = sql`count(*) filter (where coalesce(m.state, 'unmapped') = 'unmapped' and a.mark is null)`;

interface MeasuredOfIntegration extends MeasuredLines {
  readonly integrationId: string;
}

/** Of each tenant, and of each integration that is shown by itself; small. */
const kept = new PerVersion<readonly MeasuredOfIntegration[]>(500);

/**
 * One card for each integration, what is connected first: open lines are those a person still has to decide. Money is
 * added up once per data version.
 *
 * @param currency the tenant's own
 */
export async function integrationCards(
  db: Queryable,
  tenantId: string,
  currency: string,
  integrationId?: string,
): Promise<readonly CardRow[]> {
  const { rows } = await sql<Omit<CardRow, 'measures'>>`
    select i.*, acc.*, seat.seats, line.*, (select r.id from sync_run r where r.tenant_id = i.tenant_id
        and r.integration_id = i.id and r.state in ('queued', 'running')) as active_run
    from integration i
    cross join lateral (
      select count(*) as accounts, count(*) filter (where m.state = 'mapped') as mapped,
        count(*) filter (where m.state = 'excluded') as excluded, ${unmapped} as unmapped
      from vendor_account a left join account_mapping m on m.tenant_id = a.tenant_id and m.vendor_account_id = a.id
      where a.tenant_id = i.tenant_id and a.integration_id = i.id and a.gone_at is null) acc
    cross join lateral (
      select sum(n.seats) as seats from vendor_account a
      cross join lateral (select s.seats from seat_count s where s.tenant_id = a.tenant_id and s.vendor_account_id = a.id
        order by s.first_read_at desc limit 1) n
      where a.tenant_id = i.tenant_id and a.integration_id = i.id and a.gone_at is null) seat
    cross join lateral (
      select count(*) filter (where ${isOpen}) as open_lines,
        count(*) filter (where u.need = 'on-hold') as on_hold_lines
      from usage_line u where u.tenant_id = i.tenant_id and u.integration_id = i.id) line
    where i.tenant_id = ${tenantId} ${integrationId === undefined ? sql`` : sql`and i.id = ${integrationId}`}
    order by i.phase = 'disconnected', i.created_at, i.id`.execute(db);
  const version = JSON.stringify([currency, rows.map(({ id, dataVersion }) => [id, dataVersion])]);
  const parts = await kept.of(JSON.stringify([tenantId, integrationId]), version, () =>
    measuredLines<{ integrationId: string }>(
      db,
      tenantId,
      { integrationId },
      { integrationId: sql`u.integration_id` },
    ),
  );
  return rows.map((row) => ({
    ...row,
    measures: measureTotals(parts.filter((part) => part.integrationId === row.id)),
  }));
}

export interface MappingCounts {
  readonly accounts: number;
  /** With a host that can be asked; the vendor gives some accounts none. */
  readonly readable: number;
  readonly mapped: number;
  readonly excluded: number;
  readonly unmapped: number;
  readonly mappedServices: number;
}

/** What gate two asks: mapped accounts and services, as of now (architecture.md 7). */
export async function mappingCounts(db: Queryable, key: IntegrationKey): Promise<MappingCounts> {
  const { rows } = await sql<Record<keyof MappingCounts, string>>`
    select count(*) as accounts,
      count(*) filter (where a.kind = 'parent' or a.api_hostname is not null) as readable,
      count(*) filter (where m.state = 'mapped') as mapped,
      count(*) filter (where m.state = 'excluded') as excluded, ${unmapped} as unmapped,
      (select count(distinct s.vendor_service_id) from service_mapping s
        where s.tenant_id = ${key.tenantId} and s.integration_id = ${key.integrationId}) as mapped_services
    from vendor_account a left join account_mapping m on m.tenant_id = a.tenant_id and m.vendor_account_id = a.id
    where a.tenant_id = ${key.tenantId} and a.integration_id = ${key.integrationId} and a.gone_at is null`.execute(
    db,
  );
  return {
    accounts: Number(rows[0]?.accounts),
    readable: Number(rows[0]?.readable),
    mapped: Number(rows[0]?.mapped),
    excluded: Number(rows[0]?.excluded),
    unmapped: Number(rows[0]?.unmapped),
    mappedServices: Number(rows[0]?.mappedServices),
  };
}

/** Mapping commands stored and not yet applied. */
export async function waitingCommands(db: Queryable, key: IntegrationKey): Promise<number> {
  const row = await db
    .selectFrom('mappingCommand')
    .select((eb) => eb.fn.countAll<string>().as('total'))
    .where(ownedBy(key))
    .where('state', '=', 'received')
    .executeTakeFirst();
  return Number(row?.total);
}
