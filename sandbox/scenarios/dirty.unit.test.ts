import { RequestLog } from '../request-log.ts';
import type { Scenario } from '../scenario.ts';
import { playActTwo } from './second-act.ts';
import { buildScenario } from './index.ts';
import { billedTo, childNamed, isReadable, now, seatsOf } from './testing/readings.ts';

/** Seats in Duo against what is billed to the company of the same name; null: Duo does not answer for it. */
function status(scenario: Scenario, name: string): readonly [number | null, readonly number[]] {
  const child = childNamed(scenario, name);
  const readable = isReadable(child) && child.rejection === null;
  return [readable ? seatsOf(child) : null, billedTo(scenario, name)];
}

describe('the dirty scenario', () => {
  it.each([
    ['Elm Court Hotels', [12, [17]]],
    ['Harlow Clinics', [9, []]],
    ['Harlow Clinics Annex', [9]],
    ['Garnet Foods', [11, []]],
    ['Iris Travel', [14, []]],
    ['Mistral Cafe', [31, [64]]],
    ['Rook & Sons', [12, [-3]]],
    ['Zephyr North', [null, [10]]],
    ['Zephyr West', [null, [13]]],
    ['Nimbus Air', [62, [62]]],
    ['Wick Candles', [8, [8]]],
  ] as const)('%s begins as told', (name, expected) => {
    const scenario = buildScenario('dirty', { now });
    if (expected.length === 1) expect(billedTo(scenario, name)).toEqual(expected);
    else expect(status(scenario, name)).toEqual(expected);
  });

  it('spoils one customer after the other in its second act, and touches no one in order', () => {
    const scenario = buildScenario('dirty', { now });
    const before = buildScenario('dirty', { now });
    const requestLog = new RequestLog();
    expect(playActTwo(scenario, requestLog, now)).toBe('played');
    const changed = scenario.duo.children
      .map(({ name }) => name)
      .filter((name) => JSON.stringify(status(scenario, name)) !== JSON.stringify(status(before, name)));
    expect(Object.fromEntries(changed.map((name) => [name, status(scenario, name)]))).toEqual({
      'Abbey Dental': [null, [10]],
      'Beacon Realty': [null, [20]],
      'Dunmore Mills': [null, [18]],
      'Keel Marine': [16, []],
      'Lumen Optics': [13, []],
      'Nimbus Air': [41, [62]],
      'Opal Jewels': [42, [5]],
      'Pewter Works': [42, [100]],
      'Quill Print': [19, [25]],
    });
    expect(requestLog.changes).toBeGreaterThan(0);
  });
});
