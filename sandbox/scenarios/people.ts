import type { DuoUser } from '../scenario.ts';
import { Chance } from './random.ts';

const firstNames = [
  'Ada',
  'Aisha',
  'Alan',
  'Amelia',
  'Andre',
  'Ben',
  'Björn',
  'Carla',
  'Chen',
  'Clara',
  'Daniel',
  'Dora',
  'Eduardo',
  'Elena',
  'Emil',
  'Farah',
  'Felix',
  'Grace',
  'Hana',
  'Hugo',
  'Ines',
  'Isaac',
  'Ivy',
  'Jamal',
  'Jonas',
  'Julia',
  'Kai',
  'Keiko',
  'Lars',
  'Leila',
  'Liam',
  'Lucía',
  'Marcus',
  'Mei',
  'Milan',
  'Nadia',
  'Noah',
  'Olga',
  'Omar',
  'Paula',
  'Pia',
  'Quentin',
  'Rafael',
  'Rosa',
  'Samir',
  'Sofia',
  'Tariq',
  'Tessa',
  'Uma',
  'Victor',
  'Wanda',
  'Xenia',
  'Yusuf',
  'Zora',
];
const lastNames = [
  'Abbott',
  'Adler',
  'Baptiste',
  'Becker',
  'Bianchi',
  'Brooks',
  'Carver',
  'Chavez',
  'Cho',
  'Dalton',
  'Diaz',
  'Eriksen',
  'Farrell',
  'Fischer',
  'Flores',
  'Garner',
  'Gupta',
  'Haas',
  'Hart',
  'Ibrahim',
  'Ishikawa',
  'Jensen',
  'Kaplan',
  'Keller',
  'Kowalski',
  'Lambert',
  'Lindqvist',
  'Lopez',
  'Mbeki',
  'Moreau',
  'Nakamura',
  'Novak',
  "O'Brien",
  'Okafor',
  'Ortega',
  'Patel',
  'Petrov',
  'Quinn',
  'Reyes',
  'Rossi',
  'Sato',
  'Schmidt',
  'Silva',
  'Singh',
  'Tanaka',
  'Torres',
  'Usman',
  'Vance',
  'Vogel',
  'Walsh',
  'Weber',
  'Xu',
  'Yang',
  'Young',
  'Zimmer',
];

/** How many users of each sort an account holds. `neverEnrolled` users are active, without any device or login. */
export interface UserMix {
  readonly active: number;
  readonly bypass?: number;
  readonly disabled?: number;
  readonly lockedOut?: number;
  readonly neverEnrolled?: number;
  readonly pendingDeletion?: number;
}

const daySeconds = 86_400;

/** Lower-case ASCII of a name, for logins and mail domains. */
export function plainLetters(name: string): string {
  return name
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^a-z0-9]/gu, '')
    .slice(0, 40);
}

interface Person {
  readonly realname: string;
  readonly username: string;
}

function person(chance: Chance, taken: Set<string>): Person {
  const [first, last] = [chance.pick(firstNames), chance.pick(lastNames)];
  const login = `${plainLetters(first)}.${plainLetters(last)}`;
  let username = login;
  for (let n = 2; taken.has(username); n += 1) username = `${login}${n}`;
  taken.add(username);
  return { realname: `${first} ${last}`, username };
}

function user(chance: Chance, who: Person, domain: string, sort: keyof UserMix, nowSeconds: number): DuoUser {
  const created = nowSeconds - chance.between(60, 1_500) * daySeconds - chance.between(0, daySeconds - 1);
  const seldom = sort === 'disabled' || sort === 'pendingDeletion';
  const ago = seldom ? chance.between(20, 55) * daySeconds : chance.between(600, 14 * daySeconds);
  const enrolled = sort !== 'neverEnrolled';
  const userId = chance.duoId('DU');
  return {
    userId,
    username: who.username,
    realname: who.realname,
    email: `${who.username}@${domain}`,
    status: statusOf[sort],
    isEnrolled: enrolled,
    created,
    lastLogin: enrolled ? lastLogin(userId, sort, nowSeconds - ago, created, nowSeconds) : null,
  };
}

/**
 * Of active people one in twenty-five has not signed in for months, and one in a hundred never did. By a source of their
 * own, so that everybody else stays who they were.
 */
function lastLogin(
  userId: string,
  sort: keyof UserMix,
  usual: number,
  created: number,
  nowSeconds: number,
): number | null {
  if (sort !== 'active') return usual;
  const chance = new Chance('idle', userId);
  const share = chance.next();
  if (share < 0.01) return null;
  const oldest = Math.min(400, Math.floor((nowSeconds - created) / daySeconds));
  return share < 0.05 ? nowSeconds - chance.between(50, oldest) * daySeconds : usual;
}

const statusOf: Readonly<Record<keyof UserMix, string>> = {
  active: 'active',
  bypass: 'bypass',
  disabled: 'disabled',
  lockedOut: 'locked out',
  neverEnrolled: 'active',
  pendingDeletion: 'pending deletion',
};

/** Mostly active people with the odd bypass, disabled, locked-out or never-enrolled one; `seats` of them count. */
export function usualMix(chance: Chance, seats: number, pendingDeletion = 0): UserMix {
  const share = (per: number): number =>
    Math.min(Math.floor((seats / per) * 2 * chance.next()), Math.floor(seats / 6));
  const [bypass, disabled, lockedOut, neverEnrolled] = [share(25), share(20), share(60), share(30)];
  const active = seats - bypass - disabled - lockedOut - neverEnrolled;
  return { active, bypass, disabled, lockedOut, neverEnrolled, pendingDeletion };
}

/** The users of one account, in mixed order. `account` is any text that names it: the same text, the same people. */
export function usersOf(account: string, seed: number, mix: UserMix, now: Date): DuoUser[] {
  const chance = new Chance('users', seed, account);
  const nowSeconds = Math.floor(now.getTime() / 1000);
  const domain = `${plainLetters(account) || 'customer'}.example`;
  const taken = new Set<string>();
  const sorts = (Object.keys(statusOf) as (keyof UserMix)[]).flatMap((sort) =>
    Array.from({ length: mix[sort] ?? 0 }, () => sort),
  );
  return chance.shuffled(sorts.map((sort) => user(chance, person(chance, taken), domain, sort, nowSeconds)));
}

/** One more user with a name of its own, created just now and not yet enrolled. */
export function newcomer(account: string, seed: number, realname: string, now: Date): DuoUser {
  const username = realname.split(' ').map(plainLetters).join('.');
  return {
    userId: new Chance('newcomer', seed, account, realname).duoId('DU'),
    username,
    realname,
    email: `${username}@${plainLetters(account) || 'customer'}.example`,
    status: 'active',
    isEnrolled: false,
    created: Math.floor(now.getTime() / 1000),
    lastLogin: null,
  };
}
