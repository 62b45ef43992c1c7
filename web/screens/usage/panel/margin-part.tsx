import { useLineMargins } from '../../../api/margins.ts';
import type { UsageDetail } from '../../../api/usage.ts';
import { marginText, useMarginTexts } from '../../../context/margin-text.ts';

/** What the line earns, for who may see it; nothing where nothing is said of it. */
export function MarginPart({ detail: { id, integrationId } }: { readonly detail: UsageDetail }) {
  const margin = useLineMargins([id]).get(id);
  const text = useMarginTexts(integrationId);
  if (margin === undefined) return null;
  return (
    <p
      className="text-table text-ink-2"
      title={margin.costFrom === null ? text('console-margin.cost-unknown-why') : undefined}
    >
      {marginText(margin, text)}
    </p>
  );
}
