import { recordAudit } from '../../db/audit/audit.ts';
import type { Tx } from '../../db/model/database.ts';
import { deleteLogo, logoFacts, setLogo } from '../../db/settings/msp-identity.ts';
import type { LogoFacts, LogoFile } from '../../domain/msp.ts';
import type { RequestContext } from '../request-context.ts';

/** Replaces the logo of pages and reports. Files of closed months keep the previous one. */
export async function changeLogo(tx: Tx, logo: LogoFile & LogoFacts, by: RequestContext): Promise<LogoFacts> {
  const before = await logoFacts(tx, by.tenantId);
  await setLogo(tx, by.tenantId, logo, by.now);
  const { mediaType, width, height, sha256 } = logo;
  const after = { mediaType, width, height, sha256 };
  await audit(tx, { before, after }, by);
  return after;
}

/** Without one, nothing changes. */
export async function removeLogo(tx: Tx, by: RequestContext): Promise<void> {
  const before = await logoFacts(tx, by.tenantId);
  if (before === null) return;
  await deleteLogo(tx, by.tenantId);
  await audit(tx, { before, after: null }, by);
}

const audit = (
  tx: Tx,
  detail: Readonly<Record<'before' | 'after', LogoFacts | null>>,
  by: RequestContext,
): Promise<void> =>
  recordAudit(tx, {
    ...by,
    action: 'logo.changed',
    objectKind: 'tenant',
    objectId: by.tenantId,
    detail,
  });
