import { createHash } from 'node:crypto';
import { z } from 'zod';
import { duoErrorCodes } from '../duo/error-codes.ts';
import type { DuoAccount, DuoKey, DuoUser, DuoScenario, Scenario } from '../scenario.ts';
import { assignFields } from './assign-fields.ts';
import { ControlError, found } from './control-error.ts';
import { get, parameter, post, type ControlRoute } from './route.ts';

export const duoSwitchesSchema = z.strictObject({
  lastPage: z.enum(['null', 'absent']).optional(),
  totalObjects: z.enum(['with-pending', 'without-pending', 'absent']).optional(),
  largestPage: z.number().int().positive().optional(),
  billingCalls: z.boolean().optional(),
  clockOffset: z.number().optional(),
  callsPerMinute: z.number().int().positive().nullable().optional(),
  accountsApiEnabled: z.boolean().optional(),
});

export const duoKeyChangesSchema = z.strictObject({
  enabled: z.boolean().optional(),
  secretKey: z.string().min(1).optional(),
  grants: z
    .strictObject({
      readResource: z.boolean().optional(),
      readInformation: z.boolean().optional(),
      settings: z.boolean().optional(),
    })
    .optional(),
});

const duoErrorCode = z.literal(duoErrorCodes);
const edition = z.enum(['PERSONAL', 'ENTERPRISE', 'PLATFORM', 'BEYOND']);

export const newDuoAccountSchema = z.strictObject({
  name: z.string(),
  users: z.number().int().min(0).max(5000).default(0),
  edition: edition.default('ENTERPRISE'),
  apiHostname: z.string().optional(),
  otherDeployment: z.boolean().default(false),
  hangs: z.boolean().default(false),
  rejection: duoErrorCode.nullable().default(null),
});

export const duoAccountChangesSchema = z.strictObject({
  name: z.string().optional(),
  apiHostname: z.string().optional(),
  edition: edition.optional(),
  otherDeployment: z.boolean().optional(),
  hangs: z.boolean().optional(),
  rejection: duoErrorCode.nullable().optional(),
  /** Removes the child; the parent cannot be removed. */
  remove: z.literal(true).optional(),
});

/** Which users: named by id, or the first `count` that the action can apply to. */
const chosen = {
  count: z.number().int().positive().optional(),
  userIds: z.array(z.string()).optional(),
};

export const duoUsersActionSchema = z.discriminatedUnion('action', [
  z.strictObject({
    action: z.literal('add'),
    count: z.number().int().positive().max(5000).optional(),
    names: z.array(z.string()).optional(),
    status: z.string().default('active'),
  }),
  z.strictObject({ action: z.literal('trash'), ...chosen }),
  z.strictObject({ action: z.literal('restore'), ...chosen }),
  z.strictObject({ action: z.literal('remove'), ...chosen }),
  z.strictObject({ action: z.literal('set-status'), status: z.string(), ...chosen }),
]);

type DuoUsersAction = z.output<typeof duoUsersActionSchema>;

/** Calls that change the Duo side as an administrator would in Duo's own panel. */
export const duoRoutes: readonly ControlRoute[] = [
  post('/duo/switches', duoSwitchesSchema, ({ store }, changes) =>
    store.changeByPerson('duo', ({ switches }) => assignFields(switches, changes), 'settings'),
  ),
  post(
    '/duo/keys',
    z.strictObject({ integrationKey: z.string(), changes: duoKeyChangesSchema }),
    ({ store }, { integrationKey, changes }) =>
      store.changeByPerson('duo', (duo) => changeKey(duo, integrationKey, changes), 'settings'),
  ),
  post(
    '/duo/keys/new',
    z.strictObject({ kind: z.enum(['accounts-api', 'admin-api']), accountId: z.string() }),
    ({ store }, { kind, accountId }) =>
      store.changeByPerson('duo', (_, scenario) => addKey(scenario, kind, accountId)),
  ),
  get('/duo/accounts', ({ store }) => ({
    parent: accountSummary(store.scenario.duo.parent),
    children: store.scenario.duo.children.map(accountSummary),
  })),
  post('/duo/accounts', newDuoAccountSchema, ({ store }, wanted) =>
    store.changeByPerson('duo', (_, scenario) => accountSummary(addChild(scenario, wanted, store.now()))),
  ),
  post('/duo/accounts/:id', duoAccountChangesSchema, ({ store }, { remove, ...changes }, call) =>
    store.changeByPerson('duo', (duo) => {
      const account = accountById(duo, parameter(call, 'id'));
      assignFields(account, changes);
      if (remove === true) removeChild(duo, account);
      return accountSummary(account);
    }),
  ),
  get('/duo/accounts/:id/users', ({ store }, call) => ({
    users: accountById(store.scenario.duo, parameter(call, 'id')).users,
  })),
  post('/duo/accounts/:id/users', duoUsersActionSchema, ({ store }, action, call) => {
    const id = parameter(call, 'id');
    return store.changeByPerson(
      'duo',
      (duo, scenario) => ({ userIds: actOnUsers(scenario, accountById(duo, id), action, store.now()) }),
      { usersOf: id },
    );
  }),
];

/** A Duo account as the control calls show it: without its users, but counted by status. */
export interface DuoAccountSummary extends Omit<DuoAccount, 'users'> {
  readonly userCounts: Readonly<Record<string, number>>;
}

function accountSummary({ users, ...account }: DuoAccount): DuoAccountSummary {
  const userCounts: Record<string, number> = {};
  for (const { status } of users) userCounts[status] = (userCounts[status] ?? 0) + 1;
  return { ...account, userCounts };
}

