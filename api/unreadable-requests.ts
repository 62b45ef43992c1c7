import { IncomingMessage, type RequestListener, type Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { Socket } from 'node:net';
import type { RequestHandler } from 'express';
import { message } from '../messages/message.ts';
import { Problem } from './problems.ts';

/**
 * What Node's parser cannot read never becomes a request, and Node would answer it by itself: without body, security
 * headers or request id. Here it is handed to the app as a request that has failed already, so that it is answered and
 * logged as everything else.
 */

const failed = new WeakMap<IncomingMessage, Problem>();

/** First after log and headers: throws what was wrong with a request that could not be read. */
export const rejectUnreadable: RequestHandler = (request, _response, next) => {
  const problem = failed.get(request);
  if (problem !== undefined) throw problem;
  // HTTP/1.1 asks for it (RFC 9112, 3.2); Node's own rejection has no body.
  if (request.httpVersion === '1.1' && request.headers.host === undefined) {
    throw new Problem('MalformedRequest', { detail: message('requests.host-missing') });
  }
  next();
};

const problemOf = (code: string | undefined): Problem => {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return new Problem('RequestTooLarge', { status: 431, detail: message('requests.headers-too-large') });
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return new Problem('RequestTooLarge', { detail: message('requests.chunk-extensions-too-large') });
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new Problem('MalformedRequest', { status: 408, detail: message('requests.timed-out') });
    default:
      return new Problem('MalformedRequest', { detail: message('requests.not-http') });
  }
};

/** @param handler the app, which has {@link rejectUnreadable} in it. */
export function answerUnreadableRequests(server: Server, handler: RequestListener): void {
  const underWay = new WeakMap<Duplex, ServerResponse>();
  server.on('request', (request, response) => underWay.set(request.socket, response));
  // An expectation that is not known may be ignored (RFC 9110, 10.1.1).
  server.on('checkExpectation', handler);
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const before = underWay.get(socket);
    const isAnswered = before !== undefined && before.headersSent && !before.writableFinished;
    if (!(socket instanceof Socket) || !socket.writable || error.code === 'ECONNRESET' || isAnswered) {
      socket.destroy();
      return;
    }
    // The body of a request under way broke off: nobody waits for its own answer any more.
    if (before?.socket === socket) before.detachSocket(socket);
    const request = new IncomingMessage(socket);
    request.method = 'GET';
    request.url = '/';
    failed.set(request, problemOf(error.code));
    const response = new ServerResponse(request);
    response.shouldKeepAlive = false;
    response.assignSocket(socket);
    response.once('finish', () => {
      socket.destroySoon();
    });
    handler(request, response);
  });
}
