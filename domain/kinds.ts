import type { CredentialFields, CredentialToKeep } from './credentials.ts';
import type { Message } from '../messages/message.ts';
import { psaSet } from './credentials.ts';
import type { SeatRule } from './seats.ts';
import type { BillsIn } from './usage/billing-target.ts';
import type { WriteChoice } from './write-back/write-methods.ts';
import type { NeededRight } from './write-back/write-outcome.ts';
import type { ShownRequest, WritePlan } from './write-back/write-plan.ts';

/**
 * What a kind of vendor or PSA tells of itself: its forms and its words, nothing that calls. The registries
 * (vendors/registry.ts, psa/registry.ts) have one entry for each kind, and all that people read comes from there
 * (architecture.md 9).
 */

export interface CredentialField {
  readonly name: string;
  readonly label: string;
  readonly hint: Message;
  /** `host`: a host name as people paste it; `key`: visible characters without blanks. */
  readonly holds: 'host' | 'key';
  /** Typed without being seen, and kept in no draft. */
  readonly secret: boolean;
  /** Characters, of a `key`. */
  readonly min?: number;
  readonly max?: number;
  /** A value of the right form, for people and documents. Opens nothing. */
  readonly example?: string;
  /** A host that people often mistake for it, as an expression, and what to use in its place (`$1`). */
  readonly mistaken?: { readonly for: string; readonly use: string };
  /** May be left out where the operator set one for the installation, by this variable. */
  readonly installationVariable?: string;
}

export interface CredentialForm {
  /** Of a vendor its own name; of a PSA always `psa`. */
  readonly set: string;
  /** On its card: `Accounts API`. */
  readonly name: string;
  /** Among those of other vendors: `<vendor> Accounts API`. */
  readonly fullName: string;
  /** Within a sentence: `Accounts API key`. */
  readonly noun: string;
  /** One of them holds a host. Of the one that is secret, the last four characters are shown. */
  readonly fields: readonly CredentialField[];
  /** How a person gets it. */
  readonly steps: readonly Message[];
  readonly note: Message;
  /** Sentences to know beside the steps. */
  readonly needs: readonly Message[];
  /** Said before the address from where this installation calls; null: nobody has to let it in. */
  readonly egress: Message | null;
  /** What the role behind the credential must be allowed: where, what, at which level. */
  readonly rights: {
    readonly title: Message;
    /** Places and permissions are named as there. */
    readonly rows: readonly {
      readonly where: string;
      readonly right: string;
      readonly level: Message;
      /** What Seatwise writes with it; absent: it only reads. */
      readonly writes?: readonly NeededRight[];
    }[];
  } | null;
  /** Its name among the credentials that the sandbox writes down. */
  readonly inSandbox: string;
}

export interface GuideSection {
  readonly anchor: string;
  readonly title: Message;
  readonly text: Message;
}

export interface VendorDescription {
  readonly kind: string;
  /** As it calls itself. */
  readonly name: string;
  /** In headings and sentences. */
  readonly shortName: string;
  readonly modules: readonly {
    readonly id: string;
    readonly name: string;
    readonly selectable: boolean;
    readonly note: Message;
  }[];
  readonly credentialSets: readonly CredentialForm[];
  /** The set with which accounts are listed. */
  readonly listedWith: string;
  /** What it sells, as a service that products of the PSA are mapped to. */
  readonly service: { readonly key: string; readonly name: string };
  readonly seatRule: SeatRule;
  /** Domains of its API hosts; the operator may set others. */
  readonly hostSuffixes: readonly string[];
  /**
   * Calls of a full, fault-free sync (architecture.md 8), by the users that each readable account lists; 0 of one that was
   * not read yet gives the least.
   */
  readonly callsOfSync: (usersListed: readonly number[]) => number;
  /**
   * Where people who are signed in see an account, by its API host: an https address without anything secret. Null: there
   * is no such place.
   */
  readonly accountScreen: (apiHostname: string) => string | null;
  readonly guide: { readonly title: Message; readonly sections: readonly GuideSection[] };
}

interface CountedWord {
  readonly one: string;
  readonly many: string;
}

/** What stands in a PSA, in its own words, small as within a sentence. */
export interface PsaWords {
  /** Before one of its ids. */
  readonly idPrefix: string;
  readonly company: CountedWord;
  readonly agreement: CountedWord;
  readonly product: CountedWord;
  /** What to check where fewer records were loaded than it has: a sentence. */
  readonly ifFewerRecords: Message;
}

/** Where people who are signed in see a record of the PSA, by its id; null: there is no such place. */
export interface PsaScreens {
  readonly company: (id: string) => string | null;
  readonly agreement: (id: string) => string | null;
}

