import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { EnvironmentError, parseEnvironment } from '../config/environment.ts';
import { fileTroubleOf } from '../config/system-errors.ts';
import { message } from '../messages/message.ts';
import { MessageError } from '../messages/message-error.ts';
import { announcement } from './start-message.ts';
import { sayInThisProcess as say, secondsOf } from './progress.ts';
import { freePort } from '../config/free-port.ts';
import { type Seatwise, startSeatwise } from './seatwise.ts';
import { workflowBundleName } from '../telemetry/tracing.ts';
import { sdkMetrics } from '../worker/sdk-metrics.ts';

/** `seatwise start`: everything on one machine, in this process and two supervised children (architecture.md 10). */

// The SDK would stop the workers on a signal by itself, before requests have drained.
const sdk = sdkMetrics(await freePort());
Runtime.install({
  logger: new DefaultLogger('ERROR'),
  telemetryOptions: sdk.telemetryOptions,
  shutdownSignals: [],
});

// Where both lead to files, a disk that is full must not end us over a line that nobody can read.
for (const output of [process.stdout, process.stderr]) output.on('error', () => undefined);

let running: Seatwise | null = null;
let stopWanted: string | null = null;
let stopping = false;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (stopWanted !== null) console.log(say(message('start.stopping-already')));
    stopWanted ??= signal;
    stopWhenStarted();
  });
}

/**
 * A fault nobody caught must not leave the servers behind: everything is still stopped in order. While stopping it is only
 * told, because the SDK's retry timers throw once their connection is closed.
 */
process.on('uncaughtException', (error) => {
  if (stopping) return;
  console.error(say(message('start.not-handled')), error);
  stopWanted ??= 'failure';
  stopWhenStarted();
});

/** A signal during the start is kept until every part can be stopped in order. */
function stopWhenStarted(): void {
  if (running === null || stopWanted === null || stopping) return;
  stopping = true;
  const began = performance.now();
  console.log(say(message('start.stopping')));
  running.close().then(
    () => {
      console.log(say(message('start.stopped', { seconds: secondsOf(performance.now() - began) })));
      process.exit(stopWanted === 'failure' ? 1 : 0);
    },
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
}

function workflowCode(isTraced: boolean): { bundlePath: string } | { sourcePath: string } {
  const bundle = fileURLToPath(new URL(`../workflows/${workflowBundleName(isTraced)}`, import.meta.url));
  if (existsSync(bundle)) return { bundlePath: bundle };
  return { sourcePath: fileURLToPath(new URL('../workflows/index.ts', import.meta.url)) };
}

try {
  const environment = parseEnvironment(process.env);
  running = await startSeatwise(environment, process.env, {
    workflows: workflowCode(environment.OTEL_EXPORTER_OTLP_ENDPOINT !== undefined),
    sdkMetrics: sdk.text,
  });
  running.failed.catch((error: unknown) => {
    console.error(say(message('start.worker-failed')), error);
    stopWanted ??= 'failure';
    stopWhenStarted();
  });
  console.log(
    announcement({
      address: environment.PUBLIC_URL,
      temporalUi: running.temporalUi,
      firstSignIn: running.firstSignIn,
      firstSignInFile: running.home.firstSignInFile,
      sandbox:
        running.sandbox === null
          ? null
          : { file: running.sandbox.control.file, credentials: running.sandbox.credentials },
      home: running.home.folder,
      logFile: running.home.logFile,
      tookMs: process.uptime() * 1000,
    }),
  );
  stopWhenStarted();
} catch (error) {
  const known = error instanceof MessageError ? error.says : fileTroubleOf(error);
  if (known !== null) console.error(say(known));
  else console.error(error instanceof EnvironmentError ? error.message : error);
  process.exit(1);
}
