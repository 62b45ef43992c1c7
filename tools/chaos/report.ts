import type { DoneKill } from './kills.ts';
import type { PartName, Stage } from './plan.ts';
import { stages } from './plan.ts';

export interface ChaosReport {
  readonly seed: number;
  readonly minutes: number;
  readonly psa: string;
  readonly seconds: number;
  readonly lives: number;
  /** How often everything settled and the oracle looked. */
  readonly settledTimes: number;
  readonly kills: readonly DoneKill[];
  readonly killsByPart: Readonly<Record<PartName, number>>;
  /** Parts that ended without being killed, and were started again. */
  readonly ownEnds: readonly string[];
  /** Calls that vendors saw, by vendor. */
  readonly calls: Readonly<Record<string, number>>;
  /** Faults applied, by name. */
  readonly faults: Readonly<Record<string, number>>;
  /** How often each trouble of the PSA's own came. */
  readonly troubles: Readonly<Record<string, number>>;
  readonly states: Readonly<Record<string, number>>;
  readonly encounters: Readonly<Record<string, number>>;
  readonly writes: {
    /** Lines that people approved, by the state they are in and its code; those of a past are not among them. */
    readonly lines: Readonly<Record<string, number>>;
    readonly runs: Readonly<Record<string, number>>;
  };
  readonly violations: readonly string[];
}

const sum = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((all, one) => all + one, 0);

const table = (counts: Readonly<Record<string, number>>): readonly string[] =>
  Object.entries(counts).map(([name, count]) => `  ${String(count).padStart(6)}  ${name}`);

/** Names that stand at nought. */
export const never = (counts: Readonly<Record<string, number>>): readonly string[] =>
  Object.entries(counts).filter(([, count]) => count === 0).map(([name]) => name); // prettier-ignore

/** The whole report as text. */
export function described(report: ChaosReport): string {
  const byStage = Object.fromEntries(
    stages.map((stage: Stage) => [stage, report.kills.filter((kill) => kill.stage === stage).length]),
  );
  const joint = report.kills.filter(({ parts }) => parts.length > 1).length;
  return [
    `seed ${report.seed}, ${report.psa}, ${report.minutes} minutes (${report.seconds.toFixed(0)} s in all), ${report.lives} lives, settled ${report.settledTimes} times`,
    `kills survived: ${report.kills.length}, ${joint} of them of several parts together`,
    ...table(report.killsByPart),
    'kills by stage:',
    ...table(byStage),
    `ended by themselves: ${report.ownEnds.length}`,
    ...report.ownEnds.map((words) => `          ${words}`),
    `calls: ${sum(report.calls)}`,
    ...table(report.calls),
    `faults injected: ${sum(report.faults)}`,
    ...table(report.faults),
    `runs: ${sum(report.writes.runs)}`,
    ...table(report.writes.runs),
    `approved changes: ${sum(report.writes.lines)}`,
    ...table(report.writes.lines),
    'what only this PSA does:',
    ...table(report.troubles),
    'people met:',
    ...table(report.encounters),
    'states reached:',
    ...table(report.states),
    `violations: ${report.violations.length}`,
    ...report.violations.map((words) => `  ${words}`),
  ].join('\n');
}
