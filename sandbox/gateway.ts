import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { setTimeout as delay } from 'node:timers/promises';
import { vendorAt, type VendorName } from './vendor-names.ts';
import type { VendorAnswer, VendorContext, VendorRequest, Vendors } from './vendor.ts';
import type { DoneTwice, Fault, LateEffect, PagingFault } from './fault-kinds.ts';
import { isFaultInstead, isPagingFault } from './fault-kinds.ts';
import { deliver, deliverAfter, deliverInstead, type Line, type Outcome } from './delivery.ts';
import { accountAtHost } from './duo/vendor.ts';
import { callParameters } from './duo/signature.ts';
import { makePersonEdit } from './control/person-edits.ts';
import { type RequestEntry, undecided } from './request-log.ts';
import type { CallMoments } from './edit-moments.ts';
import { instanceAt, scenarioOfInstance } from './other-instances.ts';
import { ofOtherCompany } from './other-company.ts';
import type { ScenarioStore } from './scenario-store.ts';

const LARGEST_REQUEST = 1024 * 1024;

/**
 * The side of the sandbox that clients reach: routes by Host, logs every request, applies latency and faults,
 * and keeps the scenario before an answer leaves.
 *
 * @param rawSocketOf the TCP connection under a TLS socket, which alone can be reset
 */
export function createGateway(
  store: ScenarioStore,
  vendors: Vendors,
  rawSocketOf: (socket: Socket) => Socket | undefined,
): (request: IncomingMessage, response: ServerResponse) => void {
  return (incoming, response) => {
    const line = { response, raw: rawSocketOf(incoming.socket) };
    answerCall(store, vendors, incoming, line).catch(() => response.destroy());
  };
}

async function answerCall(
  store: ScenarioStore,
  vendors: Vendors,
  incoming: IncomingMessage,
  line: Line,
): Promise<void> {
  const body = await readBody(incoming);
  const request = vendorRequest(incoming, body ?? Buffer.alloc(0));
  const vendor = vendorAt(request.host);
  if (vendor === null || !namedInTls(incoming.socket, request.host)) {
    deliver(line, { status: 421, body: 'Misdirected request' });
    return;
  }
  if (body === null) {
    deliver(line, { status: 413, body: 'Request too large' });
    return;
  }
  const accountId = vendor === 'duo' ? (callParameters(request).get('account_id') ?? null) : null;
  const { method, host, path, query } = request;
  const silent = hangsByNature(vendor, request, store);
  const fault = silent ? null : store.faults.take({ vendor, host, path, method, accountId });
  const moments = store.moments.take({ vendor, path, method }, (moment) => makePersonEdit(store, moment.do));
  line.response.once('close', () => moments('after-answer'));
  const entry = store.requestLog.request({
    at: store.now().toISOString(),
    vendor,
    method,
    host,
    path,
    query,
    accountId,
    write: vendors[vendor].askedWrite(request),
    conditions: vendors[vendor].askedOfRows?.(request) ?? null,
    outcome: undecided.open,
    fault: fault?.kind ?? null,
  });
  if (silent) {
    entry.outcome = 'hang';
    return;
  }
  const context = contextOf(store, vendor, request);
  const admitted = vendors[vendor].admit?.(request, context);
  if (typeof admitted === 'object') {
    entry.outcome = deliver(line, admitted);
    return;
  }
  if (admitted !== undefined) line.response.once('close', admitted);
  if (store.latencyMs > 0) await delay(store.latencyMs, undefined, { ref: false });
  try {
    const call = { vendor, request, moments };
    if (fault?.kind === 'late-effect') respondLate(store, vendors, { ...call, fault }, entry);
    else if (fault?.kind === 'done-twice') {
      entry.outcome = respond(store, vendors, { ...call, fault: null }, line);
      repeatLater(store, vendors, call, fault.afterMs);
    } else entry.outcome = respond(store, vendors, { ...call, fault }, line);
  } catch (error) {
    entry.outcome = sandboxDefect(error);
    deliver(line, { status: 500, body: entry.outcome });
  }
}

interface Call {
  readonly vendor: VendorName;
  readonly request: VendorRequest;
  readonly moments: CallMoments;
}

