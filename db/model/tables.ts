import type { AuditTables } from './tables/audit.ts';
import type { InstallationTables } from './tables/installation.ts';
import type { IntegrationsTables } from './tables/integrations.ts';
import type { MappingTables } from './tables/mapping.ts';
import type { NoticesTables } from './tables/notices.ts';
import type { PeopleTables } from './tables/people.ts';
import type { ReadingsTables } from './tables/readings.ts';
import type { RunsTables } from './tables/runs.ts';
import type { UsageTables } from './tables/usage.ts';
import type { WriteBackTables } from './tables/write-back.ts';

/** The tables as Kysely sees them; kept in step with db/migrations by a test. `numeric` and `bigint` arrive as text. */
export interface Tables
  extends
    InstallationTables,
    AuditTables,
    PeopleTables,
    IntegrationsTables,
    MappingTables,
    ReadingsTables,
    RunsTables,
    UsageTables,
    WriteBackTables,
    NoticesTables {}
