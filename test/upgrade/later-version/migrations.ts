import { type Migration, sql } from 'kysely';
import * as own from '../../../db/migrations/index.ts';

/** In the place of db/migrations/index.ts: six migrations, of kinds that versions bring, behind those of the work tree. */
export * from '../../../db/migrations/index.ts';

const statement = (text: string): Migration => ({ up: (tx) => sql.raw(text).execute(tx).then() });

const later: Readonly<Record<string, Migration>> = {
  '9001-column-with-default': statement(
    `alter table tenant add column plan text not null default 'standard'`,
  ),
  '9002-table': statement(`
    create table invoice_note (
      tenant_id uuid not null references tenant (id),
      integration_id uuid not null,
      seats numeric not null,
      primary key (tenant_id, integration_id),
      foreign key (tenant_id, integration_id) references integration (tenant_id, id)
    )`),
  '9003-filled-from-rows': statement(`
    insert into invoice_note (tenant_id, integration_id, seats)
    select tenant_id, integration_id, count(*) from usage_line group by 1, 2`),
  '9004-filled-column': statement(`
    alter table usage_line add column first_label text;
    update usage_line set first_label = label`),
  '9005-index': statement(`create index usage_line_first_label on usage_line (tenant_id, first_label)`),
  '9006-check': statement(`alter table member add constraint member_has_name check (length(name) > 0)`),
};

export const migrations: Readonly<Record<string, Migration>> = { ...own.migrations, ...later };

export const schemaVersion = {
  version: own.schemaVersion.version + 1,
  minReader: own.schemaVersion.minReader,
} as const;
