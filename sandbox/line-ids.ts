/** By the world of a PSA. */
const highest = new WeakMap<object, number>();

type Lines = readonly { readonly id: number }[];

/** Call before a line is removed: its ID is not given again, since it would name two lines then. */
export function keepLineIds(world: object, lines: Lines): number {
  const id = Math.max(0, highest.get(world) ?? 0, ...lines.map((line) => line.id));
  highest.set(world, id);
  return id;
}

/** Returns the ID of a new line, which no line of this world ever had. */
export function nextLineId(world: object, lines: Lines): number {
  const id = keepLineIds(world, lines) + 1;
  highest.set(world, id);
  return id;
}
