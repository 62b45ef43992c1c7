import { Info, OctagonAlert, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';

const tones = {
  info: ['border-info-mark bg-info-tint', 'text-info-mark', Info],
  warn: ['border-warn-mark bg-warn-tint', 'text-warn-mark', TriangleAlert],
  bad: ['border-bad-mark bg-bad-tint', 'text-bad-mark', OctagonAlert],
} as const;

/** A fact about the whole page. */
export function Banner({
  tone = 'info',
  children,
}: {
  readonly tone?: keyof typeof tones;
  readonly children: ReactNode;
}) {
  const [box, glyph, Glyph] = tones[tone];
  return (
    <div className={`flex items-start gap-2 rounded-card border px-4 py-2.5 text-ink ${box}`}>
      <Glyph size={16} className={`mt-0.5 shrink-0 ${glyph}`} aria-hidden />
      <div className="min-w-0 grow">{children}</div>
    </div>
  );
}
