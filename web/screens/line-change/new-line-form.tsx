import { ErrorCard } from '../../components/failure-card.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { VendorText } from '../../components/vendor-text.tsx';
import { NewLineFields } from './new-line-fields.tsx';
import { PreviewPart } from './preview-part.tsx';
import type { LineChangeText } from './texts.ts';
import type { NewLineForm as Form } from './use-new-line.ts';

/** A new line as it will be sent: its fields, then the sentence that the button says. */
export function NewLineForm({
  form,
  closed,
  text,
}: {
  readonly form: Form;
  /** Why nothing can be chosen; null: it can. */
  readonly closed: string | null;
  readonly text: LineChangeText;
}) {
  const { choice, missing, change, preview } = form;
  const offer = form.offer.data;
  if (offer === undefined || choice === null)
    return form.offer.error === null ? (
      <Skeleton rows={4} />
    ) : (
      <ErrorCard error={form.offer.error} onRetry={form.offer.readAgain} />
    );
  if (offer.rejected !== null)
    return (
      <p className="text-warn">
        <VendorText text={offer.rejected.message} />
      </p>
    );
  return (
    <section aria-label={text('console-line-change.new-line')} className="flex flex-col gap-3">
      <p className="font-medium">
        {offer.units === null
          ? text('console-line-change.units-unknown')
          : text('console-line-change.units', { count: offer.units })}
      </p>
      <NewLineFields {...{ offer, choice, missing, closed, text }} onChange={change} />
      <PreviewPart preview={preview} text={text} />
    </section>
  );
}
