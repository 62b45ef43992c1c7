import { variables } from '../../config/variables.ts';

export interface DocumentedVariable {
  readonly name: string;
  readonly description: string;
  /** As it would be written; null where not setting it means something else than one value. */
  readonly default: string | null;
  /** What not setting it means, where there is no default. */
  readonly otherwise: string | null;
  readonly secret: boolean;
}

/** Every variable with its meaning, for docs/reference/variables.md. */
export const environmentVariables: readonly DocumentedVariable[] = Object.entries(variables.shape).map(
  ([name, schema]) => {
    const meta = schema.meta();
    return {
      name,
      description: meta?.description ?? '',
      default: written(schema, schema.parse(undefined)),
      otherwise: meta?.otherwise ?? null,
      secret: meta?.secret === true,
    };
  },
);

/** The inverse of config/value-shapes.ts. */
function written(
  schema: (typeof variables.shape)[keyof typeof variables.shape],
  value: string | number | boolean | readonly string[] | Buffer | undefined,
): string | null {
  if (value === undefined || Buffer.isBuffer(value)) return null;
  if (typeof value === 'object') return value.join(',');
  if (typeof value !== 'boolean') return String(value);
  if (schema.safeParse('on').success) return value ? 'on' : 'off';
  return value ? 'yes' : 'no';
}
