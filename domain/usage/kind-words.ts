import { capital } from '../called.ts';
import type { UsageLineKind } from './line-kinds.ts';

/** Whose words a kind needs; what stands in the PSA small, as within a sentence. */
export interface KindNames {
  readonly vendor: string;
  readonly psa: string;
  readonly agreement: string;
  readonly company: string;
}

type InWords = readonly [words: string, meaning: string];

/** In the words of those who bill; `{…}` is a name of {@link KindNames}. */
const inWords: Readonly<Record<UsageLineKind, InWords>> = {
  increase: [
    'Under-billed',
    '{vendor} counts more seats than {psa} bills. Approve the change, or say why not.',
  ],
  decrease: ['Over-billed', '{vendor} counts fewer seats than {psa} bills. Approved one by one.'],
  new: ['Not billed yet', 'Seats of a mapped {company}, and no line that bills them. Add the line in {psa}.'],
  orphan: ['Billed, no seats', 'A line bills, and its account has no seats any more. End the line in {psa}.'],
  'no-account': [
    'Billed, no {vendor} account',
    'A line bills, and no {vendor} account is mapped to its {company}. Map the account, or end the line.',
  ],
  'billed-twice': [
    'Billed twice',
    'A line bills the same seats once more. End it in {psa}; this closes by itself once it has ended.',
  ],
  unmapped: [
    'Not mapped',
    'Seats of an account that is mapped to no {company}, so no invoice has them. Map or exclude it.',
  ],
  'not-read': [
    'Not read',
    'A seat count or {agreement} could not be read completely, so there is no number to decide on. Read it again.',
  ],
  'bills-nothing': [
    '{Agreement} inactive',
    'Seats, and a line that is never invoiced, since its {agreement} is over. Renew it in {psa}.',
  ],
  choice: [
    'Which line?',
    'Several lines could be the one. Say once which changes, which count, and which is a duplicate or for another purpose.',
  ],
  match: ['In step', '{vendor} and {psa} agree. There is nothing to do.'],
};

const named = (text: string, { vendor, psa, agreement, company }: KindNames): string =>
  text
    .replaceAll('{vendor}', vendor)
    .replaceAll('{psa}', psa)
    .replaceAll('{agreement}', agreement)
    .replaceAll('{Agreement}', capital(agreement))
    .replaceAll('{company}', company);

/**
 * A kind in the words of those who bill, as at the head of a row; rows, addresses and the API keep the kind itself
 * (RULES 8). The only place where a kind is put into words.
 */
export const kindWords = (kind: UsageLineKind, names: KindNames): string => named(inWords[kind][0], names);

/** What it means and what to do, in two sentences at most. */
export const kindMeaning = (kind: UsageLineKind, names: KindNames): string => named(inWords[kind][1], names);
