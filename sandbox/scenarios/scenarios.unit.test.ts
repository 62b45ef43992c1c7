import type { DuoAccount, Scenario } from '../scenario.ts';
import { duoAccount } from './duo-side.ts';
import { type ScenarioName, scenarioNames } from '../../domain/scenarios.ts';
import { buildScenario } from './index.ts';

const now = new Date('2025-11-24T15:00:00Z');
const seatsOf = (account: DuoAccount): number =>
  account.users.filter((user) => user.status !== 'pending deletion').length;
const allSeats = (scenario: Scenario): number[] =>
  [scenario.duo.parent, ...scenario.duo.children].map(seatsOf);
const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor((numbers.length - 1) / 2)]!;
const asText = (scenario: Scenario): string => JSON.stringify([scenario.duo, scenario.connectwise]);

/** Built once for all who only read it: the largest takes a second. */
const built = new Map<ScenarioName, Scenario>();
function scenarioOf(name: ScenarioName): Scenario {
  const scenario = built.get(name) ?? buildScenario(name, { now });
  built.set(name, scenario);
  return scenario;
}

describe('scenarios', () => {
  it.each([
    ['small', 15, 250, 60, { companies: 60, agreements: 36, lines: 300 }],
    ['large', 400, 15_000, 1_500, { companies: 2_000, agreements: 1_200, lines: 12_000 }],
    ['wide', 400, 15_000, 1_500, { companies: 3_000, agreements: 2_000, lines: 12_000 }],
  ] as const)('%s has %i children, %i seats, the largest %i', (name, children, seats, largest, psa) => {
    for (const seed of [1, 9]) {
      const scenario = buildScenario(name, { seed, now });
      expect(scenario.duo.children).toHaveLength(children);
      expect(sum(allSeats(scenario))).toBe(seats);
      expect(Math.max(...allSeats(scenario))).toBe(largest);
      expect(scenario.connectwise.companies).toHaveLength(psa.companies);
      expect(scenario.connectwise.agreements).toHaveLength(psa.agreements);
      expect(scenario.connectwise.additions).toHaveLength(psa.lines);
      expect(new Set(scenario.duo.children.map((child) => child.name)).size).toBe(children);
      expect(new Set(scenario.connectwise.companies.map((company) => company.name)).size).toBe(psa.companies);
    }
  });

  it.each([
    ['small', 12],
    ['large', 25],
  ] as const)('half the children of %s have %i seats or fewer', (name, expected) => {
    expect(median(scenarioOf(name).duo.children.map(seatsOf))).toBe(expected);
  });

  it('huge has 5,000 children and 180,000 seats, half of the children 30 or fewer, each id and host once', () => {
    const scenario = scenarioOf('huge');
    expect(scenario.duo.children).toHaveLength(5_000);
    expect(new Set(scenario.duo.children.map((child) => child.accountId)).size).toBe(5_000);
    expect(new Set(scenario.duo.children.map((child) => child.apiHostname)).size).toBe(5_000);
    expect(sum(allSeats(scenario))).toBe(180_000);
    expect(median(scenario.duo.children.map(seatsOf))).toBe(30);
  });

  it('makes the users of an account when somebody first looks, once', () => {
    let made = 0;
    const account = duoAccount(1, {
      name: 'Lazy',
      edition: 'ESS',
      users: () => {
        made += 1;
        return [];
      },
    });
    expect(made).toBe(0);
    expect(account.users).toBe(account.users);
    expect(made).toBe(1);
  });

  it('keeps what is done to the users of an account', () => {
    const child = buildScenario('small', { now }).duo.children[0]!;
    const count = child.users.length;
    child.users.pop();
    expect(child.users).toHaveLength(count - 1);
    child.users = [];
    expect(child.users).toHaveLength(0);
  });

  it.each(['typical', 'small', 'large', 'hostile', 'dirty'] as const)(
    '%s is the same for the same seed',
    (name) => {
      const text = asText(buildScenario(name, { seed: 5, now }));
      expect(asText(buildScenario(name, { seed: 5, now }))).toBe(text);
      expect(asText(buildScenario(name, { seed: 6, now }))).not.toBe(text);
    },
  );

  it('gives every scenario recognizable keys in the forms of the vendors', () => {
    for (const name of scenarioNames) {
      const { duo, connectwise } = scenarioOf(name);
      for (const key of duo.keys) {
        expect(key.integrationKey).toMatch(/^DISANDBOX[A-Z0-9]{11}$/u);
        expect(key.secretKey).toMatch(/^SandboxSecret[A-Za-z0-9]{27}$/u);
      }
      expect(duo.keys.slice(0, 2).map((key) => [key.kind, key.apiHostname])).toEqual([
        ['accounts-api', duo.parent.apiHostname],
        ['admin-api', duo.parent.apiHostname],
      ]);
      expect(connectwise.members[0]?.companyId).toBe(connectwise.companyId);
    }
  });

  it('has a second act in typical and dirty only', () => {
    const withSecond = scenarioNames.filter((name) => scenarioOf(name).secondAct !== null);
    expect(withSecond).toEqual(['typical', 'dirty']);
  });

  it.each([
    ['2025-11-30T23:30:00Z', '2025-12-01'],
    // 1 December in UTC, still 30 November in Chicago.
    ['2025-12-01T05:30:00Z', '2025-12-01'],
    ['2025-12-01T06:30:00Z', '2026-01-01'],
    ['2025-12-31T20:00:00Z', '2026-01-01'],
  ])('at %s the next invoice is that of %s, by Chicago days', (instant, expected) => {
    const { connectwise } = buildScenario('typical', { now: new Date(instant) });
    const bluewater = connectwise.agreements.find((one) => one.company.name === 'Bluewater Dental');
    expect(bluewater?.nextInvoiceDate).toBe(expected);
  });
});

