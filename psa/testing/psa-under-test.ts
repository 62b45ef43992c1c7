import type { PsaAgreement, PsaCompany, PsaInvoice, PsaLine, PsaProduct } from '../../domain/psa-facts.ts';
import type { Psa } from '../port.ts';
import type { PsaWritesUnderTest } from './contract-writing.ts';
import type { LineChangesUnderTest } from './line-changes-under-test.ts';

/** Trouble that any PSA or the way to it can make. */
export type PsaTrouble =
  | 'lost-page'
  | 'repeated-page'
  | 'status-page'
  | 'too-many-requests'
  | 'html-page'
  | 'silence'
  | 'reset'
  | 'cut-answer'
  | 'empty-server-fault'
  | 'keys-rejected';

/** A list whose rows can go while it is read; `lines`: of one agreement. */
export type PsaList = 'companies' | 'agreements' | 'products' | { readonly lines: string };

/** What a simulated PSA holds, in the words of the domain. */
export interface PsaTruth {
  readonly companies: readonly PsaCompany[];
  readonly agreements: readonly PsaAgreement[];
  readonly lines: readonly PsaLine[];
  readonly products: readonly PsaProduct[];
}

/** Its invoices. */
export interface PsaInvoicesUnderTest {
  /** Every one, in the words of the domain. */
  truth(): Promise<readonly PsaInvoice[]>;
  /** A person credits one of these and, where the PSA has such a thing, voids another. */
  correct(some: readonly PsaInvoice[]): Promise<void>;
  /** Takes the right to read them away from the role, until `calm`. */
  withdraw(): Promise<void>;
}

/** A simulated PSA that an adapter's test gives to the suite. */
export interface PsaUnderTest {
  /** A fresh client with good keys: short waits, a time-out of about a second; left out, rows a page so that companies come on several. */
  client(rowsPerPage?: number): Psa;
  truth(): Promise<PsaTruth>;
  /** Hits the list of companies: with paging trouble its second page, otherwise its first answers. `forever`: until `calm`. */
  trouble(kind: PsaTrouble, times: 'once' | 'forever'): Promise<void>;
  /**
   * Has a person delete a row of the first page of a list, after that page was given and before the next; the row's id.
   * Null: this list comes in one answer.
   */
  deleteWhilePaging(list: PsaList): Promise<string | null>;
  /** The next answer about the lines of an agreement has none of them, without a word. */
  loseLines(agreementId: string): Promise<void>;
  /** Without a word to the client, no page has more rows than this. */
  clamp(rows: number): Promise<void>;
  /** Takes one read right away from the role. */
  withdraw(right: 'companies' | 'agreements' | 'catalog'): Promise<void>;
  /** Ends all trouble and gives all rights back. */
  calm(): Promise<void>;
  /** Calls that reached the PSA so far, and how many of them were no reads. */
  calls(): Promise<{ readonly all: number; readonly notReads: number }>;
  readonly invoices: PsaInvoicesUnderTest;
  /** Its writing side. */
  readonly writes: PsaWritesUnderTest;
  readonly lineChanges: LineChangesUnderTest;
  /** Values that must appear in no failure. */
  readonly secrets: readonly string[];
  close(): Promise<void>;
}
