import type { VendorName } from './vendor-names.ts';
import type { VendorRequest } from './vendor.ts';
import type { DuoScenario, InstanceKind, OtherInstance, Scenario } from './scenario.ts';
import { accountAtHost } from './duo/vendor.ts';

/** Every fourth record keeps its name, the names of the others move to the next one. */
const keepsName = ({ id }: { readonly id: number }): boolean => id % 4 === 0;

/** Gives records other names while their IDs stay. */
function exchangeNames<T extends { readonly id: number }>(
  rows: readonly T[],
  fields: readonly (keyof T)[],
): void {
  const moving = rows.filter((row) => !keepsName(row));
  const before = moving.map((row) => fields.map((field) => row[field]));
  for (const [index, row] of moving.entries())
    for (const [at, field] of fields.entries()) {
      const value = before[(index + 1) % before.length]?.[at];
      if (value !== undefined) row[field] = value;
    }
}

type MakeInstance = { readonly [V in VendorName]: (side: Scenario[V], kind: InstanceKind) => Scenario[V] };

/** What another instance has that the MSP's own has not: `side` is a copy already. */
const make: MakeInstance = {
  duo: (duo) => ({ ...duo, ...anotherParent(duo) }),
  connectwise: (side, kind) => {
    const companyId = kind === 'other' ? 'otherlane' : side.companyId;
    if (kind === 'other') {
      exchangeNames(side.companies, ['name', 'identifier']);
      exchangeNames(side.products, ['identifier', 'description']);
      const names = new Map(side.companies.map(({ id, name }) => [id, name]));
      for (const { company } of side.agreements) company.name = names.get(company.id) ?? company.name;
    }
    return {
      ...side,
      companyId,
      host: `api-${kind}.connectwise.test`,
      members: side.members.map((member) => ({
        ...member,
        companyId,
        publicKey: `${kind}${member.publicKey}`,
      })),
    };
  },
  autotask: (side, kind) => {
    if (kind === 'other') {
      exchangeNames(side.companies, ['companyName', 'companyNumber']);
      exchangeNames(side.services, ['name', 'description']);
    }
    return {
      ...side,
      databaseNumber: kind === 'other' ? side.databaseNumber + 1 : side.databaseNumber,
      zoneHost: kind === 'other' ? 'webservices97.autotask.test' : 'webservices98.autotask.test',
      users: side.users.map((user) => ({ ...user, userName: `${kind}-${user.userName}` })),
    };
  },
  halopsa: (side, kind) => {
    const host = kind === 'other' ? 'otherlane.halopsa.test' : 'staging.halopsa.test';
    if (kind === 'other') {
      exchangeNames(side.clients, ['name', 'ref']);
      exchangeNames(side.items, ['name', 'internalReference']);
    }
    return {
      ...side,
      host,
      authUrl: `https://${host}/auth`,
      tenantId: kind === 'other' ? 'otherlane' : side.tenantId,
      applications: side.applications.map((one) => ({ ...one, clientId: `${kind}-${one.clientId}` })),
    };
  },
};

/** Two letters say what an ID is of; the rest is reversed, so that none is shared. */
const reversed = (id: string): string => id.slice(0, 2) + id.slice(2).split('').reverse().join('');

function anotherParent({
  parent,
  children,
  keys,
}: DuoScenario): Pick<DuoScenario, 'parent' | 'children' | 'keys'> {
  const otherHost = (host: string): string => host.replace(/^api-/u, 'api-other-');
  const other = (account: DuoScenario['parent']): DuoScenario['parent'] => ({
    ...account,
    accountId: reversed(account.accountId),
    apiHostname: otherHost(account.apiHostname),
  });
  return {
    parent: other(parent),
    children: children.map(other),
    keys: keys.map((key) => ({
      ...key,
      integrationKey: reversed(key.integrationKey),
      apiHostname: otherHost(key.apiHostname),
    })),
  };
}

/** Adds an instance to a scenario as a copy of the MSP's own as it is now, in place of an earlier one of its name. */
export function addInstance(scenario: Scenario, vendor: VendorName, kind: InstanceKind): OtherInstance {
  const copy = JSON.parse(JSON.stringify(scenario[vendor])) as never;
  const instance: OtherInstance = { name: `${vendor}-${kind}`, kind, vendor, side: make[vendor](copy, kind) };
  scenario.instances = [...(scenario.instances ?? []).filter(({ name }) => name !== instance.name), instance];
  return instance;
}

