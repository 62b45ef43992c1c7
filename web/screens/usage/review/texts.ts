import { consoleUsageReview } from '../../../../messages/generated/console-usage-review.ts';
import { type Texts, textsIn, useTexts } from '../../../components/texts.ts';
import type { Words } from '../../../components/words.ts';

export type ReviewText = Texts<typeof consoleUsageReview.declared>;

/** @param words null: for texts without a term */
export const reviewTextsIn = (words: Words | null): ReviewText => textsIn(consoleUsageReview, words);

/** @param integrationId whose terms are used; absent: those that hold for all */
export const useReviewTexts = (integrationId?: string): ReviewText =>
  useTexts(consoleUsageReview, integrationId);
