import type { DuoErrorCode } from '../duo/error-codes.ts';
import type { DuoAccount, DuoKey, DuoUser, DuoScenario } from '../scenario.ts';
import { Chance } from './random.ts';

/** Short names of what is sold, as PSA products and Duo's edition codes know them (duo.md 2.2). */
export type Edition = 'ESS' | 'ADV' | 'PREM';

const editionCode: Readonly<Record<Edition, string>> = {
  ESS: 'ENTERPRISE',
  ADV: 'PLATFORM',
  PREM: 'BEYOND',
};

/** Host of the parent account in every scenario. */
export const parentHost = 'api-5ea7b111.duosecurity.test';

export interface AccountPlan {
  readonly name: string;
  readonly edition: Edition;
  readonly users: () => DuoUser[];
  readonly otherDeployment?: boolean;
  readonly hangs?: boolean;
  readonly rejection?: DuoErrorCode;
  /** Where a scenario wants a host of its own; left out: one is drawn. */
  readonly apiHostname?: string;
  /** Tells accounts of the same name apart. */
  readonly ordinal?: number;
}

/**
 * One Duo account. Its users are made when somebody first looks, so that an account nobody reads costs next to nothing
 * (`huge` holds five thousand).
 */
export function duoAccount(seed: number, plan: AccountPlan): DuoAccount {
  const chance = new Chance('account', seed, plan.name, plan.ordinal ?? 0);
  const accountId = chance.duoId('DA');
  const host = chance.duoHost();
  let users: DuoUser[] | undefined;
  return {
    accountId,
    name: plan.name,
    apiHostname: plan.apiHostname ?? host,
    edition: editionCode[plan.edition],
    otherDeployment: plan.otherDeployment ?? false,
    hangs: plan.hangs ?? false,
    rejection: plan.rejection ?? null,
    get users() {
      users ??= plan.users();
      return users;
    },
    set users(changed: DuoUser[]) {
      users = changed;
    },
  };
}

const allGrants = { readResource: true, readInformation: true, settings: false };

/**
 * Test keys, the same in every scenario and easy to recognize where they must not turn up. The first two are right; the
 * third lacks its grants, the fourth is an Admin API key of a child.
 */
function duoKeys(childHost: string | undefined): DuoKey[] {
  const key = (
    kind: DuoKey['kind'],
    integrationKey: string,
    secretKey: string,
    apiHostname: string,
  ): DuoKey => ({
    kind,
    integrationKey,
    secretKey,
    apiHostname,
    grants: { ...allGrants },
    enabled: true,
  });
  return [
    key('accounts-api', 'DISANDBOXACCOUNTS001', 'SandboxSecretAccounts0Pq7Xw2Kd9Rt4Vb6Nm1', parentHost),
    key('admin-api', 'DISANDBOXADMINAPI001', 'SandboxSecretAdminApi0Lz3Hc8Fs5Gj2Yk7Tq9', parentHost),
    {
      ...key('admin-api', 'DISANDBOXNOGRANTS001', 'SandboxSecretNoGrants0Wd4Mx6Bn1Cp8Ru3Ev5', parentHost),
      grants: { readResource: false, readInformation: false, settings: false },
    },
    ...(childHost === undefined
      ? []
      : [key('admin-api', 'DISANDBOXCHILDKEY001', 'SandboxSecretChildKey0Sa9Df2Gh7Jk4Zx1Cv6', childHost)]),
  ];
}

/** Duo as a whole, its open questions answered as `typical` answers them; faults and control calls change them. */
export function duoScenario(parent: DuoAccount, children: DuoAccount[]): DuoScenario {
  return {
    parent,
    children,
    keys: duoKeys(children.find((child) => child.apiHostname !== '')?.apiHostname),
    switches: {
      lastPage: 'null',
      totalObjects: 'with-pending',
      largestPage: 300,
      billingCalls: true,
      clockOffset: 0,
      callsPerMinute: null,
      accountsApiEnabled: true,
    },
  };
}
