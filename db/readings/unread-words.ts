import type { Tx } from '../core/database.ts';
import { unreadAgreementsOf } from './reads-of-run.ts';
import type { SyncRun } from '../runs/sync-runs.ts';

/** So many are named; a notice is read, not searched. */
const named = 3;

/** Which accounts, and which agreements, a run could not read: "Fjordline, Old Pilot and 2 more accounts could not be read." */
export async function unreadWords(
  tx: Tx,
  run: Pick<SyncRun, 'tenantId' | 'integrationId' | 'id'>,
  accountIds: readonly string[],
): Promise<string> {
  const accounts =
    accountIds.length === 0
      ? []
      : await tx
          .selectFrom('vendor_account')
          .select('name')
          .where('tenant_id', '=', run.tenantId)
          .where('id', 'in', [...accountIds])
          .orderBy('name')
          .execute();
  const agreements = await tx
    .selectFrom(unreadAgreementsOf(run.tenantId, run.id).as('r'))
    .leftJoin('psa_agreement as a', (join) =>
      join
        .on('a.tenant_id', '=', run.tenantId)
        .on('a.integration_id', '=', run.integrationId)
        .onRef('a.foreign_id', '=', 'r.agreement_id'),
    )
    .select(['r.agreement_id', 'a.name'])
    .orderBy('a.name')
    .orderBy('r.agreement_id')
    .execute();
  const parts = [
    listed(
      accounts.map(({ name }) => name),
      'account',
    ),
    listed(
      agreements.map(({ agreement_id: id, name }) =>
        name === null ? `agreement ${id}` : `${name} (CW ${id})`,
      ),
      'agreement',
    ),
  ].filter((part) => part !== null);
  return `Could not be read: ${parts.join('; ')}.`;
}

function listed(names: readonly string[], what: 'account' | 'agreement'): string | null {
  if (names.length === 0) return null;
  const shown = names.slice(0, named).join(', ');
  const more = names.length > named ? ` and ${names.length - named} more` : '';
  return `${names.length} ${what}${names.length === 1 ? '' : 's'}: ${shown}${more}`;
}
