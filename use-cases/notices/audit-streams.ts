import { X509Certificate } from 'node:crypto';
import type { AuditAction } from '../../domain/audit-actions.ts';
import { streamKindOf } from '../../domain/audit-streams.ts';
import { auditStreams } from '../../domain/defaults.ts';
import { recordAudit } from '../../db/audit/audit.ts';
import { newestPosition } from '../../db/lists/streamed-events.ts';
import type { Tx } from '../../db/model/database.ts';
import {
  type AuditStream,
  createAuditStream,
  findAuditStream,
  listAuditStreams,
  lockAuditStream,
  redirectAuditStream,
  removeAuditStream,
  storeStreamSecret,
} from '../../db/notices/audit-streams.ts';
import { closeNotices } from '../../db/notices/notices.ts';
import type { KeyRing } from '../../db/secrets/key-ring.ts';
import type { RequestContext } from '../request-context.ts';
import { isRejected, type Rejected, rejected } from '../outcome.ts';
import { newSecret } from './signing-secret.ts';

/** A stream, and the secret that signs its messages, which is shown this once; null: it sends lines. */
export interface StreamWithSecret {
  readonly stream: AuditStream;
  readonly secret: string | null;
}

export interface NewStream {
  readonly url: string;
  readonly ca: string | null;
  /** The first entry to send; null: the next one. */
  readonly from: number | null;
  readonly createdBy: string;
}

/** Throws `MasterKeyChanged`. */
export async function addAuditStream(
  tx: Tx,
  keyRing: KeyRing,
  { from, ...stream }: NewStream,
  by: RequestContext,
): Promise<StreamWithSecret | Rejected> {
  const { tenantId } = by;
  if ((await listAuditStreams(tx, tenantId)).length >= auditStreams.most)
    return rejected('TooManyAuditStreams');
  if (stream.ca !== null && !isCertificate(stream.ca)) return rejected('AuditStreamCaUnreadable');
  const newest = await newestPosition(tx, tenantId);
  const sentTo = from === null ? newest : from - 1;
  if (sentTo > newest) return rejected('AuditStreamAhead');
  const secret = streamKindOf(stream.url) === 'webhook' ? newSecret() : null;
  const streamId = await createAuditStream(tx, keyRing, { tenantId, ...stream, sentTo, secret });
  await audit(tx, streamId, 'audit-stream.created', by, { host: hostOf(stream.url), from: sentTo + 1 });
  return { stream: await found(tx, streamId, by), secret };
}

/** Pauses it or lets it go on, or sends entries again from one that was sent. */
export async function changeAuditStream(
  tx: Tx,
  streamId: string,
  {
    paused,
    sendAgainFrom,
  }: { readonly paused?: boolean | undefined; readonly sendAgainFrom?: number | undefined },
  by: RequestContext,
): Promise<AuditStream | Rejected> {
  const before = await locked(tx, streamId, by);
  if (isRejected(before)) return before;
  const sentTo = sendAgainFrom === undefined ? undefined : sendAgainFrom - 1;
  if (sentTo !== undefined && sentTo > before.sentTo) return rejected('AuditStreamAhead');
  await redirectAuditStream(
    tx,
    { tenantId: by.tenantId, streamId },
    {
      ...(paused === undefined ? {} : { pausedAt: paused ? (before.pausedAt ?? by.now) : null }),
      ...(sentTo === undefined ? {} : { sentTo }),
    },
  );
  if (paused === true) await closeFailing(tx, streamId, by);
  const after = await found(tx, streamId, by);
  await audit(tx, streamId, 'audit-stream.changed', by, {
    host: hostOf(after.url),
    before: shown(before),
    after: shown(after),
  });
  return after;
}

export async function dropAuditStream(
  tx: Tx,
  streamId: string,
  by: RequestContext,
): Promise<AuditStream | Rejected> {
  const stream = await locked(tx, streamId, by);
  if (isRejected(stream)) return stream;
  await closeFailing(tx, streamId, by);
  await removeAuditStream(tx, { tenantId: by.tenantId, streamId });
  await audit(tx, streamId, 'audit-stream.removed', by, { host: hostOf(stream.url), ...shown(stream) });
  return stream;
}

/**
 * A new secret. The former one signs nothing afterwards: a receiver that still has it rejects what comes, and the stream
 * waits for it. Throws `MasterKeyChanged`.
 */
export async function renewStreamSecret(
  tx: Tx,
  keyRing: KeyRing,
  streamId: string,
  by: RequestContext,
): Promise<StreamWithSecret | Rejected> {
  const before = await locked(tx, streamId, by);
  if (isRejected(before)) return before;
  if (streamKindOf(before.url) === 'lines') return rejected('AuditStreamUnsigned');
  const secret = newSecret();
  await storeStreamSecret(tx, keyRing, { tenantId: by.tenantId, streamId }, secret);
  await audit(tx, streamId, 'audit-stream.secret-rotated', by, { host: hostOf(before.url) });
  return { stream: await found(tx, streamId, by), secret };
}

/** One PEM certificate or several. */
function isCertificate(pem: string): boolean {
  const parts = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/gu) ?? [];
  try {
    for (const part of parts) new X509Certificate(part);
  } catch {
    return false;
  }
  return parts.length > 0;
}

const locked = async (tx: Tx, streamId: string, by: RequestContext): Promise<AuditStream | Rejected> =>
  (await lockAuditStream(tx, { tenantId: by.tenantId, streamId }))
    ? found(tx, streamId, by)
    : rejected('NotFound');

async function found(tx: Tx, streamId: string, { tenantId }: RequestContext): Promise<AuditStream> {
  const stream = await findAuditStream(tx, { tenantId, streamId });
  if (stream === null) throw new Error('an audit stream vanished while it was locked');
  return stream;
}

const closeFailing = (tx: Tx, streamId: string, { tenantId }: RequestContext): Promise<unknown> =>
  closeNotices(tx, { tenantId, integrationId: null }, 'AuditStreamFailing', streamId);

/** The host alone: the path of an address may be as good as a password. */
const hostOf = (url: string): string => new URL(url).host;

const shown = ({ pausedAt, sentTo }: AuditStream) => ({ paused: pausedAt !== null, sentTo });

const audit = (
  tx: Tx,
  streamId: string,
  action: AuditAction,
  by: RequestContext,
  detail: Readonly<Record<string, unknown>>,
): Promise<void> =>
  recordAudit(tx, { ...by, action, objectKind: 'audit-stream', objectId: streamId, detail });
