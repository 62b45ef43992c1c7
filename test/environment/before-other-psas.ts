import { sql } from 'kysely';
import type { Database } from '../../db/core/database.ts';

/** The last migration of the versions that knew ConnectWise alone. */
export const lastBeforeOtherPsas = '0044-stored-forms';

/**
 * Turns a database of now, whose rows are ConnectWise's, into one of the versions that knew no other PSA: their schema, and
 * documents in their form. What came since is gone, as it never was there; the migrations bring back what they make.
 */
export async function setBackBeforeOtherPsas(db: Database): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
  await sql`delete from kysely_migration where name > ${lastBeforeOtherPsas}`.execute(db);
  await sql`update schema_info set version = 44, min_reader = 30`.execute(db);
}

const landings = "('next-invoice', 'invoice-after')";
/** In each the rows of one migration are undone, the newest first. */
const statements = [
  `alter table approval_line drop column psa_instance`,
  `drop table ledger_check; drop index audit_event_approves, audit_event_arms`,
  `alter table audit_seal drop column sealed_at, drop column whole`,
  `drop table approval_signature; update approval_line set rule_version = 2`,
  `delete from line_choice where role in ('other-purpose', 'duplicate');
   alter table line_choice drop constraint line_choice_outside_reason, drop constraint line_choice_role_check,
     add constraint line_choice_role_check check (role in ('target', 'counts', 'ignore'));
   delete from usage_line where kind = 'billed-twice';
   alter table usage_line drop constraint usage_line_kind_check, drop constraint usage_line_need_check,
     add constraint usage_line_kind_check check (kind in ('unmapped', 'not-read', 'bills-nothing', 'choice', 'orphan', 'new',
       'no-account', 'match', 'increase', 'decrease'))`,
  `alter table psa_product drop column part_number, drop column family, drop column words;
   alter table vendor_service drop column vendor_words`,
  `alter table psa_company drop column currency; alter table psa_agreement drop column currency;
   alter table usage_line drop column currency; alter table approval_line drop column currency`,
  `alter table approval_line drop column landed_invoice_date`,
  `drop table instance;
   alter table credential drop column instance_id, drop column instance_address, drop column shared_accounts;
   alter table integration drop column predecessor_id, drop column successor_id;
   create unique index integration_one_per_psa on integration (tenant_id, vendor, module, psa);
   alter table update_command drop constraint update_command_kind_check, add constraint update_command_kind_check check
     (kind in ('authenticate', 'load', 'finish', 'changeSchedule', 'pause', 'resume', 'disconnect'))`,
  `drop table psa_call_count`,
  `alter table gate_status drop column waits_until; alter table sync_run drop column stalled_until`,
  `drop function lowered(text)`,
  `alter table psa_agreement drop column dated;
   alter table approval_line drop constraint approval_line_landing_check,
     add constraint approval_line_landing_check check (landing in ${landings});
   alter table line_decision drop constraint line_decision_lands_check,
     add constraint line_decision_lands_check check (lands in ${landings})`,
  `alter table seat_holder drop column unused, drop column unused_since`,
  `drop table write_method; alter table write_intent drop column method`,
  `drop index integration_one_per_vendor, integration_one_per_psa;
   create unique index integration_one_per_vendor on integration (tenant_id, vendor, module)`,
  `alter table psa_line drop column minimum, drop column locked, drop column kept_in`,
  `drop table saved_view`,
  `drop index psa_company_words, vendor_account_words, usage_line_words; drop function words_of(text)`,
  `drop table line_note`,
  `drop index usage_line_by_amount, usage_line_history_kind`,
  `alter table usage_line add column open boolean not null default false;
   update usage_line set open = need is not null;
   alter table usage_line drop column need;
   create index usage_line_open on usage_line (tenant_id) where open`,
  `drop index approval_line_finished, audit_event_decisions`,
  `alter table psa_agreement add column cancelled boolean not null default false;
   update psa_agreement set cancelled = over = 'cancelled' where over is not null;
   update psa_agreement set billing_cycle = billing_cycle - 'days' - 'never';
   alter table psa_agreement alter column cancelled drop default, drop column over;
   alter table psa_line drop column billable;
   alter table psa_product drop column holds_others;
   update run_composition set form = 2, readings = readings || jsonb_build_object(
     'agreements', (select jsonb_agg((a - 'over' - 'dated') || jsonb_build_object('cancelled', coalesce(a ->> 'over' = 'cancelled', false),
       'billingCycle', case jsonb_typeof(a -> 'billingCycle') when 'object' then (a -> 'billingCycle') - 'days' - 'never' else 'null' end))
       from jsonb_array_elements(readings -> 'agreements') a),
     'lines', (select jsonb_agg(l - 'billable') from jsonb_array_elements(readings -> 'lines') l),
     'products', (select jsonb_agg(p - 'holdsOthers') from jsonb_array_elements(readings -> 'products') p))`,
  `alter table write_intent drop column first_day, drop column document`,
  `alter table sync_run rename column vendor_calls to duo_calls;
   alter table sync_run rename column vendor_calls_unreadable to duo_calls_unreadable;
   alter table sync_run rename column vendor_calls_formula to duo_calls_formula;
   alter table seat_holder rename column vendor_user_id to duo_user_id;
   update account_read set code = 'Duo' || substr(code, 7) where code ~ '^Vendor(Timeout|ServerError)$';
   alter table credential drop constraint credential_client_id,
     add constraint credential_client_id check ((own_client_id is null) = (credential_set <> 'psa')),
     add check (credential_set in ('accounts-api', 'admin-api', 'psa'));
   alter table integration add check (vendor in ('duo')), add check (psa in ('connectwise'))`,
  `update usage_line set form = 2; update usage_line_history set form = 2; update vanished_line set form = 2;
   update control_total set form = 2; update approval_line set form = 2; update write_intent set form = 2;
   update review_month set form = 2`,
];
