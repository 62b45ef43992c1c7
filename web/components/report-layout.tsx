import { Printer } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from './button.tsx';
import { denseLink } from './link-button.tsx';
import { commonText } from '../values/common-texts.ts';

/** A part of a printed page: its head stays with what follows. */
export function Section({
  title,
  empty,
  rows,
  children,
}: {
  readonly title: string;
  readonly empty: string;
  readonly rows: readonly unknown[];
  readonly children: ReactNode;
}) {
  return (
    <section className="flex flex-col gap-2">
      <h2 className="text-section font-semibold break-after-avoid">{title}</h2>
      {rows.length === 0 ? <p className="text-ink-2">{empty}</p> : children}
    </section>
  );
}

/** A file that a report leaves as. */
export interface ReportFile {
  /** "CSV". */
  readonly words: string;
  readonly href: string;
}

/** How a report leaves the console: files and paper, and `children` before them. */
export function Leave({
  files,
  pdf,
  children,
}: {
  readonly files: readonly ReportFile[];
  /** Printed instead of the page; absent: the page is printed. */
  readonly pdf?: ReportFile;
  readonly children?: ReactNode;
}) {
  return (
    <span className="flex flex-wrap items-center gap-2 print:hidden">
      {children}
      {files.map(({ words, href }) => (
        <a key={words} href={href} download className={denseLink}>
          {words}
        </a>
      ))}
      {pdf === undefined ? (
        <Button dense onClick={() => window.print()}>
          <Printer size={14} aria-hidden /> {commonText('console-common.print')}
        </Button>
      ) : (
        <a href={pdf.href} download className={denseLink}>
          <Printer size={14} aria-hidden /> {pdf.words}
        </a>
      )}
    </span>
  );
}
