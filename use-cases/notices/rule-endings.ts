import { message } from '../../messages/message.ts';
import { endingsSoon } from '../../domain/billing-rules/rule-endings.ts';
import { dayIn } from '../../domain/billing-day.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import { rulesInForce } from '../../db/billing-rules/rules-in-force.ts';
import type { Tx } from '../../db/model/database.ts';
import { closeNotices, keepNotice } from '../../db/notices/notices.ts';
import { compositionSettings } from '../../db/settings/composition-settings.ts';

const longestList = 10;

/** One notice lists the rules that end within 30 days, or whose commitment does, while nothing follows (RULES 13). */
export async function keepRuleEndings(tx: Tx, key: IntegrationKey, now: Date): Promise<void> {
  const { timeZone } = await compositionSettings(tx, key);
  const today = dayIn(timeZone, now.toISOString());
  const endings = endingsSoon(await rulesInForce(tx, key, { since: today }), today);
  if (endings.length === 0) return closeNotices(tx, key, 'BillingRuleEnds');
  const rules = endings
    .slice(0, longestList)
    .map(({ rule: { source }, day }) => message('notices.rule-ends', { source, day }));
  await keepNotice(tx, key, {
    code: 'BillingRuleEnds',
    subject: 'billing-rules',
    detail: message('notices.rules-end', { count: endings.length, rules }),
  });
}
