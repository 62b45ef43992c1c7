import { connect, createServer, type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';

export interface TemporalProxy {
  /** host:port, as of a Temporal server. */
  readonly address: string;
  /** Paths of the rejected calls. */
  readonly rejected: readonly string[];
  close(): Promise<void>;
}

const permissionDenied = '7';

/** Stands before a real Temporal server and rejects its operator service, as Temporal Cloud does. */
export async function withoutOperatorService(address: string): Promise<TemporalProxy> {
  const rejected: string[] = [];
  const upstream = connect(`http://${address}`);
  const sessions = new Set<{ destroy(): void }>([upstream]);
  const server = createServer();
  server.on('session', (session) => sessions.add(session));
  server.on('stream', (stream, headers) => {
    const path = headers[':path'] ?? '';
    if (path.startsWith('/temporal.api.operatorservice.')) {
      rejected.push(path);
      reject(stream);
    } else forward(stream, headers);
  });

  function reject(stream: ServerHttp2Stream): void {
    stream.respond(
      {
        ':status': 200,
        'content-type': 'application/grpc',
        'grpc-status': permissionDenied,
        'grpc-message': 'Request unauthorized.',
      },
      { endStream: true },
    );
  }

  function forward(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): void {
    const request = upstream.request(headers);
    let trailers: IncomingHttpHeaders = {};
    request.on('trailers', (last: IncomingHttpHeaders) => (trailers = last));
    request.on('response', (answer: IncomingHttpHeaders & { ':status'?: number }) => {
      if (stream.destroyed) return;
      // An answer without a body carries its status here, and has no trailers of its own.
      if (answer['grpc-status'] !== undefined) {
        stream.respond(answer, { endStream: true });
        return;
      }
      stream.respond(answer, { waitForTrailers: true });
      stream.on('wantTrailers', () => stream.sendTrailers(trailers));
      request.pipe(stream);
    });
    stream.pipe(request);
    stream.on('close', () => request.close());
    for (const side of [stream, request]) side.on('error', () => undefined);
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    rejected,
    close: async () => {
      for (const session of sessions) session.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
