import { Link } from './router.tsx';
import type { usageKinds } from '../../contracts/api/usage.ts';
import { kindMeaning } from './kind-meaning.ts';
import { kindWords } from './kind-words.ts';
import { useWords } from './words.ts';
import { StatusPill } from './status-pill.tsx';

type Kind = (typeof usageKinds)[number];

/** The same as a link to what it means, {@link kindMeaning} on hover. */
export function KindLink({ kind, integrationId }: { readonly kind: Kind; readonly integrationId: string }) {
  return (
    <Link
      to={`/glossary#${kind}`}
      title={kindMeaning(kind, useWords(integrationId))}
      className="rounded-full hover:underline"
    >
      <KindMark kind={kind} integrationId={integrationId} />
    </Link>
  );
}

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
