import { asWritten } from '../../messages/message.ts';
import { holdsSeat, isKnownStatus, type SeatRule } from '../../domain/seats.ts';
import type { AccountReading, SetVerdict, Vendor, VendorFailure, VendorKind } from '../port.ts';

/** A vendor for tests, in memory: one token, accounts with members, and statuses of its own. */
export interface ToyVendorScenario {
  readonly token: string;
  readonly accounts: {
    readonly id: string;
    readonly name: string;
    /** `gone` people hold no seat; a status that is not known counts. */
    members: { readonly id: string; readonly name: string; readonly status: string }[];
  }[];
}

const host = 'toys.example.test';

const toySeatRule: SeatRule = {
  counted: ['here'],
  notCounted: ['gone'],
  text: asWritten('Everybody who is here takes a seat.'),
};

export function toyVendor(scenario: ToyVendorScenario): VendorKind {
  const rejection = (token: unknown): VendorFailure | null =>
    token === scenario.token ? null : failure('VendorKeyUnknown', 'credential');
  const open = (): Vendor => ({
    verify: (credentials) =>
      Promise.resolve(
        Object.entries(credentials).map(([set, fields]): SetVerdict => {
          const rejected = rejection(fields['token']);
          return rejected === null
            ? { set, ok: true, facts: { host, accounts: scenario.accounts.length } }
            : { set, ok: false, failure: rejected, facts: rejected.facts };
        }),
      ),
    listAccounts: (credentials, signal) => {
      if (signal.aborted) return Promise.reject(signal.reason as Error);
      const rejected = rejection(credentials['toy-token']?.['token']);
      if (rejected !== null) return Promise.resolve({ kind: 'failed', failure: rejected, calls: 1 });
      const accounts = scenario.accounts.map(({ id, name }) => ({
        foreignId: id,
        kind: 'child' as const,
        name,
        nameCleaned: false,
        apiHostname: host,
      }));
      return Promise.resolve({ kind: 'listed', accounts, calls: 1 });
    },
    readAccount: (credentials, { foreignId }): Promise<AccountReading> => {
      const rejected = rejection(credentials['toy-token']?.['token']);
      if (rejected !== null) return Promise.resolve({ kind: 'failed', failure: rejected, calls: 1 });
      const account = scenario.accounts.find(({ id }) => id === foreignId);
      if (account === undefined) {
        const gone = failure('VendorAccountGone', 'account');
        return Promise.resolve({ kind: 'gone', failure: gone, calls: 1 });
      }
      const users = account.members.map(({ id, name, status }) => ({
        id,
        name,
        status,
        holdsSeat: holdsSeat(toySeatRule, status),
        statusKnown: isKnownStatus(toySeatRule, status),
        // The shop tells nothing of it.
        use: { disabled: false, enrolled: null, created: null, lastLogin: null },
      }));
      return Promise.resolve({
        kind: 'counted',
        users,
        proof: { ...wholeList, listed: users.length, uniqueIds: users.length },
        calls: 1,
      });
    },
    readEdition: () => Promise.resolve({ kind: 'not-available', calls: 1 }),
  });
  return {
    kind: 'toys',
    name: 'Toy Shop',
    shortName: 'Toys',
    seatRule: toySeatRule,
    modules: [
      { id: 'billing', name: 'Billing', selectable: true, note: asWritten('Seats beside PSA lines.') },
    ],
    credentialSets: [
      {
        set: 'toy-token',
        name: 'Token',
        fullName: 'Toy Shop token',
        noun: 'toy token',
        fields: [
          {
            name: 'host',
            label: 'Host',
            hint: asWritten('Of the shop.'),
            holds: 'host',
            secret: false,
            example: host,
          },
          {
            name: 'token',
            label: 'Token',
            hint: asWritten('Shown once.'),
            holds: 'key',
            secret: true,
            min: 4,
            max: 64,
            example: 'toy-token',
          },
        ],
        steps: [asWritten('Ask at the counter.')],
        note: asWritten('Nothing is changed in the shop.'),
        needs: [],
        egress: null,
        rights: null,
        inSandbox: 'toys',
      },
    ],
    listedWith: 'toy-token',
    service: { key: 'toy-seat', name: 'Toy seat' },
    hostSuffixes: ['example.test'],
    accountScreen: () => null,
    callsOfSync: (usersListed) => 1 + usersListed.length,
    guide: { title: asWritten('How to configure the Toy Shop'), sections: [] },
    clock: { path: '/', limitMs: null },
    open,
  };
}

const wholeList = {
  pages: 1,
  totalObjects: null,
  pendingDeletion: 0,
  trashReported: null,
  repeatedRead: false,
  flags: [],
} as const;

const failure = (code: VendorFailure['code'], scope: VendorFailure['scope']): VendorFailure => ({
  code,
  detail: null,
  scope,
  retryAfterMs: null,
  credentialCause: null,
  facts: { host },
});
