import { Info, OctagonAlert, TriangleAlert } from 'lucide-react';
import type { NoticeInfo } from '../../api/notices.ts';

const marks = {
  error: [OctagonAlert, 'text-bad-mark'],
  warning: [TriangleAlert, 'text-warn-mark'],
  info: [Info, 'text-info-mark'],
} as const;

/** How grave a notice is: glyph and tone, and the word for who does not see them. */
export function SeverityMark({ severity }: { readonly severity: NoticeInfo['severity'] }) {
  const [Glyph, tone] = marks[severity];
  return (
    <span className="mt-0.5 shrink-0" title={severity}>
      <Glyph size={16} className={tone} aria-hidden />
      <span className="sr-only">{severity}</span>
    </span>
  );
}
