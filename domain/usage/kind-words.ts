import type { UsageLineKind } from './line-kinds.ts';

/** Whose words a kind needs: the vendor's short name, and an agreement in the PSA's own word. */
export interface KindNames {
  readonly vendor: string;
  /** Small, as within a sentence. */
  readonly agreement: string;
}

/**
 * A kind in the words of those who bill, as at the head of a row; rows, addresses and the API keep the kind itself
 * (RULES 8). The only place where a kind is put into words.
 */
export function kindWords(kind: UsageLineKind, { vendor, agreement }: KindNames): string {
  switch (kind) {
    case 'increase':
      return 'Under-billed';
    case 'decrease':
      return 'Over-billed';
    case 'new':
      return 'Not billed yet';
    case 'orphan':
      return 'Billed, no seats';
    case 'no-account':
      return `Billed, no ${vendor} account`;
    case 'unmapped':
      return 'Not mapped';
    case 'not-read':
      return 'Not read';
    case 'bills-nothing':
      return `${agreement.charAt(0).toUpperCase()}${agreement.slice(1)} inactive`;
    case 'choice':
      return 'Which line?';
    case 'match':
      return 'In step';
  }
}
