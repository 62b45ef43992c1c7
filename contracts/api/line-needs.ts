import { z } from 'zod';
import { lineNeeds } from '../../domain/usage/needs.ts';

export { lineNeeds };

export const LineNeed = z.enum(lineNeeds);
