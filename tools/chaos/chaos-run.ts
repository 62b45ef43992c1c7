import { copyFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { evaluate } from '../oracle/oracle.ts';
import { readFacts } from '../oracle/facts.ts';
import { evaluateComposition, readCompositions } from '../oracle/composition.ts';
import { evaluateEngine } from '../oracle/engine.ts';
import { fingerprintOf } from '../oracle/ledger-fingerprint.ts';
import { evaluateProcesses, type ProcessFacts, readProcessFacts } from '../oracle/processes.ts';
import { type ChaosInstallation, startChaosInstallation } from './chaos-installation.ts';
import { Killer } from './kills.ts';
import { linesBeside } from './neighbor-lines.ts';
import { live } from './integration-life.ts';
import { Encounters, LeavesOff, Person, type WrongAnswer } from './person.ts';
import { giveHistory, historyActor } from './history.ts';
import { type Focus, hasHistory, plannedLife } from './plan.ts';
import type { Connected } from '../../test/product/lifecycle.ts';
import type { PsaUnderTest } from '../../test/environment/activities-under-test.ts';
import { settleMove } from './other-instances.ts';
import { PsaTroubles } from './psa-troubles.ts';
import { psasInChaos } from './psas.ts';
import type { ChaosReport } from './report.ts';
import { type Scene, soon } from './scene.ts';
import { SeededChoice } from './seeded-choice.ts';
import { calm, settled } from './settling.ts';
import { reachedStates } from './states.ts';
import { preventable } from './unpreventable.ts';
import { VendorFaults } from './vendor-faults.ts';
import { changedWhileItWaits } from './waiting-changes.ts';

export interface ChaosOptions {
  readonly seed: number;
  readonly minutes: number;
  /** The PSA that people connect. */
  readonly psa: PsaUnderTest;
  readonly focus?: Focus;
  readonly temporalCli: string;
  /** Aborted: the run breaks off, and everything that it has started ends. */
  readonly signal?: AbortSignal;
  /** Told what happens, line by line. */
  readonly tell: (words: string) => void;
}

/** How long the first integration may take until people work with it; only then the minutes begin to count. */
const setUpWithinMs = 240_000;
/** How long what is under way may take to end once faults and kills have ceased; probes of a dead worker last 40 s. */
const settleWithinMs = 120_000;
/** How long a person goes on asking after time is up. */
const patienceMs = 60_000;

/**
 * Kills, faults and people, life after life of one integration, for so many minutes after its first sync; then, and
 * after each life, everything settles and the oracle looks at it. The plan is the seed's; when things happen is the machine's.
 */
export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const { seed, psa, temporalCli, tell, signal } = options;
  const began = Date.now();
  const installation = await startChaosInstallation(temporalCli, seed, psa);
  try {
    return await Promise.race([runIn(installation, options, began), aborted(signal)]);
  } catch (error) {
    if (signal?.aborted !== true) await keepLog(installation, seed, tell);
    throw error;
  } finally {
    await installation.close();
  }
}

/** Rejects once the run is to break off. */
const aborted = (signal?: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    const breakOff = (): void => reject(new Error('the run was broken off'));
    if (signal?.aborted === true) breakOff();
    else signal?.addEventListener('abort', breakOff, { once: true });
  });

