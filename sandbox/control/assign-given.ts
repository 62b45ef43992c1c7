/** Assigns the given fields; absent ones stay. */
export function assignGiven(target: object, changes: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(changes)) {
    if (value !== undefined) Object.assign(target, { [name]: value });
  }
}
