import { asWritten, type Message, message } from '../../messages/message.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { ComposedLine } from '../../domain/usage/composition.ts';
import { composeUsage } from '../../domain/comparison/compose.ts';
import { isSameUsage } from '../../domain/usage/usage-version.ts';
import { inputOfAll } from '../../db/usage/composition-input.ts';
import { statusTotals } from '../../db/usage/control-totals.ts';
import type { Database, Queryable } from '../../db/model/database.ts';
import { closeNotices, raiseNotice } from '../../db/notices/notices.ts';
import { activeRun } from '../../db/runs/sync-runs.ts';

/** So many lines are named, the others counted. */
const namedLines = 5;

/**
 * Composes everything on what the stored lines stand on and compares: a line that stands otherwise is an event that
 * touched more than it said, an error of ours, told as one. Asked before a run reads anything and before a new day, when
 * nothing but events can have changed a line since it was composed; while a run reads there is nothing to compare.
 */
export async function verifyComposition(db: Database, key: IntegrationKey, now: Date): Promise<void> {
  const others = await db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute((tx) => linesThatDiffer(tx, key, now));
  if (others === null) return;
  await db.transaction().execute(async (tx) => {
    if (others.length === 0) return closeNotices(tx, key, 'CompositionDiffers');
    await raiseNotice(tx, key, {
      code: 'CompositionDiffers',
      subject: 'usage-lines',
      detail: message('notices.lines-differ', {
        count: others.length,
        named: others.slice(0, namedLines),
        more: Math.max(0, others.length - namedLines),
      }),
    });
  });
}

/** Whose lines these are; null: nothing to compare. */
async function linesThatDiffer(
  db: Queryable,
  key: IntegrationKey,
  now: Date,
): Promise<readonly Message[] | null> {
  const status = await statusTotals(db, key);
  if (status === null || (await activeRun(db, key)) !== null) return null;
  const { basis } = status;
  const { input, stored } = await inputOfAll(db, key, basis, now);
  const present = new Map(composeUsage(input).map((line) => [line.groupKey, line]));
  const differing = stored.flatMap(({ groupKey, composed }) => {
    const line = present.get(groupKey);
    present.delete(groupKey);
    if (line === undefined) return [composed];
    return isOfTime(line) || isSameUsage(composed, line) ? [] : [line];
  });
  return [...differing, ...[...present.values()].filter((line) => !isOfTime(line))].map(whose);
}

/** The company, or the account where no company is known. */
function whose({ companyId, accountId, groupKey }: ComposedLine): Message {
  if (companyId !== null) return message('core.named.company', { id: companyId });
  return accountId === null ? asWritten(groupKey) : message('core.named.account', { id: accountId });
}

/** What a background read read too long ago becomes `not-read` by the hour alone (RULES 2). */
const isOfTime = ({ notRead, accounts }: ComposedLine): boolean =>
  notRead !== null && notRead.code === null && accounts.length === 0;
