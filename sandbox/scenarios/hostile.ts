import type { DuoAccount, Scenario } from '../scenario.ts';
import { duoAccount, duoScenario, parentHost } from './duo-side.ts';
import { usersOf } from './people.ts';
import { PsaStateBuilder, longestCompanyName } from './psa-side.ts';

/** Names that break what prints, parses, sorts or stores them; U+0000 and half characters, which no database takes, among them. */
const hostileNames: readonly string[] = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(document.cookie)>',
  '"><svg/onload=alert(1)>',
  '&lt;b&gt;already escaped&amp;',
  'javascript:alert(1)',
  '=HYPERLINK("http://evil.example.com","click")',
  "=cmd|' /C calc'!A0",
  '+1+1',
  '-2+3',
  '@SUM(1,1)',
  '\t=1+1',
  '\r\nX-Injected: yes',
  'Comma, "quote"\nand a new line; semicolon',
  '\u202Egnp.exe live\u202C customer',
  'שלום & مرحبا Trading',
  'Bell\u0007 Back\u0008space Escape\u001B[31m',
  'Nothing\u0000inside',
  'Half \uD83D a character',
  'Zero\u200Bwidth\uFEFFspaces',
  'e\u0301'.repeat(60),
  '👩‍👩‍👧‍👦 Family 🏳️‍🌈 Practice',
  '__proto__',
  'constructor',
  'toString',
  'null',
  'undefined',
  'NaN',
  '0',
  'true',
  "Robert'); DROP TABLE accounts;--",
  '${7*7} {{7*7}} #{7*7} %s %n',
  '../../../../etc/passwd',
  'C:\\Windows\\system32',
  '   outer blanks   ',
  ' ',
  '',
  'L'.repeat(10_000),
  `${'<b>'.repeat(3_000)}deep`,
];

/** Hosts that Duo could name and that nobody may be sent to; the last three are good ones in odd spelling. */
const hostileHosts: readonly string[] = [
  'evil.example.com',
  'api-1.duosecurity.test.evil.com',
  'xduosecurity.test',
  'duosecurity.test',
  '127.0.0.1',
  '[::1]',
  'localhost',
  '169.254.169.254',
  'api-00000001.duosecurity.test@evil.example.com',
  'evil.example.com/api-00000001.duosecurity.test',
  'evil.example.com#.duosecurity.test',
  'http://api-00000001.duosecurity.test',
  'api-00000001.duosecurity.test:8443',
  'api-00000001.duosecurity.test\r\nX-Injected: yes',
  'api-00000001\u0000.duosecurity.test',
  'api-00000001.duosecurіty.test',
  `${'a'.repeat(300)}.duosecurity.test`,
  'API-0A0B0C01.DUOSECURITY.TEST',
  'api-0a0b0c02.duosecurity.test.',
  'Api-0A0b0C03.duosecurity.test.',
];

function named(seed: number, now: Date, name: string, ordinal: number): DuoAccount {
  return duoAccount(seed, {
    name,
    ordinal,
    edition: 'ESS',
    users: () => hostileUsers(seed, now, ordinal),
  });
}

/** Three users per account, their names taken from the list as well; their ids stay Duo's. */
function hostileUsers(seed: number, now: Date, ordinal: number): DuoAccount['users'] {
  const users = usersOf(`hostile ${ordinal}`, seed, { active: 2, neverEnrolled: 1 }, now);
  return users.map((user, nth) => {
    const name = hostileNames[(ordinal + nth) % hostileNames.length] ?? user.realname;
    return {
      ...user,
      username: nth === 0 && name !== '' ? name : user.username,
      realname: name,
      email: `${name}@example.com`,
      // A status nobody has heard of counts, and is flagged (RULES 1); so does one that only looks like Trash.
      status:
        nth === 1 ? '<i>suspended</i>' : nth === 2 && ordinal % 5 === 0 ? 'pending\tdeletion' : user.status,
    };
  });
}

/** An MSP whose customers, people and hosts are out to break what reads them. Each odd name is in the PSA as well. */
export function hostile(seed: number, now: Date): Scenario {
  const psa = new PsaStateBuilder(seed, now);
  const byName = hostileNames.map((name, nth) => {
    const agreement = psa.agreement(psa.company(name));
    psa.line(agreement, { product: 'DUO-ESS', quantity: nth % 2 === 0 ? 3 : 2 });
    return named(seed, now, name, nth);
  });
  // Equal names, and two long ones that are equal in the PSA only.
  const twins = [
    'Twin & Co',
    'Twin & Co',
    `${'W'.repeat(longestCompanyName)} East`,
    `${'W'.repeat(longestCompanyName)} West`,
  ];
  const twinChildren = twins.map((name, nth) => {
    psa.company(name);
    return named(seed, now, name, 100 + nth);
  });
  const byHost = hostileHosts.map((apiHostname, nth) =>
    duoAccount(seed, {
      name: `Host ${String(nth + 1).padStart(2, '0')}`,
      edition: 'ESS',
      apiHostname,
      users: () => usersOf(`host ${nth}`, seed, { active: 4 }, now),
    }),
  );
  const byId = ['DA0000000000000000\u0000X', 'DA0000000000000000\uD83DX'].map((accountId, nth) => ({
    ...named(seed, now, `Id ${nth + 1}`, 200 + nth),
    accountId,
  }));
  const oddUser = named(seed, now, 'Id of a user', 202);
  oddUser.users = oddUser.users.map((user, nth) =>
    nth === 1 ? { ...user, userId: `DU\u0007${user.userId.slice(3)}` } : user,
  );
  const parent = duoAccount(seed, {
    name: '<b>Harbor Lane</b>',
    edition: 'ESS',
    apiHostname: parentHost,
    users: () => hostileUsers(seed, now, 7),
  });
  return {
    name: 'hostile',
    seed,
    duo: duoScenario(parent, [...byName, ...twinChildren, ...byHost, ...byId, oddUser]),
    ...psa.finish(),
    secondAct: null,
    act: 1,
  };
}
