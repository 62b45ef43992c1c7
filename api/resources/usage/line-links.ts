import { findIntegration } from '../../../db/integrations/integrations.ts';
import { linkedHosts } from '../../../db/lists/linked-hosts.ts';
import type { ListedUsageLine } from '../../../db/lists/usage-lines.ts';
import type { IntegrationKey } from '../../../domain/keys.ts';
import { entryOf } from '../../../domain/kinds.ts';
import type { ApiDependencies } from '../../dependencies.ts';

/** Where the customer, its agreements and its accounts are seen outside Seatwise. */
export async function linksOf(
  { db, kinds }: Pick<ApiDependencies, 'db' | 'kinds'>,
  key: IntegrationKey,
  { companyId, composed: { accounts, lines } }: Pick<ListedUsageLine, 'companyId' | 'composed'>,
) {
  const integration = await findIntegration(db, key);
  if (integration === null) return { company: null, agreements: [], accounts: [] };
  const accountIds = accounts.map(({ accountId }) => accountId);
  const hosts = await linkedHosts(db, key, accountIds);
  const { accountScreen } = entryOf(kinds.vendors, integration.vendor);
  const screens = hosts.psa === null ? null : entryOf(kinds.psas, integration.psa).screensAt(hosts.psa);
  const agreementIds = [...new Set(lines.map(({ agreementId }) => agreementId))];
  return {
    company: companyId === null ? null : (screens?.company(companyId) ?? null),
    agreements: agreementIds.flatMap((agreementId) => {
      const href = screens?.agreement(agreementId) ?? null;
      return href === null ? [] : [{ agreementId, href }];
    }),
    accounts: hosts.accounts.flatMap(({ accountId, host }) => {
      const href = accountScreen(host);
      return href === null ? [] : [{ accountId, href }];
    }),
  };
}
