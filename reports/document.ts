import type { CurrencyCode } from '../domain/currency.ts';
import type { Day, DecimalText, Instant } from '../domain/quantity.ts';
import type { Month } from '../domain/months/review-month.ts';
import type { Message } from '../messages/message.ts';

/**
 * What leaves the console as a file: one model behind page, PDF, workbook, CSV, and API, so that no figure is worked out
 * twice. It knows no format and no page; `reports/pdf` and the like lay it out.
 *
 * `Text` is a {@link Message} or data while a document is composed, and a string once it is rendered in a language: only a
 * rendered one is handed to a thread.
 */
export interface ReportDocument<Text = Message | string> {
  readonly kind: ReportKind;
  /** Without its ending: ASCII, no spaces. */
  readonly fileName: string;
  readonly title: Text;
  /** Repeated on every page and sheet, such as that a control list is not a journal; null: none. */
  readonly banner: Text | null;
  readonly header: ReportHeader<Text>;
  readonly sections: readonly ReportSection<Text>[];
}

export const reportKinds = ['month', 'control-list', 'customer', 'margin'] as const;
export type ReportKind = (typeof reportKinds)[number];

/** Shown above the sections of the page and the printed report. */
export interface ReportHeader<Text = Message | string> {
  readonly msp: { readonly name: string; readonly logo: ReportLogo | null };
  readonly month: Month;
  /** The tenant's own. */
  readonly currency: CurrencyCode;
  /** IANA; every instant of the document is shown in it, and the document says so. */
  readonly timeZone: string;
  /** Integration, version, closing, when each side was read, version of the rules: in the order in which they stand. */
  readonly facts: readonly { readonly label: Text; readonly value: ReportCell<Text> }[];
  /** SHA-256 in hex of the data of a closed month, as the audit keeps it; null: the month is not closed. */
  readonly checksum: string | null;
}

/** A PNG or JPEG, as it was uploaded. */
export interface ReportLogo {
  readonly mediaType: 'image/png' | 'image/jpeg';
  readonly bytes: Uint8Array;
}

/** A table with its title. */
export interface ReportSection<Text = Message | string> {
  /** Unique in its document; the name of its CSV. */
  readonly key: string;
  readonly title: Text;
  /** A sentence below the title, such as what the section leaves out; null: none. */
  readonly note: Text | null;
  /** Shown instead of the table when it has no rows. */
  readonly whenEmpty: Text;
  readonly columns: readonly ReportColumn<Text>[];
  /** One unless rows are listed by something, such as their invoice. */
  readonly groups: readonly ReportGroup<Text>[];
  /** Drawn above the table in print; absent: none. */
  readonly charts?: readonly ReportChart<Text>[];
  /** One for each currency, with a cell for each column; empty: nothing of this section adds up. */
  readonly totals: readonly ReportRow<Text>[];
}

/** Columns of the section as bars, one for each row: an unknown figure has none. Amounts of `values` are in one currency. */
export interface ReportChart<Text = Message | string> {
  readonly title: Text;
  /** The column that names the rows. */
  readonly category: string;
  /** At most two. */
  readonly values: readonly string[];
}

export interface ReportGroup<Text = Message | string> {
  /** Its rows say it in a column too, since tables to filter are not divided into groups. Null: the only group. */
  readonly title: Text | null;
  readonly rows: readonly ReportRow<Text>[];
  /** Its rows are sums of those above, and stand below a rule; absent: they are not. */
  readonly sums?: true;
  /** As those of the section, of this group. */
  readonly totals: readonly ReportRow<Text>[];
}

export interface ReportColumn<Text = Message | string> {
  /** Unique in its section; the name of its field in JSON. */
  readonly key: string;
  readonly head: Text;
  readonly kind: ReportCell['kind'];
  /** An ID that no person reads: on paper absent, in a workbook on the sheet of IDs. */
  readonly identifier?: true;
  /** Share of the width on paper, relative to the other columns. */
  readonly weight: number;
}

export type ReportRow<Text = Message | string> = readonly ReportCell<Text>[];

/**
 * Typed, so that each format writes it as what it is. `none`: the row has nothing there. A quantity or amount of null is
 * unknown, which is shown as a word and never as 0.
 */
export type ReportCell<Text = Message | string> =
  | { readonly kind: 'none' }
  /** `id`: of what the text names, as its own system shows it; a font that lacks the letters of the name shows it instead. */
  | { readonly kind: 'text'; readonly text: Text; readonly id?: string }
  | { readonly kind: 'quantity'; readonly quantity: DecimalText | number | null }
  /** `signed`: a change. */
  | {
      readonly kind: 'money';
      readonly amount: DecimalText | null;
      /** XXX: not confirmed. */
      readonly currency: CurrencyCode;
      readonly signed?: true;
    }
  | { readonly kind: 'day'; readonly day: Day }
  | { readonly kind: 'month'; readonly month: Month }
  | { readonly kind: 'instant'; readonly at: Instant };

/** A document whose words are in one language. */
export interface RenderedDocument extends ReportDocument<string> {
  /** BCP 47, as the message catalog names it: of the words above, and of those that a format adds. */
  readonly language: string;
}
