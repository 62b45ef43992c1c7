import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import proto from '@opentelemetry/otlp-transformer/build/src/generated/root.js';

/** A span as it arrived, with its attributes and whatever else has text in it. */
export interface ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  /** Empty: the first of its trace. */
  readonly parentSpanId: string;
  readonly name: string;
  readonly service: string;
  /** The whole span as JSON, for scans. */
  readonly text: string;
}

export interface Collector {
  /** For OTEL_EXPORTER_OTLP_ENDPOINT. */
  readonly endpoint: string;
  readonly spans: () => readonly ReceivedSpan[];
  close(): void;
}

/** A collector of traces on this machine: OTLP over HTTP, in protobuf. */
export async function startCollector(): Promise<Collector> {
  const spans: ReceivedSpan[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const sent = Buffer.concat(chunks);
      if (request.url === '/v1/traces')
        spans.push(...spansIn(request.headers['content-encoding'] === 'gzip' ? gunzipSync(sent) : sent));
      response.setHeader('content-type', 'application/x-protobuf').end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans: () => spans,
    close: () => void server.close(),
  };
}

interface SentSpan {
  readonly traceId: Uint8Array;
  readonly spanId: Uint8Array;
  readonly parentSpanId: Uint8Array | null;
  readonly name: string;
}
interface SentSpans {
  readonly resource: {
    readonly attributes: readonly {
      readonly key: string;
      readonly value: { readonly stringValue?: string };
    }[];
  };
  readonly scopeSpans: readonly { readonly spans: readonly SentSpan[] }[];
}
/** Generated, and without types. */
const { ExportTraceServiceRequest } = (
  proto as unknown as {
    opentelemetry: {
      proto: {
        collector: {
          trace: {
            v1: {
              ExportTraceServiceRequest: {
                decode(sent: Uint8Array): { readonly resourceSpans: readonly SentSpans[] };
              };
            };
          };
        };
      };
    };
  }
).opentelemetry.proto.collector.trace.v1;
const hex = (bytes: Uint8Array | null): string => Buffer.from(bytes ?? []).toString('hex');

function spansIn(sent: Buffer): readonly ReceivedSpan[] {
  return ExportTraceServiceRequest.decode(sent).resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const service = resource.attributes.find(({ key }) => key === 'service.name')?.value.stringValue ?? '';
    return scopeSpans.flatMap(({ spans }) =>
      spans.map((span) => ({
        traceId: hex(span.traceId),
        spanId: hex(span.spanId),
        parentSpanId: hex(span.parentSpanId),
        name: span.name,
        service,
        text: JSON.stringify({ ...span, resource: resource.attributes }),
      })),
    );
  });
}

/** The names from a span up to the first of its trace; the last is `…` if one is missing. */
export function chainOf(spans: readonly ReceivedSpan[], span: ReceivedSpan): readonly string[] {
  if (span.parentSpanId === '') return [span.name];
  const parent = spans.find(
    ({ traceId, spanId }) => traceId === span.traceId && spanId === span.parentSpanId,
  );
  return [span.name, ...(parent === undefined ? ['…'] : chainOf(spans, parent))];
}
