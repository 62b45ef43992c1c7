import type { TelemetryOptions } from '@temporalio/worker';

/**
 * The Temporal SDK's own metrics. Its core can only serve them on a port of its own, so that is a loopback port nobody
 * needs to know of, and `/metrics` of the process shows them beside ours.
 */
export interface SdkMetrics {
  /** For `Runtime.install`. */
  readonly telemetryOptions: TelemetryOptions;
  /** In Prometheus' text form; empty while the core does not answer, which alerts can tell from a number. */
  readonly text: () => Promise<string>;
}

const answerWithinMs = 1_000;

/** @param port free, on 127.0.0.1. */
export function sdkMetrics(port: number): SdkMetrics {
  const bindAddress = `127.0.0.1:${port}`;
  return {
    telemetryOptions: {
      metrics: {
        // Names as Prometheus wants them: temporal_…_seconds, temporal_…_total.
        prometheus: {
          bindAddress,
          countersTotalSuffix: true,
          unitSuffix: true,
          useSecondsForDurations: true,
        },
      },
    },
    text: () =>
      fetch(`http://${bindAddress}/metrics`, { signal: AbortSignal.timeout(answerWithinMs) }).then(
        (answer) => answer.text(),
        () => '',
      ),
  };
}