async function runIn(
  installation: ChaosInstallation,
  { seed, minutes, psa, focus, tell }: ChaosOptions,
  began: number,
): Promise<ChaosReport> {
  const encounters = new Encounters();
  const { writes: psaWrites, writeFaults, makeRoom } = psasInChaos[psa];
  await makeRoom(installation.control, minutes);
  const faults = new VendorFaults(installation.control, psaWrites, writeFaults);
  const troubles = new PsaTroubles<Scene>(psa, { ...linesBeside[psa], ...changedWhileItWaits[psa] });
  const killer = new Killer(installation, tell);
  const choose = new SeededChoice(seed, 'faults');
  const client = await installation.signedIn();
  let end = Date.now() + setUpWithinMs;
  const violations = new Set<string>();
  let first: ProcessFacts | null = null;
  /** Of the changes of a past, where the seed gives the installation one. */
  let history: string | null = null;
  let lives = 0;
  let settledTimes = 0;

  while (Date.now() < end && killer.fault === null) {
    lives += 1;
    const life = plannedLife(seed, lives, focus);
    tell(
      `life ${lives}: ${life.kills.length} kills, ${life.rounds.length} rounds${life.cutShortIn === null ? '' : `, cut short in ${life.cutShortIn}`}`,
    );
    await faults.turnOnAllWriteBack();
    const watch = supervise(installation);
    const lived = await live({
      life,
      until: () => end,
      enter: async (stage, integration) => {
        tell(`  ${stage}`);
        if (lives === 1 && stage === 'write-back') {
          if (hasHistory(seed)) history = await giveHistory(installation, integration.id);
          // What grows is compared with what it held after its first sync; null where a part is down just now.
          first = await processFacts().catch(() => null);
        }
        await faults.turnOver(choose, 3);
        killer.enter(stage, life.kills);
      },
      atWork: () => {
        if (lives === 1) end = Date.now() + minutes * 60_000;
      },
      sceneOf: (actor, integration) => {
        const own = new SeededChoice(seed, `life ${lives}, ${actor}`);
        return {
          installation, faults, troubles, encounters, integration, choose: own,
          person: new Person(client, encounters, own, () => end + patienceMs),
          outage: (names, downMs) => killer.outage(names, downMs),
        }; // prettier-ignore
      },
    }).catch((error: unknown) => {
      violations.add(
        `life ${lives} came to a stop: ${error instanceof LeavesOff ? `no answer to ${error.message}` : String(error)}`,
      );
      return null;
    });
    await killer.rest();
    await watch.stop();
    await look(lived);
  }
  if (killer.fault !== null) violations.add(`a part could not be killed or started: ${killer.fault}`);
  if (violations.size > 0) await keepLog(installation, seed, tell);
  const states = await reachedStates({ psa, db: installation.db, encounters, logged: installation.logged() });
  return {
    seed, minutes, psa, lives, settledTimes, states,
    seconds: (Date.now() - began) / 1_000,
    kills: killer.done,
    killsByPart: killer.byPart(),
    ownEnds: installation.ownEnds.map(({ part, end: how, duringOutage }) => `${part} ended with ${how}${duringOutage ? ' in an outage' : ''}`),
    calls: await calls(),
    faults: faults.injected(),
    encounters: encounters.all(),
    troubles: Object.fromEntries(troubles.names.map((name) => [name, encounters.count(name)])),
    writes: await writes(),
    violations: [...violations],
  }; // prettier-ignore

  /** Everything settles, then oracle and processes are asked. */
  async function look(integration: Connected | null): Promise<void> {
    await calm(installation, faults);
    const until = Date.now() + settleWithinMs;
    const person = new Person(client, encounters, new SeededChoice(seed, 'settler'), () => until);
    if (integration !== null)
      await settleMove({ person, integration, installation, encounters }).catch((error: unknown) => {
        // Whatever is still open is reported below.
        if (!(error instanceof LeavesOff)) throw error;
      });
    const started = Date.now();
    const { open, engine } = await settled(installation, settleWithinMs);
    tell(`  settled after ${((Date.now() - started) / 1_000).toFixed(1)} s`);
    settledTimes += 1;
    for (const words of open) violations.add(`not settled within ${settleWithinMs / 1_000} s: ${words}`);
    const facts = await patiently(() => readFacts(installation));
    for (const { kind, words } of preventable(facts, evaluate(facts), faults.injected()))
      violations.add(`${kind}: ${words}`);
    for (const { kind, words } of engine === null ? [] : evaluateEngine(engine))
      violations.add(`${kind}: ${words}`);
    for (const facts of await patiently(() => readCompositions(installation.db)))
      for (const { kind, words } of evaluateComposition(facts)) violations.add(`${kind}: ${words}`);
    const kept = await patiently(() => fingerprintOf(installation.db, historyActor));
    if (history !== null && kept !== history)
      violations.add(`ledger-changed: of the past there were ${history}, now there are ${kept}`);
    const now = await patiently(processFacts);
    first = { ...now, ...first, parts: { ...now.parts, ...first?.parts } };
    for (const { kind, words } of evaluateProcesses(now, first)) violations.add(`${kind}: ${words}`);
    for (const wrong of encounters.wrongs) violations.add(`wrong answer: ${withCause(wrong)}`);
    for (const ended of installation.ownEnds.filter(
      ({ wasReady, duringOutage, part }) => wasReady && (part === 'api' || !duringOutage),
    ))
      violations.add(`part-ended: ${ended.part} ended by itself with ${ended.end}: ${ended.lastWords}`);
  }

  /** With what the API said of it in its log. */
  function withCause({ words, requestId }: WrongAnswer): string {
    const cause =
      requestId === null
        ? undefined
        : installation.logged().find((line) => line.includes(requestId) && line.includes('request failed'));
    return cause === undefined ? words : `${words}: ${cause}`;
  }

  function processFacts(): Promise<ProcessFacts> {
    return readProcessFacts({
      db: installation.db,
      pids: installation.pids(),
      former: installation.former(),
    });
  }

  async function calls(): Promise<ChaosReport['calls']> {
    const counts: Record<string, number> = {};
    for (const entry of await installation.control.requestLog())
      if (entry.kind === 'request') counts[entry.vendor] = (counts[entry.vendor] ?? 0) + 1;
    return counts;
  }

  async function writes(): Promise<ChaosReport['writes']> {
    const { rows } = await sql<{ became: string; lines: number }>`
      select concat_ws(' ', l.change, case when l.reverts is not null then '(undo)' end, l.state, l.code) as became, count(*)::int as lines from approval_line l
      join approval a on a.id = l.approval_id where a.actor <> ${JSON.stringify(historyActor)}::jsonb
      group by 1 order by 1`.execute(installation.db);
    const runs = await installation.db
      .selectFrom('syncRun')
      .select(({ fn }) => ['state', fn.countAll<string>().as('runs')])
      .groupBy('state')
      .execute();
    return {
      lines: Object.fromEntries(rows.map(({ became, lines }) => [became, lines])),
      runs: Object.fromEntries(runs.map(({ state, runs: count }) => [state, Number(count)])),
    };
  }
}

