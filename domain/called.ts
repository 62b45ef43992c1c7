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

/** Where no integration is meant: the only ones there are; null where there are several. */
export function onlyCalled({ vendors, psas }: Kinds): Called | null {
  const [vendor, ...otherVendors] = Object.values(vendors);
  const [psa, ...otherPsas] = Object.values(psas);
  if (vendor === undefined || psa === undefined || otherVendors.length + otherPsas.length > 0) return null;
  return { vendor: vendor.shortName, psa: psa.name };
}

/** Words that hold for every kind say "the vendor" and "the PSA"; people read names in their place. */
export const inNames = (text: string, called: Called | null): string =>
  called === null
    ? text
    : text.replace(/\b[Tt]he (vendor|PSA)\b(?! credential)/gu, (_, which: string) =>
        which === 'PSA' ? called.psa : called.vendor,
      );
