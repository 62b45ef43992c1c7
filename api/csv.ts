import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import type { ServerResponse } from 'node:http';
import type { Response } from 'express';
import { type CsvCell, csvRow } from '../reports/csv/row.ts';
import { beginFile } from './file-answer.ts';

export const csvType = 'text/csv; charset=utf-8';

/** Head of the answer; call it only when the first rows are there: an error before them is still a problem body. */
export function beginCsv(response: Response, fileName: string): void {
  beginFile(response, { name: fileName, mediaType: csvType });
  // The mark makes spreadsheets read UTF-8.
  response.write('\uFEFF');
}

/** A client that takes nothing for so long is cut off: its file holds a database connection. */
const longestStallMs = 30_000;

export const putCsv = (response: Response, text: string): Promise<void> => putPiece(response, text);

/**
 * Waits while the client reads slower than we write; a client that went away ends the wait. Others get their turn between
 * two pieces, so write pieces of some hundred rows at most.
 */
export async function putPiece(response: ServerResponse, piece: string | Uint8Array): Promise<void> {
  // A response that was closed before emits neither event.
  if (piece.length === 0 || response.destroyed) return;
  if (response.write(piece)) {
    await setImmediate();
    return;
  }
  const waited = new AbortController();
  const { signal } = waited;
  const timer = setTimeout(() => response.destroy(), longestStallMs);
  await Promise.race([once(response, 'drain', { signal }), once(response, 'close', { signal })]);
  clearTimeout(timer);
  waited.abort();
}

/** All rows, in such pieces. */
export async function putRows(response: Response, rows: readonly (readonly CsvCell[])[]): Promise<void> {
  for (let start = 0; start < rows.length && !response.destroyed; start += rowsPerPiece)
    await putCsv(
      response,
      rows
        .slice(start, start + rowsPerPiece)
        .map(csvRow)
        .join(''),
    );
}

const rowsPerPiece = 250;
