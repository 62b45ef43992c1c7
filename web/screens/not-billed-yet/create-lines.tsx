import { useState } from 'react';
import { useLinePreview } from '../../api/line-changes.ts';
import type { DecisionResult } from '../../api/usage-decisions.ts';
import { Button } from '../../components/button.tsx';
import { ButtonWithReason } from '../../components/button-with-reason.tsx';
import { FailureCard } from '../../components/failure-card.tsx';
import { Figure } from '../../components/figure.tsx';
import { Modal } from '../../components/modal.tsx';
import { filled, slot } from '../../components/texts.ts';
import { useFormKey } from '../../components/use-form-key.ts';
import { VendorText } from '../../components/vendor-text.tsx';
import { shortText } from '../../components/visible-text.ts';
import { totalsOf } from '../../values/figure.ts';
import { type ReadyLine, suggestedChoice } from '../line-change/new-line.ts';
import { NewLineForm } from '../line-change/new-line-form.tsx';
import { PreviewPart } from '../line-change/preview-part.tsx';
import { useLineChangeTexts } from '../line-change/texts.ts';
import { useNewLine } from '../line-change/use-new-line.ts';
import type { Item } from './columns.tsx';
import type { NotBilledYetText } from './texts.ts';
import { type Creating, wantedOf } from './use-creating.ts';

/** Before the table: how many lines can be approved together, and the summary of them. */
export function CreateBar({
  creating,
  text,
}: {
  readonly creating: Creating;
  readonly text: NotBilledYetText;
}) {
  const { together, closed, ask } = creating;
  return (
    <div className="print:hidden">
      <ButtonWithReason
        look="primary"
        reason={closed ?? (together.length === 0 ? text('console-not-billed-yet.none-ready') : null)}
        reasonAt="before"
        onClick={() => ask({ kind: 'many' })}
      >
        {text('console-not-billed-yet.review', { count: together.length })}
      </ButtonWithReason>
    </div>
  );
}

/** Whatever is asked at the moment. */
export function CreateDialogs({
  creating,
  integrationId,
  text,
}: {
  readonly creating: Creating;
  readonly integrationId: string;
  readonly text: NotBilledYetText;
}) {
  const { question } = creating;
  if (question === null) return null;
  return question.kind === 'one' ? (
    <CreateOne item={question.item} creating={creating} integrationId={integrationId} />
  ) : (
    <CreateMany creating={creating} integrationId={integrationId} text={text} />
  );
}

/** One line as it is chosen in the form; the button says all of it. It stays open until the line is decided. */
function CreateOne({
  item,
  creating: { act, closed, ask, isSaving, send },
  integrationId,
}: {
  readonly item: Item;
  readonly creating: Creating;
  readonly integrationId: string;
}) {
  const text = useLineChangeTexts(integrationId);
  const { key, renew } = useFormKey();
  const [rejected, setRejected] = useState<DecisionResult | null>(null);
  const form = useNewLine({ id: item.usageLineId, version: null }, suggestedChoice, text);
  const { ready = null, version = null } = form.draft ?? {};
  const sentence = ready?.sentence ?? text('console-line-change.create');
  const close = (): void => ask(null);
  const create = async (line: ReadyLine, seen: number): Promise<void> => {
    setRejected(null);
    const [result] = await send([{ item, version: seen, ...line }], key);
    if (result === undefined || result.outcome === 'approved' || result.outcome === 'proposed') {
      close();
      return;
    }
    setRejected(result);
    if (result.outcome === 'unknown') return;
    renew();
    form.offer.readAgain();
  };
  return (
    <Modal
      title={text('console-line-change.create-for', { name: shortText(item.company?.name ?? item.label) })}
      onClose={close}
    >
      <div className="flex flex-col gap-4">
        <NewLineForm form={form} closed={closed} text={text} />
        {rejected === null ? null : (
          <FailureCard
            failure={{
              code: rejected.code,
              detail: rejected.detail,
              advice:
                rejected.code === 'LineChanged' ? text('console-line-change.newer-values') : rejected.advice,
              ...(rejected.title === null ? {} : { title: rejected.title }),
            }}
          />
        )}
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={close}>{text('console-line-change.end.cancel')}</Button>
          <ButtonWithReason
            look="primary"
            reason={closed ?? (ready === null ? (form.draft?.why ?? null) : null)}
            reasonAt="before"
            busy={isSaving(item.usageLineId)}
            onClick={() => {
              if (ready !== null && version !== null) void create(ready, version);
            }}
          >
            {act === 'approve' ? sentence : text('console-line-change.propose', { sentence })}
          </ButtonWithReason>
        </div>
      </div>
    </Modal>
  );
}

