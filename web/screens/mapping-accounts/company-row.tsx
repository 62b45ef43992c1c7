import { useDraggable } from '@dnd-kit/react';
import { Ban, GripVertical, TriangleAlert } from 'lucide-react';
import type { Company } from '../../api/mapping.ts';
import { useTexts } from '../../components/texts.ts';
import type { Words } from '../../components/words.ts';
import { VendorText } from '../../components/vendor-text.tsx';
import { consoleMapping } from '../../../messages/generated/console-mapping.ts';
import type { RowAttributes } from '../mapping/row-list.tsx';
import { companyFacts, whyClosed } from './company-rows.ts';
import type { AccountTexts } from './mapping-accounts-texts.ts';

/** A company to be dragged onto an account; closed ones say why. */
export function CompanyRow({
  company,
  words,
  text,
  mapped,
  isInHand,
  isClosed,
  attributes,
  onPick,
}: {
  readonly company: Company;
  readonly words: Words;
  readonly text: AccountTexts;
  /** Accounts mapped to it. */
  readonly mapped: number;
  readonly isInHand: boolean;
  /** Nobody decides here: no grip. */
  readonly isClosed: boolean;
  readonly attributes: RowAttributes;
  readonly onPick: () => void;
}) {
  const shared = useTexts(consoleMapping);
  const why = whyClosed(company, text);
  const { ref } = useDraggable({ id: company.id, disabled: isClosed || why !== null });
  const Lead = why === null ? GripVertical : Ban;
  return (
    <div
      {...attributes}
      ref={ref}
      aria-disabled={why !== null}
      title={why ?? undefined}
      onClick={(event) => (event.defaultPrevented ? undefined : onPick())}
      className={`flex items-center gap-2 border-b border-line pr-3 pl-1.5 text-table -outline-offset-2 select-none ${isInHand ? 'bg-selected' : 'hover:bg-hover'} ${why === null ? '' : 'bg-sunken text-ink-3'}`}
    >
      <span role="gridcell" className="flex min-w-0 grow items-center gap-1.5">
        {isClosed && why === null ? null : (
          <span data-grip className="-my-1 shrink-0 cursor-grab touch-none py-1 text-ink-3">
            <Lead size={14} aria-hidden />
          </span>
        )}
        <VendorText text={company.name} oneLine className="min-w-0" />
        {company.twins > 0 ? (
          <span className="inline-flex shrink-0 items-center gap-1 text-label text-warn">
            <TriangleAlert size={13} className="text-warn-mark" aria-hidden />
            {text('console-mapping-accounts.twin')}
          </span>
        ) : null}
      </span>
      <span role="gridcell" className="shrink-0 text-label whitespace-nowrap text-ink-3">
        <span className="font-mono">
          {words.psaIds} {company.id}
        </span>
        <span className="max-lg:hidden">
          {' · '}
          {isInHand ? (
            <span className="font-medium text-info">{shared('console-mapping.now-selected')}</span>
          ) : (
            companyFacts(company, mapped, text)
          )}
        </span>
      </span>
    </div>
  );
}
