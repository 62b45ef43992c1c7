import { Download, Printer } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { lazyPart } from '../../components/lazy-part.tsx';
import { denseLink } from '../../components/link-button.tsx';
import type { ReportFile } from '../../components/report-layout.tsx';
import { commonText } from '../../values/common-texts.ts';
import { useMonthEndTexts } from './texts.ts';

interface FilesProps {
  readonly files: readonly ReportFile[];
}

const Menu = lazyPart<FilesProps>(
  () => import('./download-menu.tsx'),
  () => <Closed onOpen={() => undefined} />,
);

/** How a report leaves the console: on paper, with everything at a press, or as one of its files. */
export function ReportActions({
  files,
  pdf,
  archive,
}: FilesProps & {
  /** What is printed. */
  readonly pdf: string;
  /** All files in one; null: there is none. */
  readonly archive: string | null;
}) {
  const text = useMonthEndTexts();
  const [opened, setOpened] = useState(false);
  return (
    <span className="flex flex-wrap items-center gap-2 print:hidden">
      <a href={pdf} target="_blank" rel="noopener" className={`${denseLink} gap-1.5`}>
        <Printer size={14} aria-hidden /> {commonText('console-common.print')}
      </a>
      {archive === null ? null : (
        <a href={archive} download className={denseLink}>
          {text('console-month-end.download-all')}
        </a>
      )}
      {opened ? <Menu files={files} /> : <Closed onOpen={() => setOpened(true)} />}
    </span>
  );
}

function Closed({ onOpen }: { readonly onOpen: () => void }) {
  const text = useMonthEndTexts();
  return (
    <Button dense aria-haspopup="menu" aria-expanded={false} onClick={onOpen}>
      <Download size={14} aria-hidden /> {text('console-month-end.download')}
    </Button>
  );
}
