import {
  Connection,
  type ConnectionOptions,
  defaultGrpcRetryOptions,
  makeGrpcRetryInterceptor,
} from '@temporalio/client';

/** Waits between attempts of one call; the SDK's own reach 5 s, past every answer of the API. */
const firstRetryMs = 50;
const longestRetryMs = 200;
const attempts = 5;
/** gRPC's own wait before it dials again grows to two minutes, in which every call fails although the server is back. */
const longestRedialMs = 2_000;

/**
 * A lazy connection for the API: it starts without a server and finds one that comes back. A retry that is still
 * waiting when the channel closes would throw where nobody catches it, so closing waits for the longest.
 */
export function openTemporalConnection(options: ConnectionOptions): {
  readonly connection: Connection;
  readonly close: () => Promise<void>;
} {
  const connection = Connection.lazy({
    ...options,
    channelArgs: { 'grpc.max_reconnect_backoff_ms': longestRedialMs, ...options.channelArgs },
    interceptors: [
      makeGrpcRetryInterceptor(
        defaultGrpcRetryOptions({
          maxAttempts: attempts,
          initialIntervalMs: () => firstRetryMs,
          maxIntervalMs: () => longestRetryMs,
        }),
      ),
    ],
  });
  return {
    connection,
    close: async () => {
      // The SDK varies each wait by a fifth.
      await new Promise((resolve) => setTimeout(resolve, longestRetryMs * 1.5));
      await connection.close();
    },
  };
}
