import { type ReactNode, useEffect, useRef } from 'react';
import { useLocation } from './router.tsx';
import { useTitle } from './use-title.ts';

/**
 * A screen: its one h1, which gets focus when the place changes, its title in the browser, actions at the right.
 * `wide`: uses the whole width (tables); else the text keeps a readable one.
 */
export function Page({
  title,
  place,
  tools,
  actions,
  children,
  hideHead = false,
  fill = false,
}: {
  readonly title: string;
  /** Before the title in the browser's tab: "Acme". */
  readonly place?: string;
  /** Filters and search of a table: next to the title if they fit there, else below it. */
  readonly tools?: ReactNode;
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
      className={`mx-auto w-full max-w-[120rem] px-4 sm:px-6 ${fill ? 'flex h-[calc(var(--page)-var(--above))] flex-col py-2' : 'py-4'}`}
    >
      <div
        className={
          hideHead
            ? 'sr-only'
            : `${fill ? 'mb-2' : 'mb-4'} flex min-h-8 shrink-0 flex-wrap gap-x-4 gap-y-2 ${tools === undefined ? 'items-center' : 'items-start'}`
        }
      >
        <h1
          ref={heading}
          tabIndex={-1}
          className={`text-page font-semibold ${tools === undefined ? 'grow' : 'grow leading-10 2xl:grow-0'}`}
        >
          {title}
        </h1>
        {tools === undefined ? null : (
          <div className="min-w-0 grow max-2xl:order-last max-2xl:basis-full 2xl:basis-0">{tools}</div>
        )}
        {tools === undefined || actions === undefined ? (
          actions
        ) : (
          <div className="flex min-h-10 items-center gap-2">{actions}</div>
        )}
      </div>
      {children}
    </div>
  );
}
