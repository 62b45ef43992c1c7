import { auditStreams } from '../../domain/defaults.ts';
import type { StreamedRow } from '../../db/lists/streamed-events.ts';

/** An entry as streams and `GET /audit/stream` give it (contracts/api/audit-streams.ts). */
export const streamedEvent = (row: StreamedRow) => ({
  seq: row.seq,
  id: row.id,
  at: row.at.toISOString(),
  actor: { ...row.actor, name: row.actorName },
  action: row.action,
  object: { kind: row.objectKind, id: row.objectId },
  integrationId: row.integrationId,
  detail: row.detail,
  requestId: row.requestId,
  hash: row.hash,
});

/** Entries as lines of JSON, as many as one batch may have; at least one. */
export function linesOf(rows: readonly StreamedRow[]): readonly string[] {
  const lines: string[] = [];
  let bytes = 0;
  for (const row of rows) {
    const line = JSON.stringify(streamedEvent(row));
    bytes += Buffer.byteLength(line) + 1;
    if (lines.length > 0 && bytes > auditStreams.batchBytes) break;
    lines.push(line);
  }
  return lines;
}
