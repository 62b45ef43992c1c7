import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Files that a program had loaded when it found that it has no database, by what V8 writes down. */
function loadedBy(program: string, env: NodeJS.ProcessEnv): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'seatwise-loaded-'));
  try {
    const { stderr } = spawnSync(process.execPath, [join('dist', program, 'main.js')], {
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], HOME: folder, NODE_V8_COVERAGE: folder, ...env },
    });
    expect(stderr).toContain('DATABASE_URL: must be set');
    return readdirSync(folder)
      .filter((name) => name.startsWith('coverage-'))
      .flatMap((name) => {
        const { result } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as {
          readonly result: readonly { readonly url: string }[];
        };
        return result.map(({ url }) => url);
      });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** prom-client loads OpenTelemetry's interface in any case, which does nothing without its SDK. */
const ofTraces = (loaded: readonly string[]) =>
  loaded.filter((url) => url.includes('opentelemetry') && !url.includes('/node_modules/@opentelemetry/api/'));

describe.each(['api', 'worker'])('the program %s', (program) => {
  it('loads nothing of OpenTelemetry without a collector, and one part with one', () => {
    const loaded = loadedBy(program, {});
    expect(loaded.length).toBeGreaterThan(100);
    expect(ofTraces(loaded)).toEqual([]);
    const tracing = loadedBy(program, { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' });
    expect(ofTraces(tracing)).toEqual([expect.stringMatching(/\/dist\/parts\/opentelemetry-[\w-]+\.js$/u)]);
  });
});