/** The summary before several are approved: each line by its sentence, what they are worth, what is left out. */
function CreateMany({
  creating: { together, leftOut, act, closed, ask, send },
  integrationId,
  text,
}: {
  readonly creating: Creating;
  readonly integrationId: string;
  readonly text: NotBilledYetText;
}) {
  const { key } = useFormKey();
  const close = (): void => ask(null);
  const totals = totalsOf(
    together,
    ({ perMonth }) => perMonth,
    ({ currency }) => currency,
  );
  return (
    <Modal
      title={text('console-not-billed-yet.review-title', { count: together.length })}
      onClose={close}
      wide
    >
      <div className="flex flex-col gap-4">
        <p className="font-semibold">
          {filled(
            text('console-not-billed-yet.sum', { count: together.length, amount: slot(0) }),
            <Figure measure="notBilled" totals={totals} named perMonth />,
          )}
        </p>
        <ul className="flex flex-col gap-2">
          {together.map((item) => (
            <li key={item.usageLineId}>
              <SuggestedLine item={item} integrationId={integrationId} text={text} />
            </li>
          ))}
        </ul>
        {leftOut.length === 0 ? null : (
          <section aria-label={text('console-not-billed-yet.left-out')}>
            <h3 className="mb-1 text-label font-semibold text-ink-2">
              {text('console-not-billed-yet.left-out')}
            </h3>
            <ul className="text-table text-ink-2">
              {leftOut.map((item) => (
                <li key={item.usageLineId}>
                  <VendorText
                    text={text('console-not-billed-yet.left-out-one', {
                      name: item.company?.name ?? item.label,
                      reason: item.rejected?.message ?? text('console-not-billed-yet.choose-first'),
                    })}
                  />
                </li>
              ))}
            </ul>
          </section>
        )}
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={close}>{text('console-not-billed-yet.cancel')}</Button>
          <ButtonWithReason
            look="primary"
            reason={closed}
            reasonAt="before"
            onClick={() => {
              close();
              void send(
                together.flatMap((item) => wantedOf(item) ?? []),
                key,
              );
            }}
          >
            {text(`console-not-billed-yet.${act}-lines`, { count: together.length })}
          </ButtonWithReason>
        </div>
      </div>
    </Modal>
  );
}

/** Its sentence; what it sends is asked for once it is unfolded. */
function SuggestedLine({
  item,
  integrationId,
  text,
}: {
  readonly item: Item;
  readonly integrationId: string;
  readonly text: NotBilledYetText;
}) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="cursor-pointer">
        <VendorText
          text={text('console-not-billed-yet.line-of', {
            name: item.company?.name ?? item.label,
            sentence: item.suggestion?.sentence.message ?? '',
          })}
        />
      </summary>
      {isOpen ? <Preview item={item} integrationId={integrationId} /> : null}
    </details>
  );
}

function Preview({ item, integrationId }: { readonly item: Item; readonly integrationId: string }) {
  const text = useLineChangeTexts(integrationId);
  const wanted = wantedOf(item);
  const preview = useLinePreview(
    item.usageLineId,
    wanted === null ? null : { kind: 'create-line', lineVersion: item.lineVersion, newLine: wanted.wish },
  );
  return (
    <div className="pt-1 pl-4">
      <PreviewPart
        preview={{ data: preview.data, error: preview.error, readAgain: () => void preview.refetch() }}
        text={text}
      />
    </div>
  );
}
