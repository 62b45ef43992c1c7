import { z } from 'zod';
import { usageKinds } from '../../domain/usage/line-kinds.ts';

/** In a file of its own: the start page needs it, and none of the parts of a line. */
export const UsageKind = z.enum(usageKinds);
