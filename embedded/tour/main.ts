import { duo } from '../../vendors/duo/kind.ts';
import { vendors } from '../../vendors/registry.ts';
import { psas } from '../../psa/registry.ts';
import { type TouredKind, touredKinds } from './kinds.ts';
import { termsOfKinds } from '../../domain/kinds.ts';
import { message } from '../../messages/message.ts';
import { sayIn } from '../../messages/say.ts';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnvironment } from '../../config/environment.ts';
import { createSandboxControl } from '../../sandbox/control-client.ts';
import { freePort } from '../../config/free-port.ts';
import { ownMember } from './own-member.ts';
import { playTour } from './play.ts';
import { Report } from './report.ts';
import { SeatwiseClient, waitFor } from './seatwise-client.ts';
import { TourRejected } from './set-up.ts';
import type { TouredPsa } from './toured-psa.ts';
import { autotaskTour } from './autotask-tour.ts';
import { connectWiseTour } from './connectwise-tour.ts';
import { haloPsaTour } from './halopsa-tour.ts';

/** Every PSA that the tour can be played with, by its kind; the first is the default. */
const touredPsas: Readonly<Record<TouredKind, TouredPsa>> = {
  connectwise: connectWiseTour,
  autotask: autotaskTour,
  halopsa: haloPsaTour,
};

interface Instance {
  readonly origin: string;
  readonly home: string;
  stop(): Promise<void>;
}

async function runningInstance(): Promise<Instance | null> {
  const environment = parseEnvironment(process.env);
  const origin = `http://localhost:${environment.PORT}`;
  if (!(await isHealthy(origin))) return null;
  return { origin, home: environment.SEATWISE_HOME, stop: () => Promise.resolve() };
}

const isHealthy = (origin: string): Promise<boolean> =>
  fetch(`${origin}/healthz`).then(
    (response) => response.ok,
    () => false,
  );

async function throwawayInstance(): Promise<Instance> {
  const home = mkdtempSync(join(tmpdir(), 'seatwise-tour-'));
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  // `seatwise start` of the program that runs, wherever it is installed.
  const child = spawn(process.execPath, [String(process.argv[1]), 'start'], {
    env: { ...process.env, SEATWISE_HOME: home, PORT: String(port) },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = new Promise<void>((resolve) =>
    child.once('exit', () => {
      resolve();
    }),
  );
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
    rmSync(home, { recursive: true, force: true });
  };
  try {
    await waitFor('the throwaway instance', 60_000, async () => {
      if (child.exitCode !== null) throw new Error('the throwaway instance ended');
      return (await isHealthy(origin)) ? true : null;
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return { origin, home, stop };
}

async function signIn({ home }: Instance): Promise<{ readonly email: string; readonly password: string }> {
  const { SEATWISE_EMAIL: email, SEATWISE_PASSWORD: password } = process.env;
  if (email !== undefined && password !== undefined) return { email, password };
  return ownMember(home, parseEnvironment(process.env).DATABASE_URL);
}

/** Throws {@link TourRejected} for one that the sandbox has not. */
function chosenPsa(psa: string | undefined): TouredPsa {
  const chosen = touredKinds.find((kind) => kind === (psa ?? touredKinds[0]));
  if (chosen !== undefined) return touredPsas[chosen];
  throw new TourRejected(message('tour.psa-choice', { kinds: touredKinds }));
}

const say = sayIn(process.env);

/**
 * `seatwise tour`: against the instance that runs here, else against a throwaway one that ends with it. Returns 1 if a
 * figure differs. Throws {@link TourRejected}.
 * @param kind of the PSA; absent: the first
 */
export async function tour(kind: string | undefined): Promise<0 | 1> {
  const psa = chosenPsa(kind);
  const running = await runningInstance();
  const instance = running ?? (await throwawayInstance());
  console.log(
    running === null
      ? say(message('tour.none-running'))
      : say(message('tour.against', { address: instance.origin })),
  );
  const terms = termsOfKinds({ vendors, psas }, { vendor: duo.kind, psa: psa.kind.kind });
  const report = new Report(
    (line) => {
      console.log(line);
    },
    (message) => say({ message, terms }),
  );
  try {
    const client = new SeatwiseClient(instance.origin);
    const { email, password } = await signIn(instance);
    await client.signIn(email, password);
    report.step(message('tour.signed-in', { email }));
    const control = createSandboxControl(join(instance.home, 'sandbox', 'sandbox-control.json'));
    await playTour({ client, control, report, psa });
  } finally {
    await instance.stop();
  }
  if (report.differences.length === 0) {
    console.log(`\n${say(message('tour.all-equal'))}`);
    return 0;
  }
  console.log(
    [
      `\n${say(message('tour.figures-differ', { count: report.differences.length }))}`,
      ...report.differences.map((line) => `  ${line}`),
    ].join('\n'),
  );
  return 1;
}
