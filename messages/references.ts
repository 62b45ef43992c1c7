import { declarations } from './generated/index.ts';
import {
  type AnyMessage,
  type DeclaredParams,
  type ParamKind,
  type Reference,
  references,
} from './params.ts';

/** IDs to look up the names of, by kind. */
type WantedNames = ReadonlyMap<Reference, ReadonlySet<string>>;

/** Returns what messages refer to by ID, also in their params, so that the names are loaded before rendering. */
export function referencesOf(messages: readonly AnyMessage[]): WantedNames {
  const wanted = new Map<Reference, Set<string>>();
  const look = ({ id, params }: AnyMessage): void => {
    for (const [name, kind] of Object.entries(declaredOf(id))) {
      const value = params[name];
      if (kind === 'message') look(value as AnyMessage);
      else if (kind === 'messages') (value as readonly AnyMessage[]).forEach(look);
      else if (isReference(kind)) wanted.set(kind, (wanted.get(kind) ?? new Set()).add(String(value)));
    }
  };
  messages.forEach(look);
  return wanted;
}

const declaredOf = (id: string): DeclaredParams =>
  Object.hasOwn(declarations, id) ? declarations[id as keyof typeof declarations] : {};

const isReference = (kind: ParamKind): kind is Reference => references.some((one) => one === kind);
