import { z } from 'zod';
import { message } from '../../messages/message.ts';
import { holdsSeat, isKnownStatus } from '../../domain/seats.ts';
import { disabledStatus, duoSeatRule } from './seat-rule.ts';
import type {
  AccountReading,
  AccountRef,
  ListedAccount,
  SetVerdict,
  Vendor,
  VendorContext,
  VendorCredentials,
  VendorFacts,
  VendorFailure,
} from '../port.ts';
import type { AccountUsersRead } from './account-users.ts';
import type { DuoCredential } from './caller.ts';
import { createDuoClient } from './client.ts';
import { detailOf, type DuoFailure, scopeOf } from './failures.ts';
import { duoSuffixes } from './hosts.ts';
import type { DuoTarget } from './reads.ts';

/** The fields of a set, as its form names them. */
const Fields = z.object({ integrationKey: z.string(), secretKey: z.string(), apiHostname: z.string() });

/** Null: the set was not given. */
function keyOf(credentials: VendorCredentials, set: 'accounts-api' | 'admin-api'): DuoCredential | null {
  if (credentials[set] === undefined) return null;
  const { integrationKey, secretKey, apiHostname } = Fields.parse(credentials[set]);
  return { integrationKey, secretKey, host: apiHostname };
}

function requiredKey(credentials: VendorCredentials, set: 'accounts-api' | 'admin-api'): DuoCredential {
  const key = keyOf(credentials, set);
  if (key === null) throw new Error(`Duo is read with both of its keys: ${set} was not given`);
  return key;
}

/** The parent's own users are an account of their own under this key (RULES 10). */
const parentAccount = (adminHost: string): ListedAccount => ({
  foreignId: `parent:${adminHost}`,
  kind: 'parent',
  name: 'This MSP (parent account)',
  nameCleaned: false,
  apiHostname: adminHost,
});

/** Duo behind the port: children with the Accounts API key, the parent with its Admin API key (architecture.md 8). */
export function openDuo({ outbound, budget, settings, onCall }: VendorContext): Vendor {
  const { suffixes, ...rest } = settings;
  const client = createDuoClient({
    outbound,
    budget,
    suffixes: suffixes ?? duoSuffixes,
    ...rest,
    onCall: ({ outcome }) => onCall(outcome),
  });
  return {
    async verify(credentials, signal) {
      const accounts = keyOf(credentials, 'accounts-api');
      const admin = keyOf(credentials, 'admin-api');
      const verdicts: SetVerdict[] = [];
      let childHosts: readonly string[] = [];
      if (accounts !== null) {
        const probe = await client.verifyAccountsApi(accounts, signal);
        if (probe.ok) childHosts = probe.accounts.flatMap(({ host }) => (host.ok ? [host.host] : []));
        verdicts.push(
          probe.ok
            ? {
                set: 'accounts-api',
                ok: true,
                facts: { accounts: probe.accounts.length, host: probe.host },
                accountIds: probe.accounts.map(({ accountId }) => accountId),
              }
            : bad('accounts-api', probe),
        );
      }
      if (admin !== null) {
        const probe = await client.verifyAdminApi(admin, accounts?.host ?? null, childHosts, signal);
        verdicts.push(
          probe.ok
            ? good('admin-api', {
                host: probe.host,
                users: probe.totalUsers,
                sameHostAsAccountsApi: probe.sameHostAsAccountsApi,
              })
            : bad('admin-api', probe),
        );
      }
      return verdicts;
    },
    async listAccounts(credentials, signal, observer = {}) {
      const admin = requiredKey(credentials, 'admin-api');
      const list = await client.listAccounts(requiredKey(credentials, 'accounts-api'), signal, observer);
      if (list.kind === 'failed') return { kind: 'failed', failure: failureOf(list), calls: list.calls };
      if (list.kind === 'empty') return list;
      const children = list.accounts.map(({ accountId, name, nameCleaned, apiHostname }) => ({
        foreignId: accountId,
        kind: 'child' as const,
        name,
        nameCleaned,
        apiHostname,
      }));
      return { kind: 'listed', accounts: [...children, parentAccount(admin.host)], calls: list.calls };
    },
    async readAccount(credentials, account, signal, observer = {}) {
      const key = requiredKey(credentials, account.kind === 'parent' ? 'admin-api' : 'accounts-api');
      return readingOf(await client.readAccountUsers(key, targetOf(account), signal, observer));
    },
    async readEdition(credentials, account, signal) {
      const key = requiredKey(credentials, 'accounts-api');
      const edition = await client.readEdition(key, targetOf(account), signal);
      if (edition.kind === 'failed')
        return { kind: 'failed', failure: failureOf(edition), calls: edition.calls };
      return edition.kind === 'known'
        ? { kind: 'known', raw: edition.edition.raw, calls: edition.calls }
        : edition;
    },
  };
}

const targetOf = ({ kind, foreignId, apiHostname }: AccountRef): DuoTarget =>
  kind === 'parent' ? { kind } : { kind, accountId: foreignId, apiHostname };

function readingOf(read: AccountUsersRead): AccountReading {
  switch (read.kind) {
    case 'counted':
      return {
        kind: 'counted',
        users: read.users.map(({ userId, username, status, isEnrolled, created, lastLogin }) => ({
          id: userId,
          name: username,
          status,
          holdsSeat: holdsSeat(duoSeatRule, status),
          statusKnown: isKnownStatus(duoSeatRule, status),
          use: { disabled: status === disabledStatus, enrolled: isEnrolled, created, lastLogin },
        })),
        proof: read.proof,
        calls: read.calls,
      };
    case 'incomplete':
      return { kind: 'incomplete', detail: message(`duo.incomplete.${read.reason}`), calls: read.calls };
    case 'failed':
      return {
        kind: read.code === 'VendorAccountGone' ? 'gone' : 'failed',
        failure: failureOf(read),
        calls: read.calls,
      };
  }
}

const factsOf = ({ detail: { duoCode, duoMessage, ...detail } }: DuoFailure): VendorFacts => ({
  ...detail,
  ...(duoCode === undefined ? {} : { vendorCode: duoCode }),
  ...(duoMessage === undefined ? {} : { vendorMessage: duoMessage }),
});

const good = (set: string, facts: SetVerdict['facts']): SetVerdict => ({ set, ok: true, facts });

const bad = (set: string, failure: DuoFailure): SetVerdict => ({
  set,
  ok: false,
  failure: failureOf(failure),
  facts: factsOf(failure),
});

function failureOf(failure: DuoFailure): VendorFailure {
  const {
    code,
    detail: { cause, retryAfterMs },
  } = failure;
  return {
    code,
    detail: detailOf(failure),
    scope: scopeOf(failure),
    retryAfterMs: retryAfterMs ?? null,
    credentialCause: code === 'VendorAccountRejectsKey' ? (cause ?? null) : null,
    facts: factsOf(failure),
  };
}
