import { consoleSeverities } from '../../../messages/generated/console-severities.ts';
import { Info, OctagonAlert, TriangleAlert } from 'lucide-react';
import type { NoticeInfo } from '../../api/notices.ts';
import { useTexts } from '../../components/texts.ts';

const marks = {
  error: [OctagonAlert, 'text-bad-mark'],
  warning: [TriangleAlert, 'text-warn-mark'],
  info: [Info, 'text-info-mark'],
} as const;

/** How grave a notice is: glyph and tone, and the word for who does not see them. */
export function SeverityMark({ severity }: { readonly severity: NoticeInfo['severity'] }) {
  const [Glyph, tone] = marks[severity];
  const word = useTexts(consoleSeverities)(`console-severities.${severity}`);
  return (
    <span className="mt-0.5 shrink-0" title={word}>
      <Glyph size={16} className={tone} aria-hidden />
      <span className="sr-only">{word}</span>
    </span>
  );
}
