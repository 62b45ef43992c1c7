import { message } from '../../messages/message.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { Tx } from '../../db/model/database.ts';
import { closeNotices, keepNotice } from '../../db/notices/notices.ts';
import type { ComposedLine } from '../../domain/usage/composition.ts';

/** Lines that take their customer above its units from a later day on (RULES 4), which no one has looked at yet. */
const twinsIn = ({ kind, lines }: ComposedLine): readonly string[] =>
  kind === 'billed-twice' ? lines.flatMap(({ psaLineId, role }) => (role === null ? [psaLineId] : [])) : [];

/**
 * One notice for each customer that will be billed twice. It closes once its lines are marked, ended, or removed; where
 * they have begun instead, a person acknowledges it.
 */
export async function noteBilledTwice(
  tx: Tx,
  key: IntegrationKey,
  before: readonly ComposedLine[],
  lines: readonly ComposedLine[],
): Promise<void> {
  const known = new Map(before.map((line) => [line.groupKey, twinsIn(line).join()]));
  const present = new Map(lines.map((line) => [line.groupKey, line]));
  for (const line of lines) {
    const { groupKey, companyId, reason } = line;
    const twins = twinsIn(line);
    if (twins.length === 0 || companyId === null || known.get(groupKey) === twins.join()) continue;
    const detail = message('notices.billed-twice', { companyId, why: reason });
    await keepNotice(tx, key, { code: 'BilledTwice', subject: groupKey, detail });
  }
  const live = new Set(
    lines.flatMap((line) => line.lines.flatMap((source) => (source.live ? [source.psaLineId] : []))),
  );
  for (const line of before) {
    const twins = twinsIn(line);
    const now = present.get(line.groupKey);
    const isOver = twins.length > 0 && (now === undefined || twinsIn(now).length === 0);
    if (isOver && !twins.some((id) => live.has(id)))
      await closeNotices(tx, key, 'BilledTwice', line.groupKey);
  }
}
