import { createHash } from 'node:crypto';
import { z } from 'zod';
import { PaperSize as PaperSizes } from '../contracts/api/settings.ts';
import { mspIdentity } from '../db/settings/msp-identity.ts';
import type { PaperSize } from '../domain/msp.ts';
import type { Permission } from '../domain/roles.ts';
import { fileOf, formatFacts, nameOfFile, type ReportFormat, reportFormats } from '../reports/files.ts';
import type { RenderedDocument } from '../reports/document.ts';
import { fileAnswer, type SentFile } from './file-answer.ts';
import { type Answer, type Call, type Route, route, type RouteDetails } from './route.ts';

const FileQuery = z.strictObject({
  paper: PaperSizes.optional().describe('Of a PDF; absent: as in the settings'),
  inline: z
    .enum(['true', 'false'])
    .default('false')
    .describe('true: a browser shows it in the place of storing it'),
});

interface Asked {
  readonly format: ReportFormat;
  /** `undefined`: as in the settings. */
  readonly paper: PaperSize | undefined;
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
  ) => Promise<SentFile>;
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
        verifiableFile(await of(call, { format, paper: call.query.paper }), call.query.inline === 'true'),
    }),
  );

/** Renders a document for this request. */
export const writtenFile = async (
  document: RenderedDocument,
  format: ReportFormat,
  paper: PaperSize,
): Promise<SentFile> => ({
  name: nameOfFile(document, format),
  mediaType: formatFacts[format].mediaType,
  bytes: await fileOf(document, format, paper),
});

/** Renders a document as it was requested, on the paper of the settings where none was named. */
export const requestedFile = async (
  { deps, caller }: Pick<Call<unknown, unknown, unknown>, 'deps' | 'caller'>,
  { format, paper }: Asked,
  document: RenderedDocument,
): Promise<SentFile> =>
  writtenFile(document, format, paper ?? (await mspIdentity(deps.db, caller.tenantId)).paper);

/** With the SHA-256 of the file (RFC 9530); the audit records that of stored files. */
export const verifiableFile = (file: SentFile, inline = false): Answer =>
  fileAnswer(
    file,
    {
      // A browser shows a PDF as an object of its own page.
      ...(inline
        ? {
            'Content-Security-Policy':
              "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'",
          }
        : {}),
      'Repr-Digest': `sha-256=:${createHash('sha256').update(file.bytes).digest('base64')}:`,
    },
    inline ? 'inline' : 'attachment',
  );
