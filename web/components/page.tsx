import { type ReactNode, useEffect, useRef } from 'react';
import { useLocation } from 'react-router';
import { useTitle } from './use-title.ts';

/**
 * A screen: its one h1, which gets focus when the place changes, its title in the browser, actions at the right.
 * `wide`: uses the whole width (tables); else the text keeps a readable one.
 */
export function Page({
  title,
  place,
  actions,
  children,
  hideHead = false,
  fill = false,
}: {
  readonly title: string;
  /** Before the title in the browser's tab: "Acme". */
  readonly place?: string;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
  readonly hideHead?: boolean;
  /** As high as the window: what is inside scrolls, the page does not. */
  readonly fill?: boolean;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  const { pathname } = useLocation();
  useTitle(place === undefined ? [title] : [place, title]);
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
  }, [pathname]);
  return (
    <div
      className={`mx-auto w-full max-w-[120rem] px-4 sm:px-6 ${fill ? 'flex h-[calc(100dvh-3rem)] flex-col py-3' : 'py-4'}`}
    >
      <div
        className={
          hideHead
            ? 'sr-only'
            : `${fill ? 'mb-2' : 'mb-4'} flex min-h-8 flex-wrap items-center gap-x-4 gap-y-2`
        }
      >
        <h1 ref={heading} tabIndex={-1} className="grow text-page font-semibold">
          {title}
        </h1>
        {actions}
      </div>
      {children}
    </div>
  );
}
