import { z } from 'zod';
import { ProblemItem } from '../../contracts/api/common.ts';
import { definitionOf } from '../../contracts/errors.ts';
import { ApiError } from './problem.ts';

const text = z.string().nullable().optional();

/** A refusal as its command's row keeps it: like a problem body, without request id. */
const StoredRefusal = z.looseObject({
  code: z.string(),
  detail: text,
  errors: z.array(z.looseObject({ code: text, detail: text, advice: text })).optional(),
});

/** The stored refusal with the words of its codes. */
export function problemOfCommand(status: number, body: unknown): ApiError {
  const refusal = StoredRefusal.safeParse(body);
  const code = refusal.success ? refusal.data.code : 'InternalError';
  const definition = definitionOf(code);
  const entries = refusal.data?.errors ?? [];
  return new ApiError({
    status,
    code,
    title: definition?.title ?? code,
    detail: refusal.data?.detail ?? definition?.advice ?? '',
    items: entries.map((entry) => {
      const words = definitionOf(entry.code ?? '');
      return ProblemItem.parse({
        ...entry,
        code: entry.code ?? null,
        detail: entry.detail ?? words?.title ?? '',
        advice: entry.advice ?? words?.advice ?? null,
      });
    }),
  });
}
