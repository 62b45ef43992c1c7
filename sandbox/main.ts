import { z } from 'zod';
import { scenarioNames } from '../domain/scenarios.ts';
import { startSandbox } from './server.ts';

/** Runs the sandbox alone. Prints one line of JSON when it is ready; SIGTERM and SIGINT end it in order. */
const port = z.coerce.number().int().min(0).max(65_535).optional();

const settings = z
  .object({
    SANDBOX_DIR: z.string().min(1),
    SANDBOX_PORT: port,
    SANDBOX_CONTROL_PORT: port,
    SANDBOX_SCENARIO: z.enum(scenarioNames).optional(),
    SANDBOX_SEED: z.coerce.number().int().optional(),
    SANDBOX_LATENCY_MS: z.coerce.number().int().min(0).optional(),
  })
  .parse(process.env);

const sandbox = await startSandbox({
  dir: settings.SANDBOX_DIR,
  port: settings.SANDBOX_PORT,
  controlPort: settings.SANDBOX_CONTROL_PORT,
  scenario: settings.SANDBOX_SCENARIO,
  seed: settings.SANDBOX_SEED,
  latencyMs: settings.SANDBOX_LATENCY_MS,
});

let closing = false;
function end(): void {
  if (closing) return;
  closing = true;
  sandbox.close().then(
    () => process.exit(0),
    () => process.exit(1),
  );
}
process.on('SIGTERM', end);
process.on('SIGINT', end);

const { port: tlsPort, caFile, resolve, control } = sandbox;
process.stdout.write(
  `${JSON.stringify({ ready: 'sandbox', port: tlsPort, resolve, caFile, control: { url: control.url, file: control.file } })}\n`,
);
