import { VendorText } from '../../components/vendor-text.tsx';

/** Beside the billing question: cycles whose length is not known, and what follows from that (RULES 5). */
export function UnknownCycles({ names }: { readonly names: readonly string[] }) {
  if (names.length === 0) return null;
  return (
    <p className="mb-2 text-table text-ink-2">
      The length of the billing cycle{' '}
      <span className="font-medium">
        <VendorText text={names.join(', ')} />
      </span>{' '}
      is not known. In arrears, its period counts as begun: increases take effect on the next invoice,
      decreases after it.
    </p>
  );
}
