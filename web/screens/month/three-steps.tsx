import { useWords } from '../../components/words.ts';

/** Before anything is connected: the way to a first reviewed month, and what each step takes. */
export default function ThreeSteps() {
  const { vendor, vendorName, psa, companies } = useWords();
  const steps = [
    {
      name: 'Connect',
      takes: 'once, about 15 minutes',
      text: `Enter the keys of ${vendorName} and of ${psa}. New integrations are read-only: nothing is written until you turn on write-back.`,
    },
    {
      name: 'Map',
      takes: 'once, about 10 minutes for 60 accounts',
      text: `Say which ${vendor} account belongs to which of your ${companies}. Equal names are mapped by themselves, and others suggested.`,
    },
    {
      name: 'Review',
      takes: 'every month, about 20 minutes',
      text: 'See where seats and invoices differ, what that is worth and on which invoice a change lands. Nothing changes that nobody approved.',
    },
  ];
  return (
    <section aria-label="Three steps to the first month" className="flex flex-col gap-4">
      <ol className="grid gap-px overflow-hidden rounded-card border border-line bg-line md:grid-cols-3">
        {steps.map(({ name, takes, text }, index) => (
          <li key={name} className="flex flex-col gap-1 bg-surface p-4">
            <h2 className="flex items-baseline gap-2 text-section font-semibold">
              <span className="text-ink-3 tabular-nums">{index + 1}</span> {name}
            </h2>
            <p className="grow text-ink-2">{text}</p>
            <p className="text-label text-ink-3">Takes: {takes}</p>
          </li>
        ))}
      </ol>
      <Example vendor={vendor} />
    </section>
  );
}

/** What a review looks like, as a picture: two made-up customers. */
function Example({ vendor }: { readonly vendor: string }) {
  const rows = [
    ['A dental clinic', '30', '40', '+40.00', 'invoice of the 1st'],
    ['A law firm', '25', '22', '−22.50', 'invoice of the 1st'],
  ] as const;
  return (
    <figure className="max-w-2xl">
      <div className="overflow-x-auto rounded-card border border-line bg-surface">
        <table className="w-full text-table tabular-nums">
          <thead className="bg-sunken text-meta text-ink-2">
            <tr className="[&>th]:h-8 [&>th]:px-3 [&>th]:text-right [&>th]:font-semibold">
              <th scope="col" className="!text-left">
                Customer
              </th>
              <th scope="col">Now billed</th>
              <th scope="col">Seats in {vendor}</th>
              <th scope="col">Per month</th>
              <th scope="col">Invoice</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(([customer, ...cells]) => (
              <tr key={customer} className="border-t border-line [&>td]:h-8 [&>td]:px-3 [&>td]:text-right">
                <th scope="row" className="px-3 text-left font-medium">
                  {customer}
                </th>
                {cells.map((cell, nth) => (
                  <td key={nth}>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <figcaption className="mt-1 text-label text-ink-3">
        What a review looks like; these are made up.
      </figcaption>
    </figure>
  );
}
