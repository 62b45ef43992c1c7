/** Assigns the given fields; absent ones stay. Gives the target back. */
export function assignFields<T extends object>(target: T, changes: Readonly<Record<string, unknown>>): T {
  for (const [name, value] of Object.entries(changes)) {
    if (value !== undefined) Object.assign(target, { [name]: value });
  }
  return target;
}