export interface PsaDescription {
  readonly kind: string;
  readonly name: string;
  /** What its word for the period of an invoice suggests; null: nothing (RULES 5). */
  readonly suggestedBilling: (periodType: string) => BillsIn | null;
  readonly words: PsaWords;
  /** By the host of its credential; https addresses without anything secret. Null: none are known for such a host. */
  readonly screensAt: (host: string) => PsaScreens | null;
  readonly credentials: CredentialForm;
  /** Absent: every line is written in the one way that the PSA's creators describe. */
  readonly writeChoices?: readonly WriteChoice[];
  readonly newLines: NewLineCapabilities;
  /** Lines end by a canceled date, and nothing says whether that day is billed (RULES 17). Absent: by their units. */
  readonly canceledDates?: true;
  /**
   * What a write sends, in the order of the requests. Pure: it makes no call, and says in the note of a request what is
   * known only from an earlier answer.
   */
  readonly requestsOf: (plan: WritePlan) => readonly ShownRequest[];
}

/** What of a new line can be sent to a PSA, and how it comes to be (RULES 16). */
export interface NewLineCapabilities {
  /** `units-follow`: one request creates the line, a second one gives it its units from the first billed day on. */
  readonly steps: 'one' | 'units-follow';
  /** Whether a price other than that of the catalog can be sent. */
  readonly price: boolean;
  /** In the PSA's own words, the usual one first; empty: it has none. */
  readonly billingOptions: readonly string[];
  readonly taxable: boolean;
  /** Characters; null: none can be sent. */
  readonly invoiceTextMax: number | null;
  /** `period`: the first billed day begins a period that was not posted. */
  readonly firstDay: 'any' | 'period';
  /** The request may hold every other line of the agreement, so that its plan names them. Absent: it never does. */
  readonly withDocument?: true;
}

/** Every kind that can be connected, by its name in rows. */
export interface Kinds {
  readonly vendors: Readonly<Record<string, VendorDescription>>;
  readonly psas: Readonly<Record<string, PsaDescription>>;
}

/** The kinds of one integration, as its row names them. */
export interface KindNames {
  readonly vendor: string;
  readonly psa: string;
}

/** The entry of a registry. Throws where a row names a kind that this version does not have. */
export function entryOf<T>(registry: Readonly<Record<string, T>>, kind: string): T {
  const entry = Object.hasOwn(registry, kind) ? registry[kind] : undefined;
  if (entry === undefined) throw new Error(`this version knows no kind "${kind}"`);
  return entry;
}

/** Every set that an integration of these kinds needs, the vendor's first. */
export const formsOf = (kinds: Kinds, { vendor, psa }: KindNames): readonly CredentialForm[] => [
  ...entryOf(kinds.vendors, vendor).credentialSets,
  entryOf(kinds.psas, psa).credentials,
];

export const setsOf = (kinds: Kinds, names: KindNames): readonly string[] =>
  formsOf(kinds, names).map(({ set }) => set);

/** Names of the sets of any vendor, without the PSA's. */
export const vendorSets = ({ vendors }: Pick<Kinds, 'vendors'>): readonly string[] => [
  ...new Set(Object.values(vendors).flatMap(({ credentialSets }) => credentialSets.map(({ set }) => set))),
];

/** The form of a set, of whichever kind; null: no kind has one. */
export const formOfSet = ({ vendors, psas }: Kinds, set: string): CredentialForm | null =>
  [
    ...Object.values(vendors).flatMap(({ credentialSets }) => credentialSets),
    ...Object.values(psas).map(({ credentials }) => credentials),
  ].find((form) => form.set === set) ?? null;

/** Within a sentence. A PSA's set is one for all of them, and so is its name. */
export const nounOfSet = (kinds: Kinds, set: string): string =>
  set === psaSet ? 'PSA credential' : (formOfSet(kinds, set)?.noun ?? `credential ${set}`);

/** What is stored of fields that fit the form. Throws where they do not have what it names. */
export function toKeep(form: CredentialForm, fields: CredentialFields): CredentialToKeep {
  const text = (name: string | undefined): string => {
    const value = name === undefined ? undefined : fields[name];
    if (typeof value !== 'string') throw new Error(`a credential "${form.set}" lacks ${name ?? 'a field'}`);
    return value;
  };
  const shared = form.fields.find(({ installationVariable }) => installationVariable !== undefined);
  return {
    set: form.set,
    fields,
    host: text(form.fields.find(({ holds }) => holds === 'host')?.name),
    lastFour: text(form.fields.find(({ secret }) => secret)?.name).slice(-4),
    ownClientId: shared === undefined ? null : fields[shared.name] != null,
  };
}

/** Returns how people call the vendor, the PSA and what is in it, of one integration: terms of every text (messages/terms.ts). */
export const termsOfKinds = (kinds: Kinds, { vendor, psa }: KindNames) => ({
  vendor: entryOf(kinds.vendors, vendor).shortName,
  psa: entryOf(kinds.psas, psa).name,
  words: entryOf(kinds.psas, psa).words,
});

/** Returns the terms where no integration is meant: the name of each kind of which there is one only; null: of several. */
export const termsOfOnlyKinds = ({ vendors, psas }: Kinds) => ({
  vendor: theOnly(vendors)?.shortName ?? null,
  psa: theOnly(psas)?.name ?? null,
  words: theOnly(psas)?.words ?? null,
});

function theOnly<T>(registry: Readonly<Record<string, T>>): T | null {
  const [only, ...others] = Object.values(registry);
  return only === undefined || others.length > 0 ? null : only;
}
