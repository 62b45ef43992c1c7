/** `webhook`: signed messages over https. `lines`: lines of JSON over TLS. */
export const streamKinds = ['webhook', 'lines'] as const;
export type StreamKind = (typeof streamKinds)[number];

/** By its address: `https://host/path` or `tls://host:port`. */
export const streamKindOf = (url: string): StreamKind => (url.startsWith('tls:') ? 'lines' : 'webhook');

/**
 * Wait before the next attempt, in milliseconds: three times as long after each failure in a row, and never given up,
 * since the audit must arrive.
 *
 * @param failures in a row, this one among them
 */
export const streamWait = (
  failures: number,
  { firstWaitMs, longestWaitMs }: { readonly firstWaitMs: number; readonly longestWaitMs: number },
): number => Math.min(longestWaitMs, firstWaitMs * 3 ** Math.min(failures - 1, 20));

const hashDigits = 16;

/**
 * ID of a message with these events, the same in every attempt. A receiver drops repeated messages by it, so it differs
 * after the cursor was set back, and for other entries at the same positions, as after a restore from a backup.
 *
 * @param events `hash`: of the chain up to the last of them
 */
export const streamMessageId = (
  { streamId, replays }: { readonly streamId: string; readonly replays: number },
  { first, last, hash }: { readonly first: number; readonly last: number; readonly hash: string },
): string =>
  `msg_audit_events_${streamId.replaceAll('-', '')}_${replays}_${first}_${last}_${hash.slice(0, hashDigits)}`;

/**
 * A place in the audit that a reader continues from: the position of a checkpoint and the first digits of its hash, by which
 * a chain that was restored from a backup is not taken for the one that was read.
 */
export interface AuditCursor {
  readonly position: number;
  readonly hash: string;
}

export const cursorText = ({ position, hash }: AuditCursor): string =>
  `${position}-${hash.slice(0, hashDigits)}`;

export const auditCursorShape = /^(?<position>\d{1,15})-(?<hash>[0-9a-f]{16})$/u;

/** Null: not such a text. */
export function parseCursor(text: string): AuditCursor | null {
  const groups = auditCursorShape.exec(text)?.groups;
  if (groups === undefined) return null;
  return { position: Number(groups['position']), hash: groups['hash'] ?? '' };
}
