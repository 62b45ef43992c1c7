import type { Tx } from '../model/database.ts';
import { unreadAgreementsOf } from '../runs/reads-of-run.ts';
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
          .selectFrom('vendorAccount')
          .select('name')
          .where('tenantId', '=', run.tenantId)
          .where('id', 'in', [...accountIds])
          .orderBy('name')
          .execute();
  const agreements = await tx
    .selectFrom(unreadAgreementsOf(run.tenantId, run.id).as('r'))
    .leftJoin('psaAgreement as a', (join) =>
      join
        .on('a.tenantId', '=', run.tenantId)
        .on('a.integrationId', '=', run.integrationId)
        .onRef('a.foreignId', '=', 'r.agreementId'),
    )
    .select(['r.agreementId', 'a.name'])
    .orderBy('a.name')
    .orderBy('r.agreementId')
    .execute();
  const parts = [
    listed(
      accounts.map(({ name }) => name),
      'account',
    ),
    listed(
      agreements.map(({ agreementId: id, name }) =>
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