/** The scenario as seen by clients of one instance. */
export const scenarioOfInstance = (scenario: Scenario, { vendor, side }: OtherInstance): Scenario => ({
  ...scenario,
  [vendor]: side,
});

const answersAt: { readonly [V in VendorName]: (side: Scenario[V], request: VendorRequest) => boolean } = {
  duo: (side, { host }) => accountAtHost(side, host) !== null,
  connectwise: (side, { host }) => host === side.host,
  // Zones of every database are looked up at one host, by the user's name.
  autotask: ({ zoneHost, lookUpHost, users }, { host, query }) =>
    host === zoneHost ||
    (host === lookUpHost &&
      users.some(({ userName }) => userName === new URLSearchParams(query).get('user'))),
  halopsa: (side, { host }) => host === side.host,
};

/** Which other instance a request reaches; null: the MSP's own. */
export function instanceAt(
  scenario: Scenario,
  vendor: VendorName,
  request: VendorRequest,
): OtherInstance | null {
  return (
    (scenario.instances ?? []).find(
      // Its side is that of its vendor, which the type cannot say.
      (one) => one.vendor === vendor && answersAt[vendor](one.side as never, request),
    ) ?? null
  );
}

/** Moves a vendor's own books to another address: same instance, same records. */
export function moveInstance(scenario: Scenario, vendor: Exclude<VendorName, 'duo'>): void {
  const move: Readonly<Record<Exclude<VendorName, 'duo'>, () => void>> = {
    connectwise: () => {
      scenario.connectwise.host = 'psa.connectwise.test';
    },
    autotask: () => {
      scenario.autotask.zoneHost = 'webservices96.autotask.test';
    },
    halopsa: () => {
      scenario.halopsa.host = 'psa.halopsa.test';
      scenario.halopsa.authUrl = 'https://psa.halopsa.test/auth';
    },
  };
  move[vendor]();
}

const otherId = 1_000_000;
/** A second time it is the first one again. */
const exchangedId = (id: number): number => (id > otherId ? id - otherId : id + otherId);

const exchangeIds: { readonly [V in VendorName]: (side: Scenario[V]) => void } = {
  duo: (side) => {
    side.children = side.children.map((child) => ({ ...child, accountId: reversed(child.accountId) }));
  },
  connectwise: (side) => {
    const other = <T extends { readonly id: number }>(ref: T): T => ({ ...ref, id: exchangedId(ref.id) });
    side.companies = side.companies.map((company) => ({
      ...other(company),
      parentCompany: company.parentCompany === null ? null : other(company.parentCompany),
      billToCompany: company.billToCompany === null ? null : other(company.billToCompany),
    }));
    for (const agreement of side.agreements) agreement.company = other(agreement.company);
  },
  autotask: (side) => {
    const other = (id: number | null): number | null => (id === null ? null : exchangedId(id));
    side.companies = side.companies.map((company) => ({
      ...company,
      id: exchangedId(company.id),
      parentCompanyID: other(company.parentCompanyID),
    }));
    for (const contract of side.contracts) {
      contract.companyID = exchangedId(contract.companyID);
      contract.billToCompanyID = other(contract.billToCompanyID);
    }
  },
  halopsa: (side) => {
    side.clients = side.clients.map((client) => ({ ...client, id: exchangedId(client.id) }));
    side.sites = side.sites.map((site) => ({ ...site, clientId: exchangedId(site.clientId) }));
    for (const of of [...side.invoices, ...side.licences]) of.clientId = exchangedId(of.clientId);
  },
};

/**
 * Gives the accounts or companies of a vendor's own side other IDs, while address, credentials, and instance ID stay: a
 * parent or a database that took the place of the former one. A second time gives the former IDs back.
 */
export function replaceRecords(scenario: Scenario, vendor: VendorName): void {
  // Its side is that of its vendor, which the type cannot say.
  exchangeIds[vendor](scenario[vendor] as never);
}
