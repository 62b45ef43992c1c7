/** What tests and documents read of `asvs.mjs`. */
export const asvsFaults: readonly {
  readonly requirements: readonly string[];
  readonly tests: readonly string[];
}[];
export const unbroken: Readonly<Record<string, readonly string[]>>;
