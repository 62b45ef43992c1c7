import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { duoFault } from './duo/answers.ts';
import type { FaultAfter, FaultInstead } from './fault-kinds.ts';
import type { SimulatedVendor, StatusFault, VendorAnswer } from './vendor.ts';

/** One call's way back to the client. `raw` is the TCP connection under TLS: only it can be reset. */
export interface Line {
  readonly response: ServerResponse;
  readonly raw: Socket | undefined;
}

/** What the request log says about how a call ended: the status sent, or words when no whole answer left. */
export type Outcome = number | string;

interface Encoded {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: Buffer;
}

function encode(answer: VendorAnswer): Encoded {
  const { status, headers, body } = answer;
  if (body === undefined) return { status, headers: { ...headers }, payload: Buffer.alloc(0) };
  const [type, text] =
    typeof body === 'string' ? ['text/plain', body] : ['application/json', JSON.stringify(body)];
  return {
    status,
    headers: { 'content-type': `${type}; charset=utf-8`, ...headers },
    payload: Buffer.from(text, 'utf8'),
  };
}

/** Sends a vendor's answer whole. */
export function deliver(line: Line, answer: VendorAnswer): Outcome {
  const { status, headers, payload } = encode(answer);
  line.response.writeHead(status, { ...headers, 'content-length': String(payload.length) });
  line.response.end(payload);
  return status;
}

/** Sends a real answer the spoiled way; what the handler changed stands whatever arrives. */
export function deliverAfter(fault: FaultAfter, line: Line, answer: VendorAnswer): Outcome {
  switch (fault.kind) {
    case 'done-answer-lost':
      line.response.destroy();
      return 'answer lost';
    case 'done-status':
      return deliver(line, { status: fault.status, body: 'Gateway error' });
    case 'cut-body':
      return cutBody(line, encode(answer));
    case 'trickle':
      return trickle(line, encode(answer), fault.everyMs);
    case 'delay':
      setTimeout(() => {
        if (!line.response.destroyed) deliver(line, answer);
      }, fault.ms).unref();
      return answer.status;
  }
}

/** Answers in place of a handler that never ran. */
export function deliverInstead(
  fault: FaultInstead,
  rejectionBody: SimulatedVendor['rejectionBody'],
  line: Line,
): Outcome {
  switch (fault.kind) {
    case 'status':
      return statusFault(fault, rejectionBody, line);
    case 'duo-error':
      return deliver(line, duoFault(fault.code));
    case 'stat-fail':
      return deliver(line, { status: 200, body: { stat: 'FAIL', code: fault.code, message: fault.message } });
    case 'odd-json':
      return deliver(line, { status: 200, body: oddBody(fault.shape) });
    case 'json':
      return deliver(line, { status: 200, body: fault.body });
    case 'redirect':
      return deliver(line, { status: fault.status, headers: { location: fault.location }, body: 'Moved' });
    case 'hang':
      return 'hang';
    case 'reset':
      return reset(line, fault.stage);
    case 'half-close':
      line.response.socket?.end();
      return 'closed';
    case 'huge-body':
      return stream(line, {}, '{"stat":"OK","response":["', Buffer.alloc(65_536, 'a'), fault.bytes / 65_536);
    case 'compressed-bomb':
      // A gzip body may consist of many members: one megabyte of blanks, again and again.
      return stream(
        line,
        { 'content-encoding': 'gzip' },
        gzipSync('['),
        gzipSync(Buffer.alloc(1_048_576, ' ')),
        fault.bytes / 1_048_576,
      );
  }
}

function statusFault(
  fault: StatusFault,
  rejectionBody: SimulatedVendor['rejectionBody'],
  line: Line,
): Outcome {
  const retryAfter: Record<string, string> =
    fault.retryAfter === undefined ? {} : { 'retry-after': String(fault.retryAfter) };
  const text = fault.text ?? 'Fault of the sandbox';
  switch (fault.body) {
    case 'empty':
      return deliver(line, { status: fault.status, headers: retryAfter, body: undefined });
    case 'text':
      return deliver(line, { status: fault.status, headers: retryAfter, body: text });
    case 'html':
      return deliver(line, {
        status: fault.status,
        headers: { ...retryAfter, 'content-type': 'text/html; charset=utf-8' },
        body: `<!doctype html><html><head><title>${text}</title></head><body><h1>${text}</h1></body></html>`,
      });
    case 'json':
      return deliver(line, { status: fault.status, headers: retryAfter, body: rejectionBody(fault) });
  }
}

function oddBody(shape: 'array' | 'null' | 'string' | 'empty-object' | 'wrong-types'): unknown {
  switch (shape) {
    case 'array':
      return [{ unexpected: true }];
    case 'null':
      return null;
    case 'string':
      return { stat: 'OK', response: 'text where a list should be' };
    case 'empty-object':
      return {};
    case 'wrong-types':
      return {
        stat: 'OK',
        response: [{ user_id: 7, username: null, status: 3, account_id: [], id: 'one', name: 5 }],
        metadata: { total_objects: 'many', next_offset: 'soon' },
      };
  }
}

function cutBody({ response }: Line, { status, headers, payload }: Encoded): Outcome {
  response.writeHead(status, { ...headers, 'content-length': String(Math.max(2, payload.length)) });
  response.write(payload.subarray(0, Math.floor(payload.length / 2)), () => response.destroy());
  return 'cut body';
}

function trickle({ response }: Line, { status, headers, payload }: Encoded, everyMs: number): Outcome {
  response.writeHead(status, { ...headers, 'content-length': String(payload.length) });
  response.flushHeaders();
  let sent = 0;
  const timer = setInterval(() => {
    if (sent >= payload.length) {
      response.end();
      clearInterval(timer);
      return;
    }
    response.write(payload.subarray(sent, sent + 1));
    sent += 1;
  }, everyMs);
  response.once('close', () => clearInterval(timer));
  return 'trickle';
}

function reset({ response, raw }: Line, stage: 'before' | 'after-head'): Outcome {
  const drop = (): void => {
    if (raw === undefined) response.destroy();
    else raw.resetAndDestroy();
  };
  if (stage === 'before') {
    drop();
  } else {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
    response.write('{"stat":', drop);
  }
  return 'reset';
}

function stream(
  { response }: Line,
  headers: Readonly<Record<string, string>>,
  first: string | Buffer,
  block: Buffer,
  blocks: number,
): Outcome {
  response.writeHead(200, { 'content-type': 'application/json', ...headers });
  response.write(first);
  let left = Math.ceil(blocks);
  const pump = (): void => {
    while (left > 0 && !response.destroyed) {
      left -= 1;
      if (!response.write(block)) {
        response.once('drain', pump);
        return;
      }
    }
    if (!response.destroyed) response.end();
  };
  pump();
  return 'oversized body';
}
