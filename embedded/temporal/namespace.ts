import { dayMs } from '../../domain/calendar.ts';
import { isGrpcServiceError, type Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';

const keyword = 2; // temporal.api.enums.v1.IndexedValueType
const grpc = { invalidArgument: 3, alreadyExists: 6 } as const;
/**
 * Makes a namespace usable: registered, its search attributes known, its retention set. Repeatable.
 * @param retentionDays tried in order until the server accepts one: some reject more than 30 days (architecture.md 10).
 * Returns the retention that was accepted, in days.
 */
export async function ensureNamespace(
  connection: Connection,
  namespace: string,
  searchAttributes: readonly string[],
  retentionDays: readonly number[],
): Promise<number> {
  let accepted: number | null = null;
  let rejection: unknown = null;
  for (const days of retentionDays) {
    try {
      await registerOrUpdate(connection, namespace, days);
      accepted = days;
      break;
    } catch (error) {
      if (grpcCodeOf(error) !== grpc.invalidArgument) throw error;
      rejection = error;
    }
  }
  if (accepted === null)
    throw new Error(`no retention of ${retentionDays.join(', ')} days is accepted`, { cause: rejection });
  await ensureSearchAttributes(connection, namespace, searchAttributes);
  return accepted;
}

async function registerOrUpdate(connection: Connection, namespace: string, days: number): Promise<void> {
  const retention = msToTs(days * dayMs);
  try {
    await connection.workflowService.registerNamespace({
      namespace,
      workflowExecutionRetentionPeriod: retention,
    });
  } catch (error) {
    if (grpcCodeOf(error) !== grpc.alreadyExists) throw error;
    await untilKnown(() =>
      connection.workflowService.updateNamespace({
        namespace,
        config: { workflowExecutionRetentionTtl: retention },
      }),
    );
  }
}

/** An unregistered attribute makes every workflow task that sets it fail (platform.md 2.1). */
async function ensureSearchAttributes(
  connection: Connection,
  namespace: string,
  names: readonly string[],
): Promise<void> {
  const known = await untilKnown(() => connection.operatorService.listSearchAttributes({ namespace }));
  const missing = names.filter((name) => known.customAttributes[name] === undefined);
  if (missing.length === 0) return;
  await connection.operatorService.addSearchAttributes({
    namespace,
    searchAttributes: Object.fromEntries(missing.map((name) => [name, keyword])),
  });
  await untilKnown(async () => {
    const now = await connection.operatorService.listSearchAttributes({ namespace });
    if (missing.some((name) => now.customAttributes[name] === undefined)) throw new Error('not listed yet');
  });
}

/** A namespace just registered is unknown to parts of the server for about a second. */
async function untilKnown<T>(call: () => Promise<T>): Promise<T> {
  const end = Date.now() + 20_000;
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** Null for anything but an answer of the server. */
function grpcCodeOf(error: unknown): number | null {
  return isGrpcServiceError(error) ? error.code : null;
}
