import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../../components/button.tsx';
import { useTexts } from '../../../components/texts.ts';
import { consoleSettings } from '../../../../messages/generated/console-settings.ts';

/** A secret that is shown this once: in the dialog alone, never in an address or in storage. */
export function OneTimeSecret({ label, secret }: { readonly label: string; readonly secret: string }) {
  const [copied, setCopied] = useState(false);
  const text = useTexts(consoleSettings);
  return (
    <div className="flex flex-col gap-2 rounded-card border border-warn-mark bg-warn-tint p-4">
      <p className="font-medium">{text('console-settings.shown-once', { label })}</p>
      <p className="flex flex-wrap items-center gap-2">
        <code className="rounded-control bg-surface px-2 py-1 font-mono break-all select-all">{secret}</code>
        <Button
          dense
          onClick={() => {
            void navigator.clipboard.writeText(secret).then(() => setCopied(true));
          }}
        >
          {copied ? <Check size={14} aria-hidden /> : <Copy size={14} aria-hidden />}
          {text(copied ? 'console-settings.copied' : 'console-settings.copy')}
        </Button>
      </p>
      <p className="text-table text-ink-2">{text('console-settings.not-stored')}</p>
    </div>
  );
}
