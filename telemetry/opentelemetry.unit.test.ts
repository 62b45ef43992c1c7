import { randomUUID } from 'node:crypto';
import { context, ROOT_CONTEXT, trace, TraceFlags } from '@opentelemetry/api';
import { InMemorySpanExporter, type ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { openTracing } from './opentelemetry.ts';
import { inClientSpan, inRequestSpan, inTraceOf, noteStatement, traceIdsOf } from './spans.ts';
import { statementsOf } from './tracing.ts';

/** What is exported of this work when that share of traces is kept. */
async function exported(share: number, work: () => Promise<unknown>): Promise<readonly ReadableSpan[]> {
  const exporter = new InMemorySpanExporter();
  let spans: readonly ReadableSpan[] = [];
  // Shutting it down forgets what it took.
  exporter.shutdown = () => {
    spans = exporter.getFinishedSpans();
    return Promise.resolve();
  };
  const tracing = openTracing({ service: 'test', version: '1', share, onLoss: () => undefined }, exporter);
  await work();
  await tracing.close();
  return spans;
}

const request = (work: () => Promise<unknown>, id: string = randomUUID()) =>
  inRequestSpan(id, 'GET /lines', { 'http.route': '/lines' }, work);
const nothing = () => Promise.resolve();

it('finds the trace of a request by its ID, also from a row that was stored', async () => {
  const id = randomUUID();
  const spans = await exported(1, async () => {
    await request(nothing, id);
    await inTraceOf(id, 'later', nothing);
  });
  const ids = traceIdsOf(id);
  const [later, first] = [
    spans.find(({ name }) => name === 'later'),
    spans.find(({ name }) => name !== 'later'),
  ];
  expect(first?.spanContext()).toMatchObject({ ...ids });
  expect([later?.spanContext().traceId, later?.parentSpanId]).toEqual([ids?.traceId, ids?.spanId]);
});

it('exports no attribute that is not on the list, and nothing that an error says', async () => {
  const [span] = await exported(1, () =>
    request(() => {
      trace.getActiveSpan()?.setAttribute('memo', 'Timber Law').recordException(new Error('Timber Law'));
      return Promise.reject(new Error('Timber Law'));
    }).catch(() => undefined),
  );
  expect(Object.keys(span?.attributes ?? {}).sort()).toEqual(['http.route', 'seatwise.request_id']);
  expect([span?.events, span?.links, Object.keys(span?.status ?? {})]).toEqual([[], [], ['code']]);
});

it('keeps a share of the traces, each whole, also those that a workflow begins and samples by itself', async () => {
  const begun = (sampledElsewhere: string) =>
    trace.setSpanContext(ROOT_CONTEXT, {
      traceId: sampledElsewhere,
      spanId: '1'.repeat(16),
      traceFlags: TraceFlags.SAMPLED,
    });
  const work = async () => {
    for (let nth = 0; nth < 200; nth += 1) {
      await request(() => inClientSpan('below', {}, nothing));
      await context.with(begun(randomUUID().replaceAll('-', '')), () =>
        inClientSpan('of a workflow', {}, nothing),
      );
    }
  };
  const spans = await exported(0.5, work);
  const numberOf = (wanted: string) => spans.filter(({ name }) => name === wanted).length;
  expect(numberOf('below')).toBe(numberOf('GET /lines'));
  for (const name of ['below', 'of a workflow']) {
    expect(numberOf(name)).toBeGreaterThan(50);
    expect(numberOf(name)).toBeLessThan(150);
  }
  expect(await exported(0, work)).toEqual([]);
});

it('counts statements on the span that sent them, and shows the slow and the failed ones', async () => {
  const note = (durationMs: number, failed = false) =>
    noteStatement({ operation: 'select', table: 'usage_line', durationMs, failed });
  const spans = await exported(1, () =>
    request(() => {
      note(1);
      note(2, true);
      note(30);
      return Promise.resolve();
    }),
  );
  expect(spans.map(({ name }) => name)).toEqual(['select usage_line', 'select usage_line', 'GET /lines']);
  expect(spans[2]?.attributes).toMatchObject({ 'seatwise.statements': 3, 'seatwise.statements_ms': 33 });
  expect(statementsOf(null)).toBeUndefined();
});

it('begins no trace for a call that is a part of none', async () => {
  expect(await exported(1, () => inClientSpan('alone', {}, nothing))).toEqual([]);
});
