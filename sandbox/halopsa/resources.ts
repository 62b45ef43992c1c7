import type { VendorAnswer, VendorContext, VendorRequest } from '../vendor.ts';
import { notFound } from './answers.ts';
import { writeChange } from './change-log.ts';
import { postDocuments, postLines, postNewLines } from './documents.ts';
import { postLicences } from './licences.ts';
import { flagOf, listed } from './listing.ts';
import type { HaloCreatedInvoice, HaloPsaScenario, HaloRights } from './scenario.ts';
import {
  writeClient, writeCreatedInvoice, writeDocument, writeHeader, writeItem, writeLicence, writeLicenceChange, writeListedLicence,
  writeListedLine, writeSite,
} from './wire.ts'; // prettier-ignore

type Arguments = ReadonlyMap<string, string>;
type Post = (request: VendorRequest, context: VendorContext) => VendorAnswer;

/** What a resource gives and takes, and what that needs (halopsa.md 2, 4). */
export interface Resource {
  /** Behind `read:` and `edit:`. */
  readonly scope: string;
  /** Needed to open one, while the list is given without it; to change one. */
  readonly right: keyof HaloRights;
  readonly editRight?: keyof HaloRights;
  readonly list: (given: Arguments, scenario: HaloPsaScenario) => VendorAnswer;
  /** The detail form; undefined: no such row. Absent: it has none. */
  readonly detail?: (id: number, scenario: HaloPsaScenario) => Record<string, unknown> | undefined;
  /** By what follows the resource's own path; empty: that path itself. */
  readonly posts?: Readonly<Record<string, Post>>;
}

const one = <T extends { readonly id: number }>(rows: readonly T[], wanted: number): T | undefined =>
  rows.find(({ id }) => id === wanted);

const written = <T>(row: T | undefined, write: (row: T) => Record<string, unknown>) =>
  row === undefined ? undefined : write(row);

/** Active rows unless the call says otherwise, and inactive ones where it asks for them (halopsa.md 3.1). */
const isAskedFor =
  (given: Arguments) =>
  (active: boolean): boolean =>
    active ? flagOf(given, 'includeactive', true) : flagOf(given, 'includeinactive', false);

/** Of one client, where the call names one. */
const ofClient =
  (given: Arguments) =>
  ({ clientId }: { readonly clientId: number }): boolean =>
    !given.has('client_id') || given.get('client_id') === String(clientId);

/** Every resource of `/api`, by its name in lower case. */
export const resources: Readonly<Record<string, Resource>> = {
  client: {
    scope: 'customers',
    right: 'customers',
    list: (given, { clients, switches }) => {
      const rows = clients.filter(({ inactive }) => isAskedFor(given)(!inactive));
      return listed(given, { key: 'clients', rows, write: writeClient }, switches.largestPage);
    },
    detail: (id, { clients }) => written(one(clients, id), writeClient),
  },
  site: {
    scope: 'customers',
    right: 'customers',
    list: (given, { sites, switches }) =>
      listed(
        given,
        { key: 'sites', rows: sites.filter(ofClient(given)), write: writeSite },
        switches.largestPage,
      ),
  },
  item: {
    scope: 'items',
    right: 'items',
    list: (given, { items, switches }) => {
      const rows = items.filter(({ inactive }) => isAskedFor(given)(!inactive));
      return listed(given, { key: 'items', rows, write: writeItem }, switches.largestPage);
    },
    detail: (id, { items }) => written(one(items, id), writeItem),
  },
  recurringinvoice: {
    scope: 'invoices',
    right: 'invoices',
    editRight: 'invoicesModify',
    list: (given, scenario) => {
      const withLines = flagOf(given, 'includelines', false);
      return listed(
        given,
        {
          key: 'invoices',
          rows: scenario.invoices.filter(ofClient(given)),
          write: (invoice) => ({
            ...writeHeader(invoice, scenario),
            ...(withLines ? { lines: invoice.lines.map((line) => writeListedLine(line, invoice)) } : {}),
          }),
        },
        scenario.switches.largestPage,
      );
    },
    detail: (id, scenario) =>
      written(one(scenario.invoices, id), (invoice) => writeDocument(invoice, scenario)),
    posts: { '': postDocuments, updatelines: postLines, lines: postNewLines },
  },
  invoice: {
    scope: 'invoices',
    right: 'invoices',
    list: (given, { created = [], switches }) => {
      const withLines = flagOf(given, 'includelines', false) && switches.invoiceLines !== 'absent';
      const write = (one: HaloCreatedInvoice) => writeCreatedInvoice(one, withLines);
      return listed(given, { key: 'invoices', rows: created, write }, switches.largestPage);
    },
  },
  softwarelicence: {
    scope: 'softwarelicensing',
    right: 'licensing',
    editRight: 'licensingModify',
    list: (given, { licences, switches }) => {
      const rows = licences
        .filter(ofClient(given))
        .filter(({ isActive }) => isActive || flagOf(given, 'includeinactive', false));
      return listed(given, { key: 'licences', rows, write: writeListedLicence }, switches.largestPage);
    },
    detail: (id, { licences }) => written(one(licences, id), writeLicence),
    posts: { '': postLicences },
  },
  invoicechange: {
    scope: 'invoices',
    right: 'invoices',
    list: (given, { changes, switches }) => {
      if (switches.changeLog === 'missing') return notFound();
      const asked = (name: string, id: number): boolean => !given.has(name) || given.get(name) === String(id);
      const rows = changes.filter(
        (one) => asked('invoice_id', one.invoiceId) && asked('line_id', one.lineId),
      );
      return listed(given, { key: 'changes', rows, write: writeChange }, switches.largestPage);
    },
  },
  licencechange: {
    scope: 'softwarelicensing',
    right: 'licensing',
    list: (given, { licences, switches }) => {
      const licence = one(licences, Number(given.get('licence_id')));
      const rows = licence?.changes ?? [];
      const write = (change: (typeof rows)[number]): Record<string, unknown> =>
        licence === undefined ? {} : writeLicenceChange(licence, change);
      return listed(given, { key: 'changes', rows, write }, switches.largestPage);
    },
  },
};
