import { Download } from 'lucide-react';
import { useState } from 'react';
import { useSession } from '../../api/session.ts';
import { Button } from '../../components/button.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { saveFile } from '../../components/save-file.ts';
import { useTexts } from '../../components/texts.ts';
import { consoleFactors } from '../../../messages/generated/console-factors.ts';

/** Codes that are shown this once. Going on takes a tick that they are kept. */
export function RecoveryCodes({
  codes,
  onSaved,
}: {
  readonly codes: readonly string[];
  readonly onSaved: () => void;
}) {
  const { member, tenant } = useSession();
  const [saved, setSaved] = useState(false);
  const text = useTexts(consoleFactors);
  const list = codes.join('\n');
  const download = (): void => {
    const heading = text('console-factors.codes-file', { email: member.email, name: tenant.name });
    const file = new Blob([`${heading}\n\n${list}\n`], { type: 'text/plain' });
    saveFile('seatwise-recovery-codes.txt', file);
  };
  return (
    <div className="flex flex-col gap-4">
      <p className="text-ink-2">{text('console-factors.codes-why')}</p>
      <ul
        aria-label={text('console-factors.codes')}
        className="grid grid-cols-1 gap-x-6 gap-y-1 rounded-card border border-warn-mark bg-warn-tint p-4 font-mono sm:grid-cols-2"
      >
        {codes.map((code) => (
          <li key={code} className="select-all">
            {code}
          </li>
        ))}
      </ul>
      <p className="flex flex-wrap gap-2">
        <CopyButton text={list} words={text('console-factors.copy-codes')} />
        <Button dense onClick={download}>
          <Download size={14} aria-hidden />
          {text('console-factors.download-codes')}
        </Button>
      </p>
      <label className="flex items-center gap-2">
        <input
          type="checkbox"
          className="size-4 accent-accent"
          checked={saved}
          onChange={(event) => setSaved(event.target.checked)}
        />
        {text('console-factors.codes-saved')}
      </label>
      <Button look="primary" className="self-end" closed={!saved} onClick={saved ? onSaved : undefined}>
        {text('console-factors.continue')}
      </Button>
    </div>
  );
}
