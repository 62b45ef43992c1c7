import type { ServerResponse } from 'node:http';
import { Zip, ZipPassThrough } from 'fflate';
import type { PaperSize } from '../domain/msp.ts';
import type { RenderedDocument } from '../reports/document.ts';
import { withPdfThread } from '../reports/pdf/write.ts';
import { putPiece } from './csv.ts';
import { beginFile } from './file-answer.ts';

interface ArchiveContent {
  readonly ids: readonly string[];
  /** `null` when it no longer exists; it is left out. */
  readonly documentOf: (id: string) => Promise<RenderedDocument | null>;
  readonly paper: PaperSize;
}

/**
 * Sends an archive of PDFs, one at a time, so that memory holds only one. Stops when the client disconnects. Throws when
 * one cannot be rendered: the response is then cut off, and the archive does not open.
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
  beginFile(response, { name: fileName, mediaType: 'application/zip' });
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
