import { createContext, useContext } from 'react';

/** What people call a vendor, a PSA and what stands in the PSA: the API says it, no text of the console does. */
export interface Words {
  /** As in addresses. */
  readonly vendorId: string;
  /** In headings and sentences. */
  readonly vendor: string;
  /** As it calls itself. */
  readonly vendorName: string;
  /** Empty: several. */
  readonly psaId: string;
  readonly psa: string;
  /** Before an id of the PSA. */
  readonly psaIds: string;
  /** In the PSA's own words, small as within a sentence. */
  readonly company: string;
  readonly companies: string;
  readonly agreement: string;
  readonly agreements: string;
  readonly product: string;
  readonly products: string;
  /** What to check where fewer were loaded than the PSA has: a sentence. */
  readonly ifFewerRecords: string;
  /** Which users take a seat: sentences. Null: of several vendors. */
  readonly seatRule: string | null;
}

export type WordsOf = (integrationId?: string, vendorId?: string) => Words;

/** Words for whoever is inside; stories give their own. */
export const WordsContext = createContext<WordsOf | null>(null);

/** For lists whose rows belong to several integrations. */
export function useWordsOf(): WordsOf {
  const words = useContext(WordsContext);
  if (words === null) throw new Error('used outside the shell');
  return words;
}

export const useWords = (integrationId?: string, vendorId?: string): Words =>
  useWordsOf()(integrationId, vendorId);
