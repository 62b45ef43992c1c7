import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { Button } from './button.tsx';
import { commonText } from '../values/common-texts.ts';

export function CopyButton({ text, words }: { readonly text: string; readonly words: string }) {
  const [copied, setCopied] = useState(false);
  return (
    <Button dense onClick={() => void navigator.clipboard.writeText(text).then(() => setCopied(true))}>
      {copied ? <Check size={14} aria-hidden /> : <Copy size={14} aria-hidden />}
      {copied ? commonText('console-common.copied') : words}
    </Button>
  );
}
