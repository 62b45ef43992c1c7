import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { RequestLog } from './request-log.ts';
import type { VendorName } from './vendor-names.ts';
import type { DuoAccount, Scenario } from './scenario.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * What of a vendor's side a change may touch: its settings alone (switches, keys, rights, the server's own), its rows as
 * well, or the users of one Duo account besides; those of all would cost seconds in the largest scenarios.
 */
export type Reach = 'settings' | 'rows' | { readonly usersOf: string };

/** A copy of one vendor's side of a scenario as far as a change reaches, to compare with what it becomes. */
export interface ScenarioSnapshot {
  readonly vendor: VendorName;
  readonly reach: Reach;
  /** Everything that has an identity as JSON, keyed by `<object> <id>`: most of it stays as it is, and texts are compared at once. */
  readonly objects: ReadonlyMap<string, string>;
}

export const snapshotOf = (scenario: Scenario, vendor: VendorName, reach: Reach): ScenarioSnapshot => ({
  vendor,
  reach,
  objects: objectsOf(scenario, vendor, reach),
});

type Add = (object: string, id: string | number, fields: object) => void;

function objectsOf(scenario: Scenario, vendor: VendorName, reach: Reach): Map<string, string> {
  const found = new Map<string, string>();
  const add: Add = (object, id, fields) => {
    found.set(`${object} ${id}`, JSON.stringify(fields));
  };
  addSettings[vendor](scenario, add);
  if (reach !== 'settings') addRows[vendor](scenario, add, typeof reach === 'object' ? reach.usersOf : null);
  return found;
}

/** Lists whose rows say their own id, by what one of them is called. */
function addEach(
  add: Add,
  vendor: VendorName,
  lists: Readonly<Record<string, readonly { readonly id: number }[]>>,
): void {
  for (const [object, rows] of Object.entries(lists))
    for (const one of rows) add(`${vendor}.${object}`, one.id, one);
}

const addSettings: Readonly<Record<VendorName, (scenario: Scenario, add: Add) => void>> = {
  duo: ({ duo }, add) => {
    for (const key of duo.keys) add('duo.key', key.integrationKey, withoutSecret(key, 'secretKey'));
    add('duo.switches', 'duo', duo.switches);
  },
  connectwise: ({ connectwise }, add) => {
    add('connectwise.switches', 'connectwise', connectwise.switches);
    for (const one of connectwise.members)
      add('connectwise.member', one.publicKey, withoutSecret(one, 'privateKey'));
    const { codebase, clientIds, serverTimeZone, saysTimeZone } = connectwise;
    add('connectwise.server', 'connectwise', { codebase, clientIds, serverTimeZone, saysTimeZone });
  },
  autotask: ({ autotask }, add) => {
    add('autotask.switches', 'autotask', autotask.switches);
    for (const one of autotask.users) add('autotask.user', one.id, withoutSecret(one, 'secret'));
    add('autotask.server', 'autotask', { zoneHost: autotask.zoneHost });
  },
  halopsa: ({ halopsa }, add) => {
    add('halopsa.switches', 'halopsa', halopsa.switches);
    for (const one of halopsa.applications)
      add('halopsa.application', one.clientId, withoutSecret(one, 'clientSecret'));
    const { authUrl, tenantId, serverTimeZone, tokenGeneration } = halopsa;
    add('halopsa.server', 'halopsa', { authUrl, tenantId, serverTimeZone, tokenGeneration });
  },
};

const addRows: Readonly<Record<VendorName, (scenario: Scenario, add: Add, usersOf: string | null) => void>> =
  {
    duo: ({ duo }, add, usersOf) => {
      for (const account of [duo.parent, ...duo.children]) {
        add('duo.account', account.accountId, fieldsOf(account));
        if (account.accountId !== usersOf) continue;
        for (const user of account.users)
          add('duo.user', user.userId, { ...user, account: account.accountId });
      }
    },
    connectwise: ({ connectwise }, add) =>
      addEach(add, 'connectwise', {
        company: connectwise.companies,
        agreement: connectwise.agreements,
        addition: connectwise.additions,
        product: connectwise.products,
      }),
    autotask: ({ autotask }, add) =>
      addEach(add, 'autotask', {
        company: autotask.companies,
        contract: autotask.contracts,
        contractService: autotask.contractServices,
        service: autotask.services,
        serviceBundle: autotask.serviceBundles,
        contractBundle: autotask.contractBundles,
        product: autotask.products,
        billingRule: autotask.billingRules,
      }),
    halopsa: ({ halopsa }, add) => {
      addEach(add, 'halopsa', { client: halopsa.clients, item: halopsa.items, licence: halopsa.licences });
      for (const { lines, ...invoice } of halopsa.invoices) {
        add('halopsa.invoice', invoice.id, invoice);
        for (const line of lines) add('halopsa.line', line.id, { ...line, invoiceId: invoice.id });
      }
    },
  };

/** An account without its users; they may be made only when somebody looks. */
function fieldsOf(account: DuoAccount): object {
  const { accountId, name, apiHostname, edition, otherDeployment, hangs, rejection } = account;
  return { accountId, name, apiHostname, edition, otherDeployment, hangs, rejection };
}

/** A request log may show that a secret changed, never the secret. */
function withoutSecret(object: object, secret: string): Fields {
  return Object.fromEntries(
    Object.entries(object).map(([name, value]: [string, unknown]) => [
      name,
      name === secret ? createHash('sha256').update(String(value)).digest('hex').slice(0, 12) : value,
    ]),
  );
}

/** Compares a scenario with its earlier self: one log entry, by a person, for each field that differs; a new or vanished object has field `*`. */
export function logDifferences(
  before: ScenarioSnapshot,
  scenario: Scenario,
  requestLog: RequestLog,
  at: string,
): void {
  const write = (key: string, field: string, was: unknown, is: unknown): void => {
    const cut = key.indexOf(' ');
    const [object, id] = [key.slice(0, cut), key.slice(cut + 1)];
    requestLog.change({ at, by: 'person', object, id, field, before: was, after: is });
  };
  const after = objectsOf(scenario, before.vendor, before.reach);
  for (const [key, was] of before.objects) {
    const is = after.get(key);
    if (is === undefined) write(key, '*', read(was), null);
    else if (is !== was) writeFields(key, read(was), read(is));
  }
  for (const [key, is] of after) {
    if (!before.objects.has(key)) write(key, '*', null, read(is));
  }

  function writeFields(key: string, was: Fields, is: Fields): void {
    for (const field of new Set([...Object.keys(was), ...Object.keys(is)])) {
      if (!isDeepStrictEqual(was[field], is[field])) write(key, field, was[field], is[field]);
    }
  }
}

const read = (text: string): Fields => JSON.parse(text) as Fields;
