import type { ServerResponse } from 'node:http';
import type { Answer } from './route.ts';

/** A file as it is sent. */
export interface SentFile {
  /** With its ending, in ASCII. */
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

type Disposition = 'attachment' | 'inline';

/** Head of a file's answer; call it only once the file is certain: an error before it is still a problem body. */
export function beginFile(
  response: ServerResponse,
  { name, mediaType }: Omit<SentFile, 'bytes'>,
  disposition: Disposition = 'attachment',
): void {
  response.statusCode = 200;
  response.setHeader('Content-Type', mediaType);
  response.setHeader('Content-Disposition', `${disposition}; filename="${name}"`);
}

/** A file that is complete before it is sent. @param headers besides those of every file */
export const fileAnswer = (
  file: SentFile,
  headers: Readonly<Record<string, string>> = {},
  disposition: Disposition = 'attachment',
): Answer => ({
  kind: 'stream',
  write: (response) => {
    beginFile(response, file, disposition);
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    response.end(file.bytes);
  },
});
