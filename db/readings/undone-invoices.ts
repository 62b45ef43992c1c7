import { message } from '../../messages/message.ts';
import { sql } from 'kysely';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { PsaAgreement } from '../../domain/psa-facts.ts';
import { doneStates } from '../../domain/decisions/approval.ts';
import type { Tx } from '../model/database.ts';
import { among } from '../driver/one-of.ts';
import { raiseNotice } from '../notices/notices.ts';

/**
 * A next invoice date that goes back means that an invoice was undone in the PSA (RULES 5): changes that landed on it
 * may be invoiced again, so a person is told. Asked before a reading takes the place of the one before, of the
 * agreements that were read alone: what was written in all the years is looked at only where a date went back.
 */
export async function noteUndoneInvoices(
  tx: Tx,
  key: IntegrationKey,
  agreements: readonly PsaAgreement[],
): Promise<void> {
  // Where changes name a day, this is the next open period, which no invoice settles.
  const invoiced = agreements.filter(
    ({ nextInvoiceDate, dated }) => nextInvoiceDate !== null && dated == null,
  );
  if (invoiced.length === 0) return;
  const { rows } = await sql<{ agreementId: string; before: string; now: string }>`
    with went_back as (
      select a.foreign_id, a.next_invoice_date as before, n.next_invoice_date as now
      from unnest(${invoiced.map(({ id }) => id)}::text[], ${invoiced.map(({ nextInvoiceDate }) => nextInvoiceDate)}::text[])
        as n (foreign_id, next_invoice_date)
      join psa_agreement a on a.tenant_id = ${key.tenantId} and a.integration_id = ${key.integrationId}
        and a.foreign_id = n.foreign_id and a.next_invoice_date > n.next_invoice_date
    ), invoiced_with as (
      select w.foreign_id, w.foreign_id as agreement_id from went_back w
      union all
      select w.foreign_id, c.foreign_id from went_back w
      join psa_agreement c on c.tenant_id = ${key.tenantId} and c.integration_id = ${key.integrationId}
        and c.parent_agreement_id = w.foreign_id
    )
    select w.foreign_id as agreement_id, w.before, w.now from went_back w
    where exists (select 1 from invoiced_with i join approval_line l on l.tenant_id = ${key.tenantId}
      and l.integration_id = ${key.integrationId} and l.agreement_id = i.agreement_id
      and ${among('l.state', doneStates)} and l.decision <> 'prove' where i.foreign_id = w.foreign_id)`.execute(
    tx,
  );
  for (const undone of rows) {
    await raiseNotice(tx, key, {
      code: 'InvoiceUndone',
      subject: `agreement ${undone.agreementId}`,
      detail: message('notices.invoice-undone', undone),
    });
  }
}
