import { type CalledIfKnown, inNames } from '../../domain/called.ts';

/** `http`: the status of a problem body with this code; absent for codes that only appear inside other answers. */
export interface ErrorDefinition {
  readonly title: string;
  /** What to do now, in the order to try. */
  readonly advice: string;
  readonly http?: number;
}

/**
 * The definition of a code, in the names of the integration it is about; null where these definitions have none.
 * @param called null: it is about none, or it is not known which.
 */
export function definitionAmong(
  definitions: Readonly<Record<string, ErrorDefinition>>,
  code: string,
  called: CalledIfKnown | null,
): ErrorDefinition | null {
  const definition = Object.hasOwn(definitions, code) ? definitions[code] : undefined;
  if (definition === undefined) return null;
  return called === null
    ? definition
    : { ...definition, title: inNames(definition.title, called), advice: inNames(definition.advice, called) };
}