function accountById(duo: DuoScenario, id: string): DuoAccount {
  return found(
    [duo.parent, ...duo.children].find((account) => account.accountId === id),
    `Duo account ${id}`,
  );
}

function changeKey(
  duo: DuoScenario,
  integrationKey: string,
  { grants, ...changes }: z.output<typeof duoKeyChangesSchema>,
): Omit<DuoKey, 'secretKey'> {
  const at = duo.keys.findIndex((key) => key.integrationKey === integrationKey);
  const key = found(duo.keys[at], `Integration key ${integrationKey}`);
  const changed = { ...key, grants: { ...key.grants } };
  assignFields(changed, changes);
  assignFields(changed.grants, grants ?? {});
  duo.keys[at] = changed;
  const { kind, apiHostname, enabled } = changed;
  return { kind, integrationKey, apiHostname, enabled, grants: changed.grants };
}

function addKey(scenario: Scenario, kind: DuoKey['kind'], accountId: string): DuoKey {
  const account = accountById(scenario.duo, accountId);
  const name = `${kind} ${accountId} ${scenario.duo.keys.length}`;
  const key: DuoKey = {
    kind,
    integrationKey: identifier('DI', scenario, name),
    secretKey: createHash('sha256')
      .update(`${scenario.seed} secret ${name}`)
      .digest('base64url')
      .slice(0, 40),
    apiHostname: account.apiHostname,
    grants: { readResource: true, readInformation: true, settings: false },
    enabled: true,
  };
  scenario.duo.keys.push(key);
  return key;
}

function addChild(
  scenario: Scenario,
  { users, ...wanted }: z.output<typeof newDuoAccountSchema>,
  now: Date,
): DuoAccount {
  const unique = `child ${scenario.duo.children.length} ${wanted.name}`;
  const digest = createHash('sha256').update(`${scenario.seed} host ${unique}`).digest('hex');
  const child: DuoAccount = {
    ...wanted,
    accountId: identifier('DA', scenario, unique),
    apiHostname: wanted.apiHostname ?? `api-${digest.slice(0, 8)}.duosecurity.test`,
    users: [],
  };
  scenario.duo.children.push(child);
  if (users > 0) addUsers(scenario, child, { count: users, status: 'active' }, now);
  return child;
}

function removeChild(duo: DuoScenario, account: DuoAccount): void {
  if (account === duo.parent) throw new ControlError(409, 'The parent account cannot be removed');
  duo.children = duo.children.filter((child) => child !== account);
}

function addUsers(
  scenario: Scenario,
  account: DuoAccount,
  wanted: { count?: number | undefined; names?: readonly string[] | undefined; status: string },
  now: Date,
): string[] {
  const names =
    wanted.names ??
    Array.from({ length: wanted.count ?? 1 }, (_, index) => `New Person ${account.users.length + index + 1}`);
  return names.map((realname, index) => {
    const userId = identifier(
      'DU',
      scenario,
      `${account.accountId} ${now.getTime()} ${account.users.length} ${index}`,
    );
    const username = `${realname.toLowerCase().replaceAll(/[^a-z0-9]+/g, '.')}.${account.users.length}`;
    account.users.push({
      userId,
      username,
      realname,
      email: `${username}@example.test`,
      status: wanted.status,
      isEnrolled: true,
      created: Math.floor(now.getTime() / 1000),
      lastLogin: null,
    });
    return userId;
  });
}

function actOnUsers(scenario: Scenario, account: DuoAccount, action: DuoUsersAction, now: Date): string[] {
  switch (action.action) {
    case 'add':
      return addUsers(scenario, account, action, now);
    case 'trash':
      return setStatus(
        choose(account, action, (user) => user.status !== 'pending deletion'),
        'pending deletion',
      );
    case 'restore':
      return setStatus(
        choose(account, action, (user) => user.status === 'pending deletion'),
        'active',
      );
    case 'set-status':
      return setStatus(
        choose(account, action, (user) => user.status !== action.status),
        action.status,
      );
    case 'remove': {
      const gone = choose(account, action, () => true);
      account.users = account.users.filter((user) => !gone.includes(user));
      return gone.map((user) => user.userId);
    }
  }
}

function setStatus(users: readonly DuoUser[], status: string): string[] {
  return users.map((user) => {
    user.status = status;
    return user.userId;
  });
}

function choose(
  account: DuoAccount,
  wanted: { count?: number | undefined; userIds?: readonly string[] | undefined },
  applies: (user: DuoUser) => boolean,
): DuoUser[] {
  const users =
    wanted.userIds === undefined
      ? account.users.filter(applies).slice(0, wanted.count ?? 1)
      : account.users.filter((user) => wanted.userIds?.includes(user.userId) === true && applies(user));
  const expected = wanted.userIds?.length ?? wanted.count ?? 1;
  if (users.length < expected) {
    throw new ControlError(
      409,
      `Only ${users.length} of ${expected} users of ${account.name} can be changed so`,
    );
  }
  return users;
}

/** 20 characters as Duo writes ids: two letters for the kind, then capitals and digits. */
function identifier(prefix: 'DA' | 'DU' | 'DI', scenario: Scenario, unique: string): string {
  const digest = createHash('sha512').update(`${scenario.seed} ${prefix} ${unique}`).digest();
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
  return prefix + Array.from(digest.subarray(0, 18), (octet) => alphabet.charAt(octet % 36)).join('');
}
