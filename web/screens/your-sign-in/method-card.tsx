import { type ReactNode, useId } from 'react';

/** One sign-in method: what it is, what there is of it, what can be done. */
export function MethodCard({
  title,
  text,
  action,
  children,
}: {
  readonly title: string;
  readonly text?: ReactNode;
  readonly action?: ReactNode;
  readonly children?: ReactNode;
}) {
  const id = useId();
  return (
    <section
      aria-labelledby={id}
      className="flex max-w-2xl flex-col gap-3 rounded-card border border-line bg-surface px-4 py-3"
    >
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
        <div className="min-w-0 grow basis-64">
          <h3 id={id} className="font-medium">
            {title}
          </h3>
          {text === undefined ? null : <p className="text-table text-ink-2">{text}</p>}
        </div>
        {action}
      </div>
      {children}
    </section>
  );
}
