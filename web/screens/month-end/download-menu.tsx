import { Download } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { Button } from '../../components/button.tsx';
import { menuContent, menuItem } from '../../components/menu-look.ts';
import type { ReportFile } from '../../components/report-layout.tsx';
import { useMonthEndTexts } from './texts.ts';

/** The files of a report, open; `report-actions.tsx` loads it. */
export default function DownloadMenu({ files }: { readonly files: readonly ReportFile[] }) {
  const text = useMonthEndTexts();
  return (
    <DropdownMenu.Root defaultOpen>
      <DropdownMenu.Trigger asChild>
        <Button dense>
          <Download size={14} aria-hidden /> {text('console-month-end.download')}
        </Button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content align="end" sideOffset={6} className={menuContent}>
          {files.map(({ words, href }) => (
            <DropdownMenu.Item key={words} asChild className={menuItem}>
              <a href={href} download>
                {words}
              </a>
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
