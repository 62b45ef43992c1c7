import { consoleThreeSteps } from '../../../messages/generated/console-three-steps.ts';
import { useTexts } from '../../components/texts.ts';

const steps = ['connect', 'map', 'review'] as const;

/** Before anything is connected: the way to a first reviewed month, and what each step takes. */
export default function ThreeSteps() {
  const text = useTexts(consoleThreeSteps);
  return (
    <section aria-label={text('console-three-steps.label')} className="flex flex-col gap-4">
      <ol className="grid gap-px overflow-hidden rounded-card border border-line bg-line md:grid-cols-3">
        {steps.map((step, index) => (
          <li key={step} className="flex flex-col gap-1 bg-surface p-4">
            <h2 className="flex items-baseline gap-2 text-section font-semibold">
              <span className="text-ink-3 tabular-nums">{index + 1}</span>{' '}
              {text(`console-three-steps.${step}`)}
            </h2>
            <p className="grow text-ink-2">{text(`console-three-steps.${step}-text`)}</p>
            <p className="text-label text-ink-3">{text(`console-three-steps.${step}-takes`)}</p>
          </li>
        ))}
      </ol>
      <Example />
    </section>
  );
}

/** What a review looks like, as a picture: two made-up customers. */
function Example() {
  const text = useTexts(consoleThreeSteps);
  const invoice = text('console-three-steps.next-invoice');
  const rows = [
    [text('console-three-steps.clinic'), '30', '40', '+40.00', invoice],
    [text('console-three-steps.law-firm'), '25', '22', '−22.50', invoice],
  ] as const;
  return (
    <figure className="max-w-2xl">
      <div className="overflow-x-auto rounded-card border border-line bg-surface">
        <table className="w-full text-table tabular-nums">
          <thead className="bg-sunken text-meta text-ink-2">
            <tr className="[&>th]:h-8 [&>th]:px-3 [&>th]:text-right [&>th]:font-semibold">
              <th scope="col" className="!text-left">
                {text('console-three-steps.customer')}
              </th>
              <th scope="col">{text('console-three-steps.billed-now')}</th>
              <th scope="col">{text('console-three-steps.seats')}</th>
              <th scope="col">{text('console-three-steps.money')}</th>
              <th scope="col">{text('console-three-steps.takes-effect')}</th>
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
      <figcaption className="mt-1 text-label text-ink-3">{text('console-three-steps.example')}</figcaption>
    </figure>
  );
}
