import { z } from 'zod';
import { DefinitionList, type Definition } from '../../components/definition-list.tsx';
import { formatDay, formatDecimal, formatInstant } from '../../components/format.ts';

/** As far as it is shown here; rows of older versions may lack parts (RULES 6: counts, reads, sources, neighbours). */
const Evidence = z.object({
  composed: z.object({
    reason: z.string(),
    vendorQuantity: z.number().nullable(),
    psaQuantity: z.string().nullable(),
    accounts: z.array(
      z.object({ name: z.string(), seats: z.number().nullable(), readAt: z.string().nullable() }),
    ),
    lines: z.array(
      z.object({
        psaLineId: z.string(),
        agreementName: z.string(),
        productIdentifier: z.string().nullable(),
        quantity: z.string().nullable(),
        live: z.boolean(),
        readAt: z.string().nullable(),
      }),
    ),
  }),
  period: z.object({ invoiceDate: z.string(), begins: z.string(), ends: z.string() }).nullable(),
});

/** What was seen when approving, as it was bound, in words. */
export function SeenWhenApproving({ evidence }: { readonly evidence: unknown }) {
  const parsed = Evidence.safeParse(evidence);
  return (
    <details className="text-table">
      <summary className="w-fit cursor-pointer text-ink-2">Seen when approving</summary>
      <div className="mt-1 rounded-control bg-sunken p-2">
        {parsed.success ? (
          <DefinitionList items={itemsOf(parsed.data)} />
        ) : (
          <p>Kept in a form that this version does not show; the API gives it whole.</p>
        )}
      </div>
    </details>
  );
}

function itemsOf({ composed, period }: z.infer<typeof Evidence>): readonly Definition[] {
  const { vendorQuantity, psaQuantity, accounts, lines, reason } = composed;
  return [
    { term: 'Duo', text: vendorQuantity === null ? '–' : `${vendorQuantity} seats` },
    { term: 'ConnectWise', text: psaQuantity === null ? '–' : formatDecimal(psaQuantity) },
    { term: 'Why', text: reason },
    ...accounts.map(({ name, seats, readAt }) => ({
      term: 'Account',
      text: `${name}: ${seats === null ? 'no complete count' : `${seats} seats`}${readWhen(readAt)}`,
    })),
    ...lines.map(({ psaLineId, agreementName, productIdentifier, quantity, live, readAt }) => ({
      term: `Line ${psaLineId}`,
      text: `${productIdentifier ?? 'no Product ID'} on ${agreementName}: ${
        quantity === null ? 'no quantity' : formatDecimal(quantity)
      }${live ? '' : ', not live'}${readWhen(readAt)}`,
    })),
    ...(period === null
      ? []
      : [
          {
            term: 'Invoice',
            text: `of ${formatDay(period.invoiceDate)}, covers ${formatDay(period.begins)} to before ${formatDay(period.ends)}`,
          },
        ]),
  ];
}

const readWhen = (at: string | null): string => (at === null ? '' : `, read ${formatInstant(at)}`);