function respond(
  store: ScenarioStore,
  vendors: Vendors,
  call: Call & { readonly fault: Exclude<Fault, LateEffect | DoneTwice> | null },
  line: Line,
): Outcome {
  const { fault, moments } = call;
  if (fault !== null && isFaultInstead(fault)) {
    moments('before-handling');
    moments('after-handling');
    return deliverInstead(fault, vendors[call.vendor].rejectionBody, line);
  }
  if (fault?.kind === 'other-company') {
    const request = ofOtherCompany(call.request, fault);
    return deliver(line, handle(store, vendors, { ...call, request }, null));
  }
  const paging = fault !== null && isPagingFault(fault) ? fault : null;
  const answer = handle(store, vendors, call, paging);
  return fault === null || isPagingFault(fault) ? deliver(line, answer) : deliverAfter(fault, line, answer);
}

/** Lets the caller wait for nothing; the handler runs later, and the request log says what it would have answered. */
function respondLate(
  store: ScenarioStore,
  vendors: Vendors,
  call: Call & { readonly fault: LateEffect },
  entry: RequestEntry,
): void {
  entry.outcome = undecided.late;
  store.lateEffects.add(call.fault.afterMs, () => {
    try {
      entry.outcome = `late effect: ${handle(store, vendors, call, null).status}`;
    } catch (error) {
      entry.outcome = sandboxDefect(error);
    }
  });
}

/** The vendor carries out once more by itself what creates a line; without being asked. */
function repeatLater(
  store: ScenarioStore,
  vendors: Vendors,
  { vendor, request }: Call,
  afterMs: number,
): void {
  if (vendors[vendor].askedWrite(request)?.newLine === undefined) return;
  store.lateEffects.add(afterMs, () => {
    const { requestLog, ...context } = contextOf(store, vendor, request);
    const ofItself = {
      change: (entry: Parameters<typeof requestLog.change>[0]) => requestLog.change({ ...entry, by: 'psa' }),
    };
    vendors[vendor].answer(request, { ...context, requestLog: ofItself }, null);
    store.save();
  });
}

/** Runs the vendor's handler between the edits of its moments; the scenario is kept before an answer can leave. */
function handle(
  store: ScenarioStore,
  vendors: Vendors,
  { vendor, request, moments }: Call,
  paging: PagingFault | null,
): VendorAnswer {
  moments('before-handling');
  const context = contextOf(store, vendor, request);
  const answer = vendors[vendor].answer(request, context, paging);
  store.save();
  moments('after-handling');
  return answer;
}

/** The MSP's own instance of the vendor, or the other one that answers this request. */
function contextOf(
  { scenario, requestLog, now }: ScenarioStore,
  vendor: VendorName,
  request: VendorRequest,
): VendorContext {
  const other = instanceAt(scenario, vendor, request);
  if (other === null) return { scenario, requestLog, now };
  const { name: instance } = other;
  return {
    scenario: scenarioOfInstance(scenario, other),
    requestLog: { change: (entry) => requestLog.change({ ...entry, instance }) },
    now,
  };
}

/** A defect of the sandbox itself must be told apart from anything a real vendor might say. */
const sandboxDefect = (error: unknown): string => `sandbox defect: ${String(error)}`;

/** The name in the TLS handshake, if there is one, must be the one in the Host header. */
function namedInTls(socket: Socket, host: string): boolean {
  if (!(socket instanceof TLSSocket)) return true;
  const name: unknown = socket.servername;
  return typeof name !== 'string' || name.toLowerCase() === host;
}

/** An account may be one whose host never answers, as Pinecrest's in `typical`. */
function hangsByNature(vendor: VendorName, request: VendorRequest, store: ScenarioStore): boolean {
  return vendor === 'duo' && accountAtHost(store.scenario.duo, request.host)?.hangs === true;
}

function vendorRequest(incoming: IncomingMessage, body: Buffer): VendorRequest {
  const target = incoming.url ?? '/';
  const cut = target.indexOf('?');
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return {
    method: incoming.method ?? 'GET',
    host: (incoming.headers.host ?? '').toLowerCase().replace(/:\d+$/, ''),
    path: cut < 0 ? target : target.slice(0, cut),
    query: cut < 0 ? '' : target.slice(cut + 1),
    headers,
    body,
  };
}

/** Null when the body is larger than any call of this product. */
async function readBody(incoming: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= LARGEST_REQUEST) chunks.push(chunk);
  }
  return size > LARGEST_REQUEST ? null : Buffer.concat(chunks);
}
