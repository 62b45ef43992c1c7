import type { ServerResponse } from 'node:http';
import { Zip, ZipPassThrough } from 'fflate';
import type { PaperSize } from '../domain/msp.ts';
import type { RenderedDocument } from '../reports/document.ts';
import { withPdfThread } from '../reports/pdf/write.ts';
import { putPiece } from './csv.ts';

/** @param fileName in ASCII */
export function beginFile(response: ServerResponse, mediaType: string, fileName: string): void {
  response.statusCode = 200;
  response.setHeader('Content-Type', mediaType);
  response.setHeader('Content-Disposition', `attachment; filename="${fileName}"`);
}

interface ArchiveContent {
  readonly ids: readonly string[];
  /** Null: it is not there any more, and left out. */
  readonly documentOf: (id: string) => Promise<RenderedDocument | null>;
  readonly paper: PaperSize;
}

/**
 * Sends an archive of PDFs. Each is loaded, written, and sent before the next, so that memory holds one. Stops when the
 * client has disconnected. Throws when one cannot be written: the answer is then cut off, and no archive opens.
 */
export async function sendArchive(
  response: ServerResponse,
  fileName: string,
  { ids, documentOf, paper }: ArchiveContent,
): Promise<void> {
  const pieces: Uint8Array[] = [];
  const zip = new Zip((error, piece) => {
    if (error !== null) throw error;
    pieces.push(piece);
  });
  const send = async (): Promise<void> => {
    for (const piece of pieces.splice(0)) await putPiece(response, piece);
  };
  beginFile(response, 'application/zip', fileName);
  await withPdfThread(async (write) => {
    for (const id of ids) {
      if (response.destroyed) return;
      const document = await documentOf(id);
      if (document === null) continue;
      const entry = new ZipPassThrough(`${document.fileName}.pdf`);
      zip.add(entry);
      entry.push(await write(document, paper), true);
      await send();
    }
  });
  if (response.destroyed) return;
  zip.end();
  await send();
  response.end();
}
