import { useMemo, useState } from 'react';
import {
  type LinePreview,
  type NewLineOffer,
  type SeenLine,
  useLinePreview,
  useLineToCreate,
} from '../../api/line-changes.ts';
import { useSettled } from '../../components/use-settled.ts';
import {
  type MissingPart,
  missingPart,
  type NewLineChoice,
  type NewLineDraft,
  type ReadyLine,
  wishOfChoice,
} from './new-line.ts';
import type { LineChangeText } from './texts.ts';

/** What was read; undefined: not yet. */
export interface ReadPart<T> {
  readonly data: T | undefined;
  readonly error: unknown;
  readonly readAgain: () => void;
}

/** A new line while it is entered. */
export interface NewLineForm {
  readonly offer: ReadPart<NewLineOffer>;
  /** Of exactly what is entered. */
  readonly preview: ReadPart<LinePreview>;
  /** Null: the offer is not known yet. */
  readonly choice: NewLineChoice | null;
  readonly missing: MissingPart | null;
  readonly change: (choice: NewLineChoice) => void;
  readonly draft: NewLineDraft | null;
}

/**
 * A new line as it is entered, with what approving it would send. A line is ready once the preview of exactly what is
 * entered came back without a rejection.
 * @param first what the fields have at first: what was entered before, a proposal, else what is suggested
 */
export function useNewLine(
  line: SeenLine,
  first: (offer: NewLineOffer) => NewLineChoice,
  text: LineChangeText,
): NewLineForm {
  const query = useLineToCreate(line);
  const offer = query.data;
  const version = line.version ?? offer?.lineVersion ?? null;
  const [entered, setEntered] = useState<NewLineChoice | null>(null);
  const choice = entered ?? (offer === undefined ? null : first(offer));
  const missing = choice === null || offer === undefined ? null : missingPart(choice, offer);
  const wish = isOpen(offer) && choice !== null && missing === null ? wishOfChoice(choice, offer) : null;
  const asked = wish === null ? null : JSON.stringify(wish);
  const settled = useSettled(asked);
  const body = useMemo(
    () =>
      settled === null || version === null
        ? null
        : {
            kind: 'create-line' as const,
            lineVersion: version,
            newLine: JSON.parse(settled) as NonNullable<typeof wish>,
          },
    [settled, version],
  );
  const preview = useLinePreview(line.id, body);
  const shown = settled === asked && asked !== null ? preview.data : undefined;
  const reason = choice === null || choice.reason.trim() === '' ? null : choice.reason.trim();
  const ready: ReadyLine | null =
    shown === undefined || shown.rejected !== null || wish === null
      ? null
      : {
          wish,
          quantity: Number(shown.after),
          sentence: shown.sentence.message,
          reason: wish.unitPrice == null ? null : reason,
        };
  const why =
    offer?.rejected?.message ??
    (missing === null ? null : text(`console-line-change.missing.${missing}`)) ??
    shown?.rejected?.message ??
    (ready === null ? text('console-line-change.checking') : null);
  const draft: NewLineDraft | null = choice === null ? null : { version, choice, ready, why };
  const readAgain = (): void => {
    void query.refetch();
    if (body !== null) void preview.refetch();
  };
  return {
    offer: { data: offer, error: query.error, readAgain },
    preview: { data: shown, error: preview.error, readAgain },
    choice,
    missing,
    change: setEntered,
    draft,
  };
}

const isOpen = (offer: NewLineOffer | undefined): offer is NewLineOffer =>
  offer !== undefined && offer.rejected === null;
