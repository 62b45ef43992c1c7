import { callWords, durationWords, timeLeft, uncounted } from './run-words.ts';
import type { RunsText } from './texts.ts';

/** The ID with its params, as the catalog gets them. */
const text = ((id: string, params: object) => `${id}: ${Object.values(params).join(', ')}`) as RunsText;

const at = (seconds: number): string => new Date(1_700_000_000_000 + seconds * 1_000).toISOString();

describe('what the list of runs says', () => {
  it('of how long a run took, or has taken so far', () => {
    expect(durationWords({ startedAt: at(0), endedAt: at(252) })).toBe('4 min 12 sec');
    expect(durationWords({ startedAt: at(0), endedAt: at(60) })).toBe('1 min');
    expect(durationWords({ startedAt: at(0), endedAt: at(0) })).toBe('0 sec');
    expect(durationWords({ startedAt: at(0), endedAt: null }, new Date(at(9)))).toBe('9 sec');
    expect(durationWords({ startedAt: null, endedAt: null })).toBe('–');
  });

  it('of the time left only where the pace is known', () => {
    const run = (done: number, total: number | null) => ({ startedAt: at(0), progress: { done, total } });
    expect(timeLeft(run(20, 60), new Date(at(60)))).toBe('2 min');
    expect(timeLeft(run(0, 60), new Date(at(60)))).toBeNull();
    expect(timeLeft(run(20, null), new Date(at(60)))).toBeNull();
    expect(timeLeft(run(60, 60), new Date(at(60)))).toBeNull();
  });

  it('never of zero accounts where nothing is known', () => {
    const totals = { accountsListed: null, counted: null, gone: null, seatsCounted: null };
    expect(uncounted({ totals: { ...totals, incomplete: null, failed: null } })).toBeNull();
    expect(uncounted({ totals: { ...totals, incomplete: 1, failed: 2 } })).toBe(3);
  });

  it('of calls against the formula', () => {
    const calls = { vendor: 60, vendorFormula: 60, vendorUnreadable: 3, psa: 155 };
    expect(callWords({ calls, state: 'partial' }, text)).toBe('console-runs.calls-of-formula: 60, 60');
    expect(callWords({ calls: { ...calls, vendorFormula: null }, state: 'failed' }, text)).toBe('60');
    expect(callWords({ calls: { ...calls, vendor: 0 }, state: 'running' }, text)).toBe('–');
  });
});
