import { factors } from '../../domain/defaults.ts';
import { message } from '../../messages/message.ts';
import { recordAudit } from '../../db/audit/audit.ts';
import type { Database, Tx } from '../../db/model/database.ts';
import { keepNotice, raiseNotice } from '../../db/notices/notices.ts';
import { lockMemberships } from '../../db/people/memberships.ts';
import { notePasskeyUse } from '../../db/people/passkeys.ts';
import type { Member } from '../../db/people/people.ts';
import { recoveryCodesLeft, useRecoveryCode } from '../../db/people/recovery-codes.ts';
import { useTotpStep } from '../../db/people/totp.ts';
import { type Rejected, rejected } from '../outcome.ts';
import type { RequestContext } from '../request-context.ts';

/** A second factor that fits, and what of it is used up. */
export type FactorUse =
  | { readonly factor: 'totp'; readonly step: number }
  | { readonly factor: 'recovery-code'; readonly codeHash: string }
  | {
      readonly factor: 'passkey';
      readonly passkey: { readonly id: string; readonly name: string };
      readonly counter: number;
      readonly backedUp: boolean;
    };

type Using = Pick<Member, 'id' | 'personId' | 'email'>;

/**
 * Uses a factor up, so that it opens nothing twice. Locks the memberships first, as whoever changes a person does. Null:
 * done.
 */
export async function useFactor(
  tx: Tx,
  member: Using,
  use: FactorUse,
  by: RequestContext,
): Promise<Rejected | null> {
  await lockMemberships(tx, member.personId);
  switch (use.factor) {
    case 'totp':
      return (await useTotpStep(tx, member.personId, use.step)) ? null : rejected('SecondFactorRejected');
    case 'recovery-code':
      return useCode(tx, member, use.codeHash, by);
    case 'passkey': {
      const { passkey, counter, backedUp } = use;
      if (await notePasskeyUse(tx, passkey.id, { counter, backedUp })) return null;
      return rejected('PasskeyCopied', message('notices.passkey-copied', { memberId: member.id, passkey: passkey.name }));
    }
  }
} // prettier-ignore

async function useCode(
  tx: Tx,
  member: Using,
  codeHash: string,
  by: RequestContext,
): Promise<Rejected | null> {
  if (!(await useRecoveryCode(tx, member.personId, codeHash))) return rejected('SecondFactorRejected');
  const { left } = (await recoveryCodesLeft(tx, member.personId)) ?? { left: 0 };
  if (left <= factors.fewRecoveryCodes)
    await keepNotice(tx, ofInstallation(by), {
      code: 'RecoveryCodesLow',
      subject: member.email,
      detail: message('notices.recovery-codes-low', { memberId: member.id, count: left }),
    });
  const of = { objectKind: 'member', objectId: member.id } as const;
  await recordAudit(tx, { ...by, action: 'member.recovery-code-used', ...of, detail: { left } });
  return null;
}

/** A passkey's counter fell back. In a separate transaction, since the use of it is undone. */
export const notePasskeyCopied = (
  db: Database,
  member: Pick<Member, 'tenantId' | 'email'>,
  detail: Rejected['detail'],
): Promise<void> =>
  db.transaction().execute((tx) =>
    raiseNotice(tx, ofInstallation(member), {
      code: 'PasskeyCopied',
      subject: member.email,
      detail: detail ?? message('error.PasskeyCopied'),
    }),
  );

const ofInstallation = ({ tenantId }: { readonly tenantId: string }) => ({ tenantId, integrationId: null });