/** A machine that is busy may keep the database from answering in time, which is no finding. */
async function patiently<T>(read: () => Promise<T>): Promise<T> {
  const found = await soon(settleWithinMs, read);
  if (found === null) throw new Error(`PostgreSQL could not be read for ${settleWithinMs / 1_000} s`);
  return found;
}

async function keepLog(
  installation: ChaosInstallation,
  seed: number,
  tell: ChaosOptions['tell'],
): Promise<void> {
  const file = join(tmpdir(), `seatwise-chaos-seed-${seed}`);
  writeFileSync(`${file}.log`, installation.logged().join('\n'));
  const seen = await installation.control.requestLog().catch(() => []);
  writeFileSync(`${file}.jsonl`, seen.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
  copyFileSync(installation.databaseLog, `${file}.postgres.log`);
  tell(
    `what API and workers logged: ${file}.log; PostgreSQL: ${file}.postgres.log; what the vendors saw: ${file}.jsonl`,
  );
}

/** Starts again what ended by itself, as long as people work. */
function supervise(installation: ChaosInstallation): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const loop = (async () => {
    while (!stopping.signal.aborted) {
      await installation.superviseOnce().catch(() => undefined);
      await sleep(500);
    }
  })();
  return {
    stop: async () => {
      stopping.abort();
      await loop;
    },
  };
}
