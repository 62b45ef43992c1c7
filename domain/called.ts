import { entryOf, type KindNames, type Kinds } from './kinds.ts';

/** How people call the vendor and the PSA of one integration, within a sentence. */
export interface Called {
  readonly vendor: string;
  readonly psa: string;
}

export const calledOf = (kinds: Kinds, { vendor, psa }: KindNames): Called => ({
  vendor: entryOf(kinds.vendors, vendor).shortName,
  psa: entryOf(kinds.psas, psa).name,
});

/** Names as far as they are known; null: any of several may be meant. */
export type CalledIfKnown = { readonly [name in keyof Called]: string | null };

/** Where no integration is meant: the name of each kind of which there is one only. */
export const onlyCalled = ({ vendors, psas }: Kinds): CalledIfKnown => ({
  vendor: theOnly(vendors)?.shortName ?? null,
  psa: theOnly(psas)?.name ?? null,
});

function theOnly<T>(registry: Readonly<Record<string, T>>): T | null {
  const [only, ...others] = Object.values(registry);
  return only === undefined || others.length > 0 ? null : only;
}

/** Words that hold for every kind say "the vendor" and "the PSA"; people read names in their place. */
export const inNames = (text: string, called: CalledIfKnown | null): string =>
  text.replace(
    /\b[Tt]he (vendor|PSA)\b(?! credential)/gu,
    (general: string, which: string) => (which === 'PSA' ? called?.psa : called?.vendor) ?? general,
  );
