import { type ComponentType, type ReactNode, Suspense, useState } from 'react';
import { addLazyPart } from './lazy-loads.ts';
import { lazyScreen } from './lazy-screen.tsx';
import { ScreenBoundary } from './screen-boundary.tsx';

/**
 * A part of the page that is shown after a press only, in a chunk of its own. The shell loads it while the browser is
 * idle; from then on it is shown immediately.
 * @param whileLoading takes its place until then
 */
export function lazyPart<Props extends object>(
  load: () => Promise<{ readonly default: ComponentType<Props> }>,
  whileLoading: (props: Props) => ReactNode = () => null,
): ComponentType<Props> {
  let loaded: ComponentType<Props> | null = null;
  const loadPart = async () => {
    const part = await load();
    loaded = part.default;
    return part;
  };
  addLazyPart(loadPart);
  const Late = lazyScreen(loadPart);
  return function LatePart(props: Props) {
    // Kept for as long as it is shown: another type would be mounted again and lose what was typed.
    const [Part] = useState<ComponentType<Props>>(() => loaded ?? Late);
    return (
      <ScreenBoundary>
        <Suspense fallback={whileLoading(props)}>
          <Part {...props} />
        </Suspense>
      </ScreenBoundary>
    );
  };
}
