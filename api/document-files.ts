import { createHash } from 'node:crypto';
import { z } from 'zod';
import { PaperSize } from '../contracts/api/settings.ts';
import type { Permission } from '../domain/roles.ts';
import { fileOf, formatFacts, nameOfFile, type ReportFormat, reportFormats } from '../reports/files.ts';
import type { RenderedDocument } from '../reports/document.ts';
import { type Answer, type Call, type Route, route, type RouteDetails } from './route.ts';

const FileQuery = z.strictObject({
  paper: PaperSize.optional().describe('Of a PDF; absent: as in the settings'),
  inline: z
    .enum(['true', 'false'])
    .default('false')
    .describe('true: a browser shows it in the place of storing it'),
});

/** A file as it is sent. */
export interface ReportFile {
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

interface Asked {
  readonly format: ReportFormat;
  /** `undefined`: as in the settings. */
  readonly paper: 'A4' | 'Letter' | undefined;
}

/**
 * The same document in each format, below `path` with the name of the format. Listed before any route whose ID would
 * match it.
 *
 * @param summary how those of all routes begin
 */
export const documentRoutes = <P extends z.ZodObject>({
  summary,
  path,
  of,
  ...rest
}: Pick<RouteDetails, 'path' | 'tag' | 'problems'> & {
  readonly summary: string;
  readonly needs: Permission;
  readonly params: P;
  readonly of: (
    call: Call<z.output<P>, z.output<typeof FileQuery>, unknown>,
    asked: Asked,
  ) => Promise<ReportFile>;
}): readonly Route[] =>
  reportFormats.map((format) =>
    route({
      ...rest,
      method: 'get',
      path: `${path}.${format}`,
      summary: `${summary} as ${format.toUpperCase()}`,
      query: FileQuery,
      answers: { 200: { mediaType: formatFacts[format].mediaType } },
      handle: async (call) =>
        fileAnswer(await of(call, { format, paper: call.query.paper }), call.query.inline === 'true'),
    }),
  );

/** Renders a document for this request. */
export const writtenFile = async (
  document: RenderedDocument,
  format: ReportFormat,
  paper: 'A4' | 'Letter',
): Promise<ReportFile> => ({
  name: nameOfFile(document, format),
  mediaType: formatFacts[format].mediaType,
  bytes: await fileOf(document, format, paper),
});

/** Adds the SHA-256 of the file (RFC 9530); the audit records that of stored files. */
export const fileAnswer = ({ name, mediaType, bytes }: ReportFile, inline = false): Answer => ({
  kind: 'stream',
  write: (response) => {
    response.status(200);
    response.setHeader('Content-Type', mediaType);
    response.setHeader('Content-Disposition', `${inline ? 'inline' : 'attachment'}; filename="${name}"`);
    // A browser shows a PDF as an object of its own page.
    if (inline)
      response.setHeader(
        'Content-Security-Policy',
        "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'",
      );
    response.setHeader('Repr-Digest', `sha-256=:${createHash('sha256').update(bytes).digest('base64')}:`);
    response.end(bytes);
  },
});
