import type * as composition from '../../domain/usage/composition.ts';
import type { z } from 'zod';
import { StoredMessage } from '../../messages/stored.ts';
import { composedLineOf, lineSourceOf } from './line-parts.ts';

/** A usage line as it was composed (RULES 2): kept with the line, its history, and as evidence of what was approved. */
export const ComposedLine = composedLineOf(StoredMessage) satisfies z.ZodType<composition.ComposedLine>;

export const LineSource = lineSourceOf(StoredMessage) satisfies z.ZodType<composition.LineSource>;
