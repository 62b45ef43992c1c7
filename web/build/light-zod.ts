import * as z from 'zod/mini';

type Schema = z.ZodMiniType;
type Bound = (limit: number, params?: string) => z.core.$ZodCheck;

const bounded =
  (ofNumber: Bound, ofLength: Bound) =>
  (schema: Schema, limit: number, params?: string): z.ZodMiniType =>
    checked(schema, (schema.type === 'number' ? ofNumber : ofLength)(limit, params));

const checked = (schema: z.ZodMiniType, check: z.core.$ZodCheck): z.ZodMiniType =>
  schema.check(check as z.core.$ZodCheck<unknown>);

const min = bounded(z.gte, z.minLength);
const max = bounded(z.lte, z.maxLength);

/**
 * The methods of `zod` that contracts use, on the functions of `zod/mini`. `this` is the schema.
 * Descriptions are for the API's documents; the browser does without.
 */
const methods = {
  optional(this: Schema) {
    return z.optional(this);
  },
  exactOptional(this: Schema) {
    return z.exactOptional(this);
  },
  nullable(this: Schema) {
    return z.nullable(this);
  },
  nullish(this: Schema) {
    return z.nullish(this);
  },
  default(this: Schema, value: never) {
    return z._default(this, value);
  },
  pipe(this: Schema, next: z.ZodMiniType) {
    return z.pipe(this, next);
  },
  transform(this: Schema, change: (value: unknown) => unknown) {
    return z.pipe(this, z.transform(change));
  },
  refine(this: Schema, test: (value: unknown) => boolean, params?: string) {
    return this.check(z.refine(test, params));
  },
  min(this: Schema, limit: number, params?: string) {
    return min(this, limit, params);
  },
  max(this: Schema, limit: number, params?: string) {
    return max(this, limit, params);
  },
  int(this: Schema) {
    return checked(this, z.int());
  },
  nonnegative(this: Schema) {
    return checked(this, z.nonnegative());
  },
  positive(this: Schema) {
    return checked(this, z.positive());
  },
  regex(this: Schema, pattern: RegExp, params?: string) {
    return checked(this, z.regex(pattern, params));
  },
  trim(this: Schema) {
    return checked(this, z.trim());
  },
  toLowerCase(this: Schema) {
    return checked(this, z.toLowerCase());
  },
  extend(this: z.ZodMiniObject, shape: z.core.$ZodLooseShape) {
    return z.extend(this, shape);
  },
  partial(this: z.ZodMiniObject, mask?: never) {
    return z.partial(this, mask as never);
  },
  omit(this: z.ZodMiniObject, mask: never) {
    return z.omit(this, mask);
  },
  describe(this: Schema) {
    return this;
  },
  meta(this: Schema) {
    return this;
  },
};

Object.assign(z.ZodMiniType.prototype as object, methods);

export { z };
