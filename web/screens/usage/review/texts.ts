import texts from '../../../../locales/en/console-usage-review.json' with { type: 'json' };
import { subject } from '../../../../messages/rendering/subject.ts';
import { usageReview } from '../../../../messages/subjects/console/usage-review.ts';
import { type Texts, textsIn, useTexts } from '../../../components/texts.ts';
import type { Words } from '../../../components/words.ts';

const reviewTexts = subject(usageReview, texts);

export type ReviewText = Texts<typeof usageReview>;

/** @param words null: for texts without a term */
export const reviewTextsIn = (words: Words | null): ReviewText => textsIn(reviewTexts, words);

/** @param integrationId whose terms are used; absent: those that hold for all */
export const useReviewTexts = (integrationId?: string): ReviewText => useTexts(reviewTexts, integrationId);
