import { resignCheckpoints } from '../../db/audit/audit-chain.ts';
import { resignLedgerPositions } from '../../db/audit/ledger-position.ts';
import { recordAudits } from '../../db/audit/audit.ts';
import { resealCredentials } from '../../db/secrets/credentials.ts';
import type { Database, Tx } from '../../db/model/database.ts';
import {
  createKeyRing,
  keepOthersFromSealing,
  type KeyRing,
  MasterKeyChanged,
  sealedCheck,
} from '../../db/secrets/key-ring.ts';
import { installationId, tenantIds } from '../../db/people/people.ts';
import { resealProviderSecrets } from '../../db/people/identity-providers.ts';
import { resealTotp } from '../../db/people/totp.ts';
import { resignLiveApprovals } from '../../db/write-back/approval-signatures.ts';
import { notifyWriteBack } from '../../db/write-back/approvals.ts';
import { resealStreamSecrets } from '../../db/notices/audit-streams.ts';
import { sealedWebhookSecrets, storeResealedWebhookSecret } from '../../db/notices/webhooks.ts';

type SealedKind =
  | 'credentials'
  | 'webhook-secrets'
  | 'totp-secrets'
  | 'client-secrets'
  | 'stream-secrets'
  | 'approval-signatures'
  | 'audit-signatures'
  | 'ledger-positions'
  | 'key-check';

/** Rows of one table whose values need the master key. */
interface SealedRows {
  /** Every column that holds something sealed or signed under the master key; a test finds those of the schema. */
  readonly columns: readonly `${string}.${string}`[];
  readonly what: SealedKind;
  /** Rewrites all of them; returns how many values. Throws where one does not open under `from`. */
  readonly reseal: (tx: Tx, from: KeyRing, to: KeyRing) => Promise<number>;
}

/** The one list of what a rotation must reach. A table that is missing here would be unreadable afterwards. */
export const sealedRows: readonly SealedRows[] = [
  { what: 'credentials', columns: ['credential.ciphertext'], reseal: resealCredentials },
  {
    what: 'webhook-secrets',
    columns: ['webhook.ciphertext', 'webhook.previous_ciphertext'],
    reseal: resealWebhookSecrets,
  },
  { what: 'totp-secrets', columns: ['totp.ciphertext'], reseal: resealTotp },
  { what: 'client-secrets', columns: ['identity_provider.ciphertext'], reseal: resealProviderSecrets },
  { what: 'stream-secrets', columns: ['audit_stream.ciphertext'], reseal: resealStreamSecrets },
  {
    what: 'approval-signatures',
    columns: ['approval_signature.mac'],
    reseal: resignApprovals,
  },
  { what: 'audit-signatures', columns: ['audit_signed_checkpoint.mac'], reseal: resignCheckpoints },
  {
    what: 'ledger-positions',
    columns: ['ledger_check.mac'],
    reseal: resignLedgerPositions,
  },
  { what: 'key-check', columns: ['key_check.ciphertext'], reseal: renewKeyCheck },
];

async function resealWebhookSecrets(tx: Tx, from: KeyRing, to: KeyRing): Promise<number> {
  const secrets = await sealedWebhookSecrets(tx);
  for (const secret of secrets) {
    const sealed = to.seal(from.open(secret.sealed, secret.context), secret.context);
    await storeResealedWebhookSecret(tx, secret, { sealed, keyVersion: to.version });
  }
  return secrets.length;
}

/** What was not signed under the former key is not signed under the new one: a worker rejects it (`ApprovalNotSigned`). */
async function resignApprovals(tx: Tx, from: KeyRing, to: KeyRing): Promise<number> {
  const { signed, faulty } = await resignLiveApprovals(tx, from, to);
  for (const fault of faulty) await notifyWriteBack(tx, fault, fault.approvalId);
  return signed;
}

async function renewKeyCheck(tx: Tx, _from: KeyRing, to: KeyRing): Promise<number> {
  await tx.deleteFrom('keyCheck').execute();
  await tx
    .insertInto('keyCheck')
    .values({ keyVersion: to.version, ciphertext: sealedCheck(to) })
    .execute();
  return 1;
}

export interface Rotation {
  readonly fromVersion: number;
  readonly toVersion: number;
  /** How many of each. */
  readonly values: readonly { readonly what: SealedKind; readonly count: number }[];
}

export interface RotationOptions {
  /** Everything is tried, and nothing is kept. */
  readonly dryRun: boolean;
  /** Fault point of tests: everything is re-sealed and not committed. */
  readonly beforeCommit?: () => Promise<void>;
}

/**
 * Seals everything under a new master key in one transaction. A process that goes on with the former key can neither
 * open nor store a sealed value afterwards. Throws {@link MasterKeyChanged} where another rotation was first.
 */
export async function rotateMasterKey(
  db: Database,
  from: KeyRing,
  newKey: Buffer,
  options: RotationOptions,
): Promise<Rotation> {
  const to = createKeyRing(newKey, from.version + 1);
  const tx = await db.startTransaction().execute();
  try {
    await lockKeyCheck(tx, from);
    const values: Rotation['values'][number][] = [];
    for (const { what, reseal } of sealedRows) values.push({ what, count: await reseal(tx, from, to) });
    const rotation = { fromVersion: from.version, toVersion: to.version, values };
    await audit(tx, rotation);
    await options.beforeCommit?.();
    if (options.dryRun) await tx.rollback().execute();
    else await tx.commit().execute();
    return rotation;
  } catch (error) {
    if (!tx.isCommitted && !tx.isRolledBack) await tx.rollback().execute();
    throw error;
  }
}

/** Waits for transactions that store something sealed, and keeps new ones out. */
async function lockKeyCheck(tx: Tx, from: KeyRing): Promise<void> {
  await keepOthersFromSealing(tx);
  const rows = await tx.selectFrom('keyCheck').select('keyVersion').forUpdate().execute();
  if (rows.length !== 1 || rows[0]?.keyVersion !== from.version) throw new MasterKeyChanged();
}

async function audit(tx: Tx, { fromVersion, toVersion, values }: Rotation): Promise<void> {
  const objectId = (await installationId(tx)) ?? 'unknown';
  const tenants = await tenantIds(tx);
  await recordAudits(
    tx,
    tenants.map((tenantId) => ({
      tenantId,
      actor: { kind: 'system' as const, id: 'command-line' },
      action: 'master-key.rotated',
      objectKind: 'installation',
      objectId,
      detail: { fromVersion, toVersion, values },
    })),
  );
}
