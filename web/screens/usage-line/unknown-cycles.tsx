import { filled, slot } from '../../components/texts.ts';
import { VendorText } from '../../components/vendor-text.tsx';
import { formatList } from '../../values/format.ts';
import { lineTexts } from './texts.ts';

/** Next to the billing question: cycles whose length is not known, and what follows from that (RULES 5). */
export function UnknownCycles({ names }: { readonly names: readonly string[] }) {
  if (names.length === 0) return null;
  return (
    <p className="mb-2 text-table text-ink-2">
      {filled(
        lineTexts(null)('console-usage-line.unknown-cycles', { names: slot(0) }),
        <span className="font-medium">
          <VendorText text={formatList(names)} />
        </span>,
      )}
    </p>
  );
}