describe('hostile', () => {
  const scenario = buildScenario('hostile', { now });
  const names = scenario.duo.children.map((child) => child.name);
  const hosts = scenario.duo.children.map((child) => child.apiHostname);

  it('holds HTML, formulas, right-to-left, control characters, 10,000 characters and names of prototypes', () => {
    const holds = (test: (name: string) => boolean): boolean => names.some(test);
    expect(holds((name) => name.includes('<script>'))).toBe(true);
    expect(holds((name) => name.startsWith('='))).toBe(true);
    expect(holds((name) => name.includes('\u202E'))).toBe(true);
    // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
    expect(holds((name) => /[\u0001-\u0008\u001B]/u.test(name))).toBe(true);
    expect(holds((name) => name.length >= 10_000)).toBe(true);
    expect(names).toContain('__proto__');
    expect(holds((name) => name.includes('\u0000'))).toBe(true);
    expect(holds((name) => /\p{Cs}/u.test(name))).toBe(true);
    const ids = scenario.duo.children.map(({ accountId }) => accountId);
    expect(ids.filter((id) => /[\p{Cc}\p{Cs}]/u.test(id))).toHaveLength(2);
  });

  it('names hosts nobody may be sent to, and good ones in odd spelling', () => {
    expect(hosts).toEqual(
      expect.arrayContaining(['evil.example.com', 'api-1.duosecurity.test.evil.com', '127.0.0.1']),
    );
    expect(hosts.some((host) => host !== host.toLowerCase())).toBe(true);
    expect(hosts.some((host) => host.endsWith('.duosecurity.test.'))).toBe(true);
  });

  it('keeps ids, and company names of 50 characters at most, as the vendors would', () => {
    expect(new Set(scenario.duo.children.map((child) => child.accountId)).size).toBe(names.length);
    for (const child of scenario.duo.children) {
      expect(new Set(child.users.map((user) => user.username)).size).toBe(child.users.length);
    }
    for (const company of scenario.connectwise.companies)
      expect(Array.from(company.name).length).toBeLessThanOrEqual(50);
  });
});
