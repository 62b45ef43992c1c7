import { StoredRefusal } from '../../contracts/api/commands.ts';
import { definitionOf } from '../../contracts/errors.ts';
import { ApiError } from '../values/problem.ts';

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
      return {
        ...entry,
        code: entry.code ?? null,
        detail: entry.detail ?? words?.title ?? '',
        advice: entry.advice ?? words?.advice ?? null,
      };
    }),
  });
}
