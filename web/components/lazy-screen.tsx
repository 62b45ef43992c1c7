import { type ComponentType, lazy } from 'react';

/** The chunk of a part of the console did not come: no connection, or a newer release took its place. */
export class ChunkMissing extends Error {
  override readonly name = 'ChunkMissing';

  constructor(
    cause: unknown,
    /** Lets the next rendering ask for the chunk once more. */
    readonly forget: () => void,
  ) {
    super(cause instanceof Error ? cause.message : 'no chunk', { cause });
  }
}

export type LazyScreen<Props extends object> = ComponentType<Props> & {
  /** Loads the chunk before the screen is shown; a failure waits until then. */
  readonly preload: () => void;
};

/** Like `React.lazy`, which caches a failed load; this one can try again. */
export function lazyScreen<Props extends object>(
  load: () => Promise<{ readonly default: ComponentType<Props> }>,
): LazyScreen<Props> {
  const make = () =>
    lazy(() =>
      load().catch((cause: unknown) => {
        throw new ChunkMissing(cause, () => {
          current = make();
        });
      }),
    );
  let current = make();
  function LazyScreen(props: Props) {
    const Chunk = current;
    return <Chunk {...props} />;
  }
  return Object.assign(LazyScreen, {
    preload: () => {
      load().catch(() => undefined);
    },
  });
}
