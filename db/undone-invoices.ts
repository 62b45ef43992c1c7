import { sql } from 'kysely';
import type { PsaAgreement } from '../domain/psa-facts.ts';
import type { IntegrationKey } from './credentials.ts';
import type { Tx } from './database.ts';
import { raiseNotice } from './notices.ts';

/**
 * A next invoice date that goes back means that an invoice was undone in the PSA (RULES 5): changes that landed on it
 * may be invoiced again, so a person is told. Asked before a reading takes the place of the one before.
 */
export async function noteUndoneInvoices(
  tx: Tx,
  key: IntegrationKey,
  agreements: readonly PsaAgreement[],
): Promise<void> {
  const now = new Map(agreements.map((agreement) => [agreement.id, agreement.nextInvoiceDate]));
  const { rows } = await sql<{ foreign_id: string; name: string; next_invoice_date: string }>`
    select a.foreign_id, a.name, a.next_invoice_date from psa_agreement a
    where a.tenant_id = ${key.tenantId} and a.integration_id = ${key.integrationId} and a.next_invoice_date is not null
      and a.foreign_id = any(${[...now.keys()]}) and exists (select 1 from approval_line l where l.tenant_id = a.tenant_id and l.integration_id = a.integration_id
        and l.state in ('confirmed', 'unchanged') and l.decision <> 'prove'
        and (l.agreement_id = a.foreign_id or l.agreement_id in (
          select c.foreign_id from psa_agreement c where c.tenant_id = a.tenant_id
            and c.integration_id = a.integration_id and c.parent_agreement_id = a.foreign_id)))`.execute(tx);
  for (const { foreign_id, name, next_invoice_date } of rows) {
    const next = now.get(foreign_id);
    if (next === undefined || next === null || next >= next_invoice_date) continue;
    await raiseNotice(tx, key, {
      code: 'InvoiceUndone',
      subject: `agreement ${foreign_id}`,
      detail: `${name}: the next invoice date went back from ${next_invoice_date} to ${next}.`,
    });
  }
}
