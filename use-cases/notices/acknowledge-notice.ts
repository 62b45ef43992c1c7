import { message } from '../../messages/message.ts';
import { errorTitle } from '../../messages/error-texts.ts';
import { isAcknowledgeable, isForAdministrators, isForSignedInAdministrators } from '../../domain/notices.ts';
import { may } from '../../domain/roles.ts';
import { rolesOfActor } from '../../db/people/actor-roles.ts';
import { recordAudit } from '../../db/audit/audit.ts';
import { lockIntegration } from '../../db/integrations/integrations.ts';
import type { Tx } from '../../db/model/database.ts';
import { letDoubtfulCreationsGo } from '../../db/write-back/doubtful-creations.ts';
import { closeNotices, lockNotice, type NoticeRow } from '../../db/notices/notices.ts';
import type { RequestContext } from '../request-context.ts';
import { type Rejected, rejected } from '../outcome.ts';

/** Closes a notice that stays until somebody has read it; `times`: how often it had happened when they did. */
export async function acknowledgeNotice(
  tx: Tx,
  noticeId: string,
  times: number,
  by: RequestContext,
): Promise<NoticeRow | Rejected> {
  const { tenantId } = by;
  await lockWhatWaits(tx, tenantId, noticeId);
  const notice = await lockNotice(tx, tenantId, noticeId);
  if (notice === null) return rejected('NotFound');
  if (!isAcknowledgeable(notice.code)) return rejected('NoticeStands');
  if (notice.state === 'closed') return notice;
  if (isForSignedInAdministrators(notice.code)) {
    if (by.actor.kind !== 'member') return rejected('PersonRequired');
    if (!(await mayEndStop(tx, by))) return rejected('RoleTooSmall');
  }
  if (isForAdministrators(notice.code) && !(await mayEndStop(tx, by))) return rejected('RoleTooSmall');
  // Raising again comes before the lock or waits for it: nobody closes what they have not read.
  if (notice.times !== times)
    return rejected(
      'NoticeChanged',
      message('rejections.notice-changed', { times: notice.times, seen: times }),
    );
  const { code, subject, integrationId } = notice;
  await closeNotices(tx, { tenantId, integrationId }, code, subject);
  const lines =
    code === 'CreationInDoubt' && integrationId !== null
      ? await letDoubtfulCreationsGo(tx, { tenantId, integrationId })
      : null;
  await recordAudit(tx, {
    ...by,
    action: 'notice.acknowledged',
    objectKind: 'notice',
    objectId: notice.id,
    integrationId,
    detail: {
      name: errorTitle(code),
      code,
      times,
      detail: notice.detail,
      ...(lines === null ? {} : { lines }),
    },
  });
  const closed = await lockNotice(tx, tenantId, notice.id);
  if (closed === null) throw new Error('a notice vanished while it was closed');
  return closed;
}

/** Changes that wait for this one belong to an integration, which is locked before any notice (architecture.md 5). */
async function lockWhatWaits(tx: Tx, tenantId: string, id: string): Promise<void> {
  const notice = await tx
    .selectFrom('notice')
    .select('integrationId')
    .where('tenantId', '=', tenantId)
    .where('id', '=', id)
    .where('code', '=', 'CreationInDoubt')
    .executeTakeFirst();
  if (notice === undefined || notice.integrationId === null) return;
  await lockIntegration(tx, { tenantId, integrationId: notice.integrationId });
}

/** Writing goes on with it. */
async function mayEndStop(tx: Tx, { tenantId, actor, now }: RequestContext): Promise<boolean> {
  const roles = await rolesOfActor(tx, tenantId, actor, now);
  return roles !== null && roles.every((role) => may(role, 'continue-writes'));
}
