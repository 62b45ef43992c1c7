/** A price from so many users on. */
export interface Tier {
  readonly from: number;
  readonly price: string;
}

/** "1 2.70, 1000 2.40". */
export const tiersText = (tiers: readonly Tier[] | undefined): string =>
  (tiers ?? []).map(({ from, price }) => `${from} ${price}`).join(', ');

/** Empty: no price is known. Null: not pairs of users and price above zero, ascending from 1. */
export function tiersOf(text: string): readonly Tier[] | null {
  const parts = text
    .split(/[,;]/u)
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const tiers: Tier[] = [];
  for (const part of parts) {
    const groups = /^(?<from>\d{1,7})\s+(?<price>\d{1,6}(?:\.\d{1,6})?)$/u.exec(part)?.groups;
    const [from, price] = [Number(groups?.['from']), groups?.['price'] ?? '0'];
    const former = tiers.at(-1);
    const isNext = former === undefined ? from === 1 : from > former.from;
    if (!isNext || Number(price) === 0) return null;
    tiers.push({ from, price });
  }
  return tiers;
}
