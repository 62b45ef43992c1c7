import type { PsaProduct } from '../psa-facts.ts';

/**
 * Products that are not mapped and look like those that are (RULES 8): an old edition, a variant, another spelling. Their
 * lines are in no sum, but may bill what looks like usage without a line.
 */

type Named = Pick<PsaProduct, 'id' | 'identifier' | 'description' | 'partNumber'>;

/** Of the whole catalog, gone products left out: how many there are, and how many of each family that is asked for. */
export interface CatalogSize {
  readonly products: number;
  readonly families: Readonly<Record<string, number>>;
}

/** Words of a name in lower case, accents composed; anything but letters and digits separates them. */
export const wordsOf = (name: string): readonly string[] =>
  name
    .normalize('NFC')
    .toLowerCase()
    .split(/[^\p{L}\p{N}\p{M}]+/u)
    .filter((word) => word !== '');

/** What of a Product ID stands before its first separator: "seat" of SEAT-ESS. Null: it has neither letter nor digit. */
export const productFamily = (identifier: string): string | null => wordsOf(identifier)[0] ?? null;

export const productWords = ({
  identifier,
  description,
}: Pick<PsaProduct, 'identifier' | 'description'>): readonly string[] => [
  ...new Set([...wordsOf(identifier), ...wordsOf(description ?? '')]),
];

/** A family of more products than both says nothing about any of them. */
const commonFamily = { products: 20, share: 0.02 } as const;

/**
 * Which products look like the mapped ones: their identifier extends a mapped one, they carry the vendor's name, or they
 * share a mapped product's part number or family, unless the family is common.
 *
 * @param products at least those that can be related, and the mapped ones
 * @param vendorWords of the name of the vendor; empty: not known
 */
export function relatedProducts(
  products: readonly Named[],
  mappedProductIds: readonly string[],
  vendorWords: readonly string[],
  catalog: CatalogSize,
): ReadonlySet<string> {
  const mappedIds = new Set(mappedProductIds);
  const mapped = products.filter(({ id }) => mappedIds.has(id));
  const stems = mapped.map(({ identifier }) => stem(identifier));
  const partNumbers = new Set(mapped.flatMap(partOf));
  const families = new Set(mapped.flatMap(({ identifier }) => productFamily(identifier) ?? []));
  const isFamily = (family: string | null): boolean =>
    family !== null && families.has(family) && !isCommon(family, catalog);
  const isRelated = (product: Named): boolean =>
    extendsOne(stem(product.identifier), stems) ||
    carries(product, vendorWords) ||
    partOf(product).some((part) => partNumbers.has(part)) ||
    isFamily(productFamily(product.identifier));
  return new Set(
    products.filter((product) => !mappedIds.has(product.id) && isRelated(product)).map(({ id }) => id),
  );
}

function isCommon(family: string, { products, families }: CatalogSize): boolean {
  const count = Object.hasOwn(families, family) ? families[family] : undefined;
  return count !== undefined && count > commonFamily.products && count > products * commonFamily.share;
}

function carries(product: Named, vendorWords: readonly string[]): boolean {
  const words = new Set(productWords(product));
  return vendorWords.length > 0 && vendorWords.every((word) => words.has(word));
}

const stem = (identifier: string): string => identifier.normalize('NFC').trim().toLowerCase();

const extendsOne = (identifier: string, stems: readonly string[]): boolean =>
  stems.some((one) => one !== '' && identifier.length > one.length && identifier.startsWith(one));

/** A part number as it is compared; none where the PSA gives none. */
export const partNumberKey = (partNumber: string): string => stem(partNumber);

const partOf = ({ partNumber }: Named): readonly string[] =>
  partNumber === undefined || stem(partNumber) === '' ? [] : [partNumberKey(partNumber)];
