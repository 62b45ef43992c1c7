import type { CurrencyCode } from './currency.ts';

export const paperSizes = ['A4', 'Letter'] as const;
export type PaperSize = (typeof paperSizes)[number];

/** Currencies of the countries that print on Letter (CLDR, paper size by territory). */
const letterCurrencies: ReadonlySet<string> = new Set([
  'BZD',
  'CAD',
  'CLP',
  'COP',
  'CRC',
  'GTQ',
  'MXN',
  'NIO',
  'PAB',
  'PHP',
  'USD',
  'VES',
]);

/** Paper of reports until an administrator chooses one: that of the country whose currency the MSP bills in. */
export const usualPaper = (currency: CurrencyCode): PaperSize =>
  letterCurrencies.has(currency) ? 'Letter' : 'A4';

/** Kinds of files that a logo may be. No SVG: it can carry scripts. */
export const logoTypes = ['image/png', 'image/jpeg'] as const;

/** A logo as it was uploaded. */
export interface LogoFile {
  readonly mediaType: (typeof logoTypes)[number];
  readonly bytes: Uint8Array;
}

/** Metadata of a logo. */
export interface LogoFacts {
  readonly mediaType: LogoFile['mediaType'];
  /** In pixels. */
  readonly width: number;
  readonly height: number;
  /** SHA-256 of its bytes, in hex. */
  readonly sha256: string;
}
