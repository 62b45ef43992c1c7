import { type Message, message, sentences } from '../../messages/message.ts';
import type { Tx } from '../model/database.ts';
import { unreadAgreementsOf } from '../model/reads-of-run.ts';
import type { SyncRun } from '../runs/sync-runs.ts';

/** So many are named; a notice is read, not searched. */
const named = 3;

/** Which accounts, and which agreements, a run could not read; null: it read all. The first few by name, the others as a number. */
export async function unreadSources(
  tx: Tx,
  run: Pick<SyncRun, 'tenantId' | 'integrationId' | 'id'>,
  accountIds: readonly string[],
): Promise<Message | null> {
  const accounts =
    accountIds.length === 0
      ? []
      : await tx
          .selectFrom('vendorAccount')
          .select('id')
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
    .select('r.agreementId')
    .orderBy('a.name')
    .orderBy('r.agreementId')
    .execute();
  return sentences(
    [
      accounts.length === 0
        ? null
        : message('runs.unread-accounts', {
            ...counted(accounts),
            named: accounts.slice(0, named).map(({ id }) => message('core.named.account', { id })),
          }),
      agreements.length === 0
        ? null
        : message('runs.unread-agreements', {
            ...counted(agreements),
            named: agreements
              .slice(0, named)
              .map(({ agreementId }) => message('core.named.agreement', { id: agreementId })),
          }),
    ].filter((part) => part !== null),
  );
}

const counted = ({ length }: readonly unknown[]) => ({ count: length, more: Math.max(0, length - named) });
