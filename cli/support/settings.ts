import type { z } from 'zod';
import type { Environment } from '../../config/environment.ts';
import { variables } from '../../config/variables.ts';

/** One variable of the environment, as support may see it. */
export interface ShownSetting {
  readonly name: string;
  readonly set: boolean;
  /** Numbers, switches, and words of a closed list alone: no secret, address, or name can be among them. */
  readonly value?: number | boolean | string;
}

/** Every variable, whether it is set, and what it comes to where that tells nothing about anybody. */
export const shownSettings = (
  environment: Environment,
  setByName: NodeJS.ProcessEnv,
): readonly ShownSetting[] =>
  Object.entries(variables.shape).map(([name, shape]) => {
    const value: unknown = (environment as unknown as Readonly<Record<string, unknown>>)[name];
    const isShown =
      typeof value === 'number' ||
      typeof value === 'boolean' ||
      (typeof value === 'string' && isClosedList(shape));
    return {
      name,
      set: setByName[name] !== undefined && setByName[name] !== '',
      ...(isShown ? { value } : {}),
    };
  });

/** Whether the variable takes one of a few words. */
function isClosedList(shape: z.core.$ZodType): boolean {
  const { def } = shape._zod;
  if (def.type === 'enum') return true;
  return 'innerType' in def && isClosedList(def.innerType as z.core.$ZodType);
}
