import type { ReactNode } from 'react';
import { Banner } from '../../../components/banner.tsx';

/** One part of the settings: what it is for, why it may be closed, what is in it. */
export function SettingsSection({
  title,
  text,
  closed = null,
  actions,
  children,
}: {
  readonly title: string;
  readonly text: string;
  /** Why it can be read but not changed. */
  readonly closed?: string | null;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <section aria-label={title} className="flex min-w-0 flex-col gap-4">
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
        <div className="flex max-w-2xl flex-col gap-1">
          <h2 className="text-section font-semibold">{title}</h2>
          <p className="text-ink-2">{text}</p>
        </div>
        {actions}
      </div>
      {closed === null ? null : <Banner>{closed}</Banner>}
      {children}
    </section>
  );
}
