import { z } from 'zod';
import { lineNeeds } from '../../domain/usage/needs.ts';

export { kindWords } from '../../domain/usage/kind-words.ts';
export { lineNeeds };

export const LineNeed = z.enum(lineNeeds);
