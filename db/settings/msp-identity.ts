import type { LogoFacts, LogoFile, PaperSize } from '../../domain/msp.ts';
import { usualPaper } from '../../domain/msp.ts';
import type { Queryable, Tx } from '../model/database.ts';
import { paperSetting } from './settings.ts';

/** Name and logo of the MSP on pages and reports. */
export interface MspIdentity {
  readonly name: string;
  readonly logo: LogoFile | null;
  readonly paper: PaperSize;
}

export async function mspIdentity(db: Queryable, tenantId: string): Promise<MspIdentity> {
  const { name, currency } = await db
    .selectFrom('tenant')
    .select(['name', 'currency'])
    .where('id', '=', tenantId)
    .executeTakeFirstOrThrow();
  return {
    name,
    logo: await mspLogo(db, tenantId),
    paper: (await paperSetting(db, tenantId)) ?? usualPaper(currency),
  };
}

/** Null: there is none. */
export async function mspLogo(db: Queryable, tenantId: string): Promise<LogoFile | null> {
  const row = await db
    .selectFrom('tenantLogo')
    .select(['mediaType', 'bytes'])
    .where('tenantId', '=', tenantId)
    .executeTakeFirst();
  return row ?? null;
}

/** Without reading its bytes; null: there is none. */
export async function logoFacts(db: Queryable, tenantId: string): Promise<LogoFacts | null> {
  const row = await db
    .selectFrom('tenantLogo')
    .select(['mediaType', 'width', 'height', 'sha256'])
    .where('tenantId', '=', tenantId)
    .executeTakeFirst();
  return row ?? null;
}

export async function setLogo(
  tx: Tx,
  tenantId: string,
  logo: LogoFile & LogoFacts,
  changedAt: Date,
): Promise<void> {
  const { mediaType, bytes, width, height, sha256 } = logo;
  const values = { mediaType, bytes, width, height, sha256, changedAt };
  await tx
    .insertInto('tenantLogo')
    .values({ tenantId, ...values })
    .onConflict((conflict) => conflict.column('tenantId').doUpdateSet(values))
    .execute();
}

export async function deleteLogo(tx: Tx, tenantId: string): Promise<void> {
  await tx.deleteFrom('tenantLogo').where('tenantId', '=', tenantId).execute();
}
