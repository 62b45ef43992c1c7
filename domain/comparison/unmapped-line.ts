import { message } from '../../messages/message.ts';
import { accountGroupKey, vendorQuantity } from './billing-groups.ts';
import type { ComposedLine, CompositionInput, LineRule, VendorAccountFacts } from '../usage/composition.ts';
import { ageCheck } from '../usage/checks.ts';
import { accountSource, countWarnings } from './line-sources.ts';
import { atRiskMoney, noMoney } from './money.ts';
import { accountNotRead, oldestCount } from './readings.ts';
import { estimatedValue, type SeatPrices } from './seat-prices.ts';

/**
 * An unmapped account with seats is a line of its own (RULES 2), with its estimated monthly value (RULES 9). Where its
 * newest reading is not complete it keeps its kind with the last good count, and nothing of it is at risk in a total.
 */
export function unmappedLine(
  account: VendorAccountFacts,
  { now, limits, currencies }: Pick<CompositionInput, 'now' | 'limits' | 'currencies'>,
  prices: SeatPrices,
  rule: LineRule | undefined,
): ComposedLine {
  const readAt = oldestCount([account]);
  const age = readAt === null ? null : ageCheck([readAt], now, limits);
  const notRead = accountNotRead(account);
  return {
    groupKey: accountGroupKey(account.id),
    kind: 'unmapped',
    flags: age === null ? [] : [age],
    companyId: null,
    accountId: account.id,
    vendorQuantity: vendorQuantity([account]),
    psaQuantity: null,
    includedBeside: '0',
    vendorReadAt: readAt,
    psaReadAt: null,
    notRead,
    variance: null,
    ...(rule === undefined ? {} : { rule }),
    target: null,
    billingTarget: null,
    needsTarget: false,
    money:
      notRead === null
        ? atRiskMoney(
            estimatedValue([account], prices, rule?.applied?.units ?? null),
            true,
            null,
            currencies.own,
          )
        : noMoney(message('usage.money.not-read')),
    accounts: [accountSource(account)],
    lines: [],
    warnings: countWarnings(account),
    advice: null,
    reason:
      notRead === null
        ? message('usage.reason.unmapped')
        : message('usage.reason.unmapped-not-read', { why: notRead.reason }),
  };
}
