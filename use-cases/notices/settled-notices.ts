import type { IntegrationKey } from '../../domain/keys.ts';
import { psaSet } from '../../domain/credentials.ts';
import { rejections } from '../../domain/notices.ts';
import { capNames } from '../../domain/write-back/daily-cap.ts';
import { liveApprovalLines } from '../../db/write-back/approval-lines.ts';
import { capStatus } from '../../db/write-back/daily-cap.ts';
import type { Tx } from '../../db/model/database.ts';
import { ownedBy } from '../../db/model/owned-by.ts';
import { among } from '../../db/driver/one-of.ts';
import { unreadApprovals } from '../../db/housekeeping/housekeeping.ts';
import { closeNotices, closeNoticesExcept } from '../../db/notices/notices.ts';
import { closeCreationInDoubt } from '../../db/write-back/doubtful-creations.ts';
import { closeWaits } from '../../db/write-back/wake-ups.ts';

/**
 * The vendor accepts the working credentials of these sets: what was said of its rejecting them is over, and so is a
 * write that stood still for them.
 */
export async function closeRejections(
  tx: Tx,
  key: IntegrationKey,
  accepted: readonly string[],
): Promise<void> {
  for (const set of accepted) for (const code of rejections) await closeNotices(tx, key, code, set);
  if (accepted.includes(psaSet)) await closeNotices(tx, key, 'WriteBlocked');
}

/** Whatever its invoice: the hourly look alone says how near one is. */
const endOfTime = '9999-12-31';

/**
 * Notices about approved changes that waited, and none waits for that any more: they were sent, ended or a new day
 * began. The caller holds the integration's row lock.
 */
export async function closeSettledWrites(tx: Tx, key: IntegrationKey, now: Date): Promise<void> {
  const open = await tx
    .selectFrom('notice')
    .select('code')
    .where(ownedBy(key))
    .where('code', 'in', [
      'ApprovalNotRead',
      'CreationInDoubt',
      'CurrencyRateMissing',
      'WriteBlocked',
      'WriteCapReached',
      'WriteWaits',
    ])
    .where(among('state', ['open']))
    .execute();
  const stands = (asked: string): boolean => open.some(({ code }) => code === asked);
  if (stands('WriteBlocked') && (await liveApprovalLines(tx, key)).length === 0)
    await closeNotices(tx, key, 'WriteBlocked');
  if (stands('ApprovalNotRead') && (await unreadApprovals(tx, key, endOfTime)).length === 0)
    await closeNotices(tx, key, 'ApprovalNotRead');
  if (stands('WriteWaits')) await closeWaits(tx, key);
  if (stands('CreationInDoubt')) await closeCreationInDoubt(tx, key);
  if (!stands('WriteCapReached') && !stands('CurrencyRateMissing')) return;
  const { ofCaps, withoutRate } = await capStatus(tx, key, now);
  const reached = capNames.filter((cap) => ofCaps[cap].reached);
  await closeNoticesExcept(tx, key, 'WriteCapReached', reached);
  if (!withoutRate) await closeNotices(tx, key, 'CurrencyRateMissing');
}
