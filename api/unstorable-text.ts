/**
 * Where a value holds text that PostgreSQL keeps in no column: a zero byte, or one half of a surrogate pair (in `jsonb`
 * it is rejected, elsewhere it would silently become another character). Names of fields count too. The paths are those
 * of the errors, `decisions.3.reason`; no more than {@link mostFields}.
 */
export function findUnstorable(value: unknown): readonly string[] {
  const found: string[] = [];
  const look = (inner: unknown, path: string): void => {
    if (found.length >= mostFields) return;
    if (typeof inner === 'string') {
      if (!canBeKept(inner)) found.push(path);
      return;
    }
    if (typeof inner !== 'object' || inner === null) return;
    for (const [name, field] of Object.entries(inner)) {
      const at = canBeKept(name) ? name : 'a field';
      if (at === name) look(field, path === '' ? name : `${path}.${name}`);
      else found.push(path === '' ? at : `${path}.${at}`);
    }
  };
  look(value, '');
  return found;
}

const mostFields = 20;

const canBeKept = (text: string): boolean => !text.includes('\0') && !/\p{Surrogate}/u.test(text);
