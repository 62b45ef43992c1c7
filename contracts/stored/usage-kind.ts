import { z } from 'zod';
import { usageKinds } from '../../domain/usage/line-kinds.ts';

/** In a separate file, because the start page needs it without the parts of a line. */
export const UsageKind = z.enum(usageKinds);
