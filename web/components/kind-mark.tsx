import { kindWords, type usageKinds } from '../../contracts/api/usage.ts';
import { useWords } from '../app/words.tsx';
import { StatusPill } from './status-pill.tsx';

type Kind = (typeof usageKinds)[number];

/** A kind with its glyph, in the reader's words and the integration's names. */
export function KindMark({
  kind,
  integrationId,
  inRow = false,
}: {
  readonly kind: Kind;
  readonly integrationId?: string | undefined;
  readonly inRow?: boolean;
}) {
  return <StatusPill state={kind} words={kindWords(kind, useWords(integrationId))} inRow={inRow} />;
}
